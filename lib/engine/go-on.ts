/**
 * What a task that has to go on is given in place of the state that it stopped in: so that a retry counts on, what was
 * cut off runs again without counting, and nothing of the attempts so far is lost.
 */
import { FlowError } from '../error'
import { type Attempt, makeState, type State } from '../state'
import type { StateFields } from '../state-record'
import type { StoredTask } from '../store/store'

/** How a task goes on. */
export interface GoingOn {
  /** None: it starts as if it had never run. */
  readonly state?: State
  /** It starts now, whatever its own trigger and start time: it had passed them, or waited for a person. */
  readonly isStart: boolean
}

/** The state to go on from. `fresh`: its inputs are made anew, so what was kept of them does not count. */
export function goOn(entry: StoredTask, fresh: boolean, lastSeen: Date | undefined, now: Date): GoingOn {
  const { state } = entry
  const { attempts } = state
  if (state.type === 'Running' || state.type === 'Looped') {
    return { state: cutOff(entry, lastSeen, now), isStart: !fresh }
  }
  if (state.type === 'Retrying') return { state: fresh ? withoutInputs(state, now) : state, isStart: !fresh }
  if (state.type === 'Paused') return fresh ? { isStart: false, ...past(attempts, now) } : { state, isStart: true }
  if (state.type === 'Scheduled' && !fresh) return { state, isStart: false }
  return { isStart: false, ...past(attempts, now) }
}

/** A child of a mapped task goes on without being a start task: it does not wait, and no trigger is asked of a person again. */
export function goOnAsChild(entry: StoredTask, fresh: boolean, lastSeen: Date | undefined, now: Date): State {
  const { state, isStart } = goOn(entry, fresh, lastSeen, now)
  if (state === undefined) return makeState('Pending', { timestamp: now })
  if (!isStart) return state
  if (state.type === 'Retrying') return makeState('Retrying', { ...fieldsOf(state), startTime: now })
  return makeState('Resume', { ...fieldsOf(state), timestamp: now })
}

/** Attempts are kept by a task that otherwise begins anew. */
function past(attempts: readonly Attempt[], now: Date): { readonly state?: State } {
  return attempts.length === 0 ? {} : { state: makeState('Pending', { attempts, timestamp: now }) }
}

/**
 * An attempt that was lost counts for nothing: the same run of the task begins again. Its inputs are taken from its
 * upstream once more; as they were noted, secrets are masked in them.
 */
function cutOff(entry: StoredTask, lastSeen: Date | undefined, now: Date): State {
  const { state, runCount = 1 } = entry
  const startedAt = state.startedAt ?? state.timestamp
  const endedAt = lastSeen !== undefined && lastSeen > startedAt ? lastSeen : startedAt
  const message = 'This attempt was lost: its process ended while it ran.'
  const error = new FlowError('ATTEMPT_LOST', message)
  const attempts = [...state.attempts, { number: runCount, startedAt, endedAt, error }]
  const looped = state.type === 'Looped' ? { loopCount: state.loopCount + 1, loopResult: state.result } : {}
  const passes = entry.loopCount === undefined ? {} : { loopCount: entry.loopCount, loopResult: entry.loopResult }
  const fields = { message, error, attempts, startTime: now, timestamp: now, runCount: runCount - 1 }
  return makeState('Retrying', { ...fields, ...passes, ...looped })
}

function withoutInputs(state: State, now: Date): State {
  return makeState('Retrying', { ...fieldsOf(state), cachedInputs: undefined, startTime: now })
}

function fieldsOf(state: State): StateFields {
  return state as unknown as StateFields
}
