/**
 * The error that tasklab itself throws. It has a stable `code` for programs, a message that says what was expected
 * and what was got, and where it helps a `hint` that says what to do. Errors of a task's own body are never wrapped
 * in it.
 */
import { errorBrand, isBranded } from './symbols'

/** Every error that tasklab itself throws. */
export class FlowError extends Error {
  readonly code: string
  readonly hint?: string

  constructor(code: string, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    if (options.hint !== undefined) this.hint = options.hint
  }
}
Object.defineProperty(FlowError.prototype, 'name', { value: 'FlowError', configurable: true, writable: true })
Object.defineProperty(FlowError.prototype, errorBrand, { value: true })

/** Whether a value is a FlowError, of this or another copy of the library. */
export function isFlowError(value: unknown): value is FlowError {
  return isBranded(value, errorBrand)
}

/** Closes a switch: the compiler proves that it is never reached. */
export function assertNever(value: never): never {
  throw new FlowError('IMPOSSIBLE', `Unexpected value ${String(value)}.`)
}
