/**
 * Signals: what a task's body or a trigger throws to decide its own state, instead of failing.
 * A signal is an Error, so that it ends the body as one does and carries a stack; it is recognised by its brand.
 * It becomes a state in the runner, which knows the time, the run count and what was tried before.
 */
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
  abstract readonly kind: SignalKind
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
Object.defineProperty(Signal.prototype, 'name', {
  get(this: Signal) {
    return this.kind ?? 'Signal'
  },
  set(this: Signal, name: string) {
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true })
  },
  configurable: true,
})

/** Whether a value was thrown as a signal, of this or another copy of the library. */
export function isSignal(value: unknown): value is Signal {
  return isBranded(value, signalBrand)
}

type WithResult = Pick<SignalFields, 'result'>
type WithError = Pick<SignalFields, 'error'>
type WithStart = Pick<SignalFields, 'startTime'>

class Fail extends Signal<WithError> {
  override readonly kind = 'Fail'
}
class TriggerFail extends Signal<WithError> {
  override readonly kind = 'TriggerFail'
}
class SuccessSignal extends Signal<WithResult> {
  override readonly kind = 'Success'
}
class Retry extends Signal<WithStart & WithError> {
  override readonly kind = 'Retry'
}
class Skip extends Signal<WithResult> {
  override readonly kind = 'Skip'
}
class Pause extends Signal<WithStart> {
  override readonly kind = 'Pause'
}
class Loop extends Signal<WithResult> {
  override readonly kind = 'Loop'
}

/** Throw one of these in a task: `throw new signals.Skip('not needed', { result: 0 })`. */
export const signals = { Fail, TriggerFail, Success: SuccessSignal, Retry, Skip, Pause, Loop } as const
