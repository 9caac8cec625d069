/**
 * The kernel's own errors: what a person has to mend. Whoever catches one at the edge of a process prints `message`
 * (and `hint`) as one line and ends with exit code 2; any other error is ours, and keeps its stack trace.
 */

const brand = Symbol.for('tasklab.KernelError')

export class KernelError extends Error {
  override readonly name = 'KernelError'
  readonly [brand] = true

  /** @param code stable name of the fault, e.g. `connection-file`; @param hint what to do about it, a sentence. */
  constructor(
    readonly code: string,
    message: string,
    readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  static is(value: unknown): value is KernelError {
    return typeof value === 'object' && value !== null && brand in value
  }
}

/** The one line that a person reads on stderr. */
export function oneLine(error: KernelError): string {
  return error.hint === undefined ? `tasklab: ${error.message}` : `tasklab: ${error.message} ${error.hint}`
}

/** The text of anything that was thrown, for use inside a message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
