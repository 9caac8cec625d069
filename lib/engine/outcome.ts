/**
 * What an attempt comes to: a value, a signal or an error, as a state; and whether it is tried again.
 * Functions of the attempt and the time; nothing here changes anything.
 */
import { FlowError } from '../error'
import { isSignal, type Signal, type SignalKind } from '../signals'
import { makeState, type Attempt as PastAttempt, type State, type StateFields } from '../state'
import type { TaskSettings } from '../task-options'

/** What the state of an attempt says besides its outcome. */
export interface AttemptFacts {
  readonly number: number
  readonly startedAt: Date
  readonly endedAt: Date
  /** those that failed before */
  readonly attempts: readonly PastAttempt[]
  readonly loopCount: number
  readonly loopResult: unknown
  readonly settings: TaskSettings
  /** what the task was given; asked only where the state keeps it */
  readonly inputs: () => Readonly<Record<string, unknown>>
}

const kinds: { readonly [K in Exclude<SignalKind, 'Retry'>]: State['type'] } = {
  Fail: 'Failed',
  TriggerFail: 'TriggerFailed',
  Success: 'Success',
  Skip: 'Skipped',
  Pause: 'Paused',
  Loop: 'Looped',
}

/** The state that a thrown signal makes, of a trigger or a body. */
export function signalState(signal: Signal, fields: StateFields): State {
  const { result, error = signal, startTime } = signal.fields
  const type = signal.kind === 'Retry' ? 'Retrying' : kinds[signal.kind]
  const message = signal.hasMessage ? signal.message : fields.message
  return makeState(type, { ...fields, message, result, error, startTime: startTime ?? fields.startTime })
}

/** The state of a body that returned. */
export function returned(result: unknown, facts: AttemptFacts, cached: StateFields['cached']): State {
  const { startedAt, endedAt, attempts } = facts
  return makeState('Success', {
    message: 'Task run succeeded.',
    timestamp: endedAt,
    startedAt,
    attempts,
    result,
    cached,
  })
}

/** The state of a body that threw, tried again where its settings say so. */
export function threw(error: unknown, facts: AttemptFacts, random: () => number): State {
  const { startedAt, endedAt: timestamp, loopCount } = facts
  const fields: StateFields = { timestamp, startedAt, attempts: facts.attempts }
  if (!isSignal(error)) return failedOrRetrying('Failed', error, textOf(error), facts, random)
  switch (error.kind) {
    case 'Retry':
      return retryingOrFailed(error.fields.error ?? error, facts, random, error)
    case 'Fail':
      return failedOrRetrying('Failed', error.fields.error ?? error, error.message || 'Task run failed.', facts, random)
    case 'Success':
      return signalState(error, { ...fields, message: 'Task run succeeded.' })
    case 'Pause':
      return signalState(error, { ...fields, cachedInputs: facts.inputs() })
    case 'Loop':
      return signalState(error, { ...fields, loopCount })
    default:
      return signalState(error, fields)
  }
}

/** The state of an attempt that took too long. */
export function timedOut(facts: AttemptFacts, random: () => number): State {
  const message = `Task run took longer than ${facts.settings.timeout} ms.`
  return failedOrRetrying('TimedOut', new FlowError('TIMED_OUT', message), message, facts, random)
}

function failedOrRetrying(
  type: 'Failed' | 'TimedOut',
  error: unknown,
  message: string,
  facts: AttemptFacts,
  random: () => number,
): State {
  const { settings, number, startedAt, endedAt } = facts
  try {
    if (number <= settings.maxRetries && settings.retryOn(error, number)) return retrying(error, facts, random)
  } catch (thrown) {
    return failedBy(thrown, error, facts)
  }
  return makeState(type, { message, error, timestamp: endedAt, startedAt, attempts: withThis(facts, error) })
}

function retryingOrFailed(error: unknown, facts: AttemptFacts, random: () => number, signal: Signal): State {
  try {
    return retrying(error, facts, random, signal)
  } catch (thrown) {
    return failedBy(thrown, error, facts)
  }
}

/** A filter or a delay that throws leaves nothing to go by: that is what the task fails with. */
function failedBy(thrown: unknown, error: unknown, facts: AttemptFacts): State {
  const { startedAt, endedAt: timestamp } = facts
  const fields = { message: textOf(thrown), error: thrown, timestamp, startedAt }
  return makeState('Failed', { ...fields, attempts: withThis(facts, error) })
}

/** The last moment that a Date can tell. */
const lastMoment = 8.64e15

function retrying(error: unknown, facts: AttemptFacts, random: () => number, signal?: Signal): State {
  const { settings, number, startedAt, endedAt, loopCount, loopResult } = facts
  const of =
    Number.isFinite(settings.maxRetries) && number <= settings.maxRetries ? ` of ${settings.maxRetries + 1}` : ''
  const wait = () => settings.retryDelay(number) * (1 + random() * settings.retryJitter)
  const startTime = signal?.fields.startTime ?? new Date(Math.min(lastMoment, endedAt.getTime() + wait()))
  return makeState('Retrying', {
    message: signal?.hasMessage ? signal.message : `Retrying Task (after attempt ${number}${of})`,
    timestamp: endedAt,
    startedAt,
    attempts: withThis(facts, error),
    startTime,
    runCount: number,
    error,
    cachedInputs: facts.inputs(),
    ...(loopCount > 1 ? { loopCount, loopResult } : {}),
  })
}

function withThis({ attempts, number, startedAt, endedAt }: AttemptFacts, error: unknown): readonly PastAttempt[] {
  return [...attempts, { number, startedAt, endedAt, error }]
}

/** An error's text, as a state's message. Whatever a body throws, a text comes of it. */
export function textOf(error: unknown): string {
  try {
    if (error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)) {
      const { message, name } = error as Error
      return String(message || name)
    }
    return String(error)
  } catch {
    return 'An error that cannot be printed.'
  }
}
