/**
 * The flow's own state, from the states of its tasks; the first rule that fits decides.
 */
import { FlowError } from '../error'
import { makeState, type State } from '../state'
import type { FlowRun, RunEnd } from './flow-run'
import { textOf } from './outcome'
import type { TaskRun } from './task-run'

/** The state of a flow whose tasks have all come to what they can come to. */
export function finalState(run: FlowRun): State {
  const timestamp = run.now()
  const isTerminal = (unit: TaskRun): boolean => unit.node.outgoing.length === 0
  if (run.runs.some(unit => isTerminal(unit) && !unit.state?.isFinished())) {
    return makeState('Pending', { message: 'Some terminal tasks are still pending.', timestamp })
  }
  const set = run.flow.setKeys
  const keys = run.runs.filter(unit => (set.size > 0 ? set.has(unit.node.task) : isTerminal(unit)))
  if (keys.some(({ state }) => state?.isFailed())) {
    return makeState('Failed', { message: 'Some key tasks failed.', timestamp })
  }
  const all = keys.every(({ state }) => state?.isSuccessful())
  return makeState('Success', { message: all ? 'All key tasks succeeded.' : 'No key tasks failed.', timestamp })
}

/** The state of a flow that was ended before its tasks were. */
export function reported(run: FlowRun, end: Exclude<RunEnd, { how: 'done' }>): State {
  const timestamp = run.now()
  if (end.how === 'aborted') return cancelled(end.reason, timestamp)
  return makeState('Failed', { message: textOf(end.error), error: end.error, timestamp })
}

/** The state of a flow whose run was aborted. */
export function cancelled(reason: unknown, timestamp: Date): State {
  return makeState('Cancelled', { message: 'Flow run was aborted.', error: abortError(reason), timestamp })
}

/** What Cancelled states have as their error. */
export function abortError(reason: unknown): FlowError {
  return new FlowError('ABORTED', 'The run was aborted.', reason === undefined ? {} : { cause: reason })
}
