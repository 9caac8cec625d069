/**
 * What a host sees of a run that goes on: its states of now, and what its running tasks count.
 */
import type { FlowState } from '../flow-state'
import type { HostRun } from '../host'
import type { State } from '../state'
import type { Task } from '../task'
import { TaskStateMap } from '../task-states'
import type { ProgressState } from '../view/progress'
import type { FlowRun } from './flow-run'
import { mappedState } from './mapping'

/** The run as its host gets it. */
export function hostRun(run: FlowRun, done: Promise<FlowState>): HostRun {
  const { flow, runId, startedAt, setup } = run
  return {
    runId,
    flow,
    startedAt,
    isStored: setup.store !== undefined,
    isRerun: setup.isRerun,
    states: () => statesOf(run),
    progress: (task, mapIndex) => progressOf(run, task, mapIndex),
    done,
  }
}

/**
 * The states of every task that has one or will come to one; of a mapped task that is under way, those that its children
 * have.
 */
function statesOf(run: FlowRun): TaskStateMap {
  const states = new Map<Task, State>()
  for (const { mapping, state, settled, node } of run.runs) {
    const known = state ?? (settled ? undefined : run.nothing)
    const now = mapping?.expanded && !settled ? mappedState(mapping.children, run.now(), run.nothing) : known
    if (now !== undefined) states.set(node.task, now)
  }
  return new TaskStateMap(states, run.runId)
}

function progressOf(run: FlowRun, task: Task, mapIndex: number | undefined): ProgressState | undefined {
  const node = run.plan.byTask.get(task)
  const unit = node && run.runs[node.index]
  const one = mapIndex === undefined ? unit : unit?.mapping?.children[mapIndex]
  return one?.state?.isRunning() ? one.attempt?.counted?.state() : undefined
}
