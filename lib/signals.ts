/**
 * Signals: what a task's body or a trigger throws to decide its own state, instead of failing.
 * A signal is an Error, so that it ends the body as one does and carries a stack; it is recognised by its brand.
 * It becomes a state in the runner, which knows the time, the run count and what was tried before.
 */
import { checkOptions, checks, type OptionTable } from './options'
import { isBranded, signalBrand } from './symbols'

/** The kinds of signals; each becomes the state that the runner's table says. */
export type SignalKind = 'Fail' | 'TriggerFail' | 'Success' | 'Retry' | 'Skip' | 'Pause' | 'Loop'

/** What a signal may carry besides its message. */
export interface SignalFields {
  readonly result?: unknown
  readonly error?: unknown
  /** when to go on */
  readonly startTime?: Date
}

/** The base of all signals. */
export abstract class Signal<F extends SignalFields = SignalFields> extends Error {
  /** on the prototype of each class, so that the stack already says it */
  declare readonly kind: SignalKind
  readonly fields: SignalFields
  /** whether the signal was given a message of its own */
  readonly hasMessage: boolean

  constructor(message?: string, fields?: F) {
    super(message ?? '', fields?.error === undefined ? undefined : { cause: fields.error })
    this.fields = fields ?? {}
    this.hasMessage = message !== undefined && message !== ''
  }
}
Object.defineProperty(Signal.prototype, signalBrand, { value: true })

/** Whether a value was thrown as a signal, of this or another copy of the library. */
export function isSignal(value: unknown): value is Signal {
  return isBranded(value, signalBrand)
}

type WithResult = Pick<SignalFields, 'result'>
type WithError = Pick<SignalFields, 'error'>
type WithStart = Pick<SignalFields, 'startTime'>

const result: OptionTable<WithResult> = { result: checks.anything }
const error: OptionTable<WithError> = { error: checks.anything }
const startTime: OptionTable<WithStart> = { startTime: checks.date }

/** A class of signals. A field that does not fit is a FlowError, with which the task then fails. */
type SignalClass<F extends SignalFields> = new (message?: string, fields?: F) => Signal<F>

function signalClass<F extends SignalFields>(kind: SignalKind, takes: OptionTable<F>): SignalClass<F> {
  const made = class extends Signal<F> {
    constructor(message?: string, fields?: F) {
      checkOptions<F>(`signals.${kind}`, fields, takes)
      super(message, fields)
    }
  }
  Object.defineProperty(made.prototype, 'kind', { value: kind })
  Object.defineProperty(made.prototype, 'name', { value: kind, configurable: true, writable: true })
  return made
}

/** Throw one of these in a task: `throw new signals.Skip('not needed', { result: 0 })`. */
export const signals = {
  Fail: signalClass<WithError>('Fail', error),
  TriggerFail: signalClass<WithError>('TriggerFail', error),
  Success: signalClass<WithResult>('Success', result),
  Retry: signalClass<WithStart & WithError>('Retry', { ...startTime, ...error }),
  Skip: signalClass<WithResult>('Skip', result),
  Pause: signalClass<WithStart>('Pause', startTime),
  Loop: signalClass<WithResult>('Loop', result),
} as const
