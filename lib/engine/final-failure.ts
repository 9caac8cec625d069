/**
 * A task's `onFailure`: called once, for the final failure that this run made, and waited for. One that throws changes
 * nothing of the failure; what it threw is a line of the task's log.
 */
import type { State } from '../state'
import type { FlowRun } from './flow-run'
import { textOf } from './outcome'
import type { TaskRun } from './task-run'

/** Tells of a failure where there is somebody to tell, then goes on. */
export function tellFailure(run: FlowRun, unit: TaskRun, state: State, then: () => void): void {
  const { onFailure } = unit.node.settings
  const failed = state.type === 'Failed' || state.type === 'TimedOut' || state.type === 'TriggerFailed'
  const answer =
    failed && onFailure && unit.fresh ? asked(run, unit, () => onFailure(unit.node.task, state)) : undefined
  if (answer === undefined) then()
  else
    answer.then(then).then(
      () => run.drain(),
      error => run.crash(error),
    )
}

/** A promise only where the callback gives one, that never rejects. */
function asked(run: FlowRun, unit: TaskRun, onFailure: () => unknown): Promise<unknown> | undefined {
  const complain = (error: unknown): void =>
    run.recorder.log(unit, unit.runCount, 'error', `onFailure threw: ${textOf(error)}`)
  try {
    const answer = onFailure()
    const isPromise = typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function'
    return isPromise ? Promise.resolve(answer).catch(complain) : undefined
  } catch (error) {
    complain(error)
    return undefined
  }
}
