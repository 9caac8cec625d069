/**
 * What a view needs to know about a whole run and no single state says: when it began, how long it took, which tasks it
 * took over from an earlier run, and what its tasks were given. The run keeps it under a symbol; a state of another
 * copy of the library has it there too.
 */
import type { Flow } from '../flow'
import type { FlowState, RunFacts } from '../flow-state'
import type { State } from '../state'
import type { LogLine } from '../store/store'
import { runFacts } from '../symbols'
import type { Task } from '../task'
import type { Status } from './palette'

const factsOf = (run: FlowState): RunFacts | undefined => (run as { readonly [runFacts]?: RunFacts })[runFacts]

/** When the run began, where it tells. */
export const runStart = (run: FlowState): Date | undefined => factsOf(run)?.startedAt

/** Milliseconds from the begin of the run to its end. */
export function runDuration(run: FlowState): number | undefined {
  const start = runStart(run)
  return start === undefined ? undefined : run.timestamp.getTime() - start.getTime()
}

/** The task's state, whether or not it was among the tasks to return; none where it was neither run nor given. */
export const stateIn = (run: FlowState, task: Task): State | undefined =>
  run.result.get(task) ?? factsOf(run)?.state(task)

/** What the task was given, by the names of its parameters, where that is known. */
export const knownInputs = (run: FlowState, task: Task): Readonly<Record<string, unknown>> | undefined =>
  factsOf(run)?.inputs(task)

/** How the run stands. */
export const runStatus = (run: FlowState): Status => (isCutOff(run) ? 'Cut Off' : run.type)

/** Whether the process of a stored run ended before the run did; such a run says so, one that goes on says nothing. */
export const isCutOff = ({ type, message }: { readonly type: State['type']; readonly message?: string }): boolean =>
  type === 'Running' && message !== undefined

/** Whether a state was there before the run began: given, or kept by a resume. */
export function isReused(state: State, start: Date | undefined): boolean {
  return start !== undefined && state.isFinished() && state.timestamp < start
}

/** What the run's tasks logged, by their slugs, oldest first. */
export function logsOf(run: FlowState): ReadonlyMap<string, readonly LogLine[]> {
  return Map.groupBy(factsOf(run)?.logs() ?? [], line => line.task)
}

/** The flow's tasks in topological order. A flow with a cycle has no order, and is all the more worth a look. */
export function orderedTasks(flow: Flow): readonly Task[] {
  try {
    return [...flow]
  } catch {
    return [...flow.tasks]
  }
}
