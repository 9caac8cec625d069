/**
 * What a task sees of its upstream: for most the task itself; for a child of a mapped task the child of the same
 * index, or of a list of tasks the one at its place.
 */
import type { State } from '../state'
import type { Task } from '../task'
import type { FlowRun } from './flow-run'
import type { PlanEdge } from './plan'
import type { TaskRun } from './task-run'

/** An upstream task, as a task that depends on it sees it. */
export interface Upstream {
  readonly state: State | undefined
  readonly fresh: boolean
}

/** What lies upstream along an edge. */
export function upstreamOf(run: FlowRun, unit: TaskRun, edge: PlanEdge): Upstream {
  const whole = run.run(edge.from)
  if (edge.reach !== 'child' || unit.mapIndex < 0) return whole
  const child = whole.mapping?.children[unit.mapIndex]
  if (child !== undefined) return child
  const state = whole.state
  return state?.type === 'Mapped' ? { state: state.mapStates[unit.mapIndex], fresh: whole.fresh } : whole
}

/** What a task waits for, in words. */
export function waitingFor(name: string, state: State | undefined): string {
  if (state === undefined) return `Waiting for ${name}, which has not run.`
  if (state.type !== 'Mapped') return `Waiting for ${name}, which is ${state.type}.`
  const { mapStates: children } = state
  const done = children.filter(child => child.isFinished())
  const failed = done.filter(child => child.isFailed()).length
  const note = failed === 0 ? '' : ` (${failed} failed)`
  return `Waiting for ${name}: ${done.length} of its ${children.length} runs are done${note}.`
}

/** Whether the edge concerns this unit at all: of a list of tasks, a child has only its own. */
export function concerns(unit: TaskRun, edge: PlanEdge): boolean {
  return edge.reach !== 'element' || unit.mapIndex < 0 || edge.element === unit.mapIndex
}

/** The states of the upstream by task, as a trigger gets them. */
export function upstreamStates(run: FlowRun, unit: TaskRun): Map<Task, State> {
  const states = new Map<Task, State>()
  for (const edge of unit.node.incoming) {
    if (!concerns(unit, edge)) continue
    const { state } = upstreamOf(run, unit, edge)
    if (state !== undefined) states.set(edge.from.task, state)
  }
  return states
}
