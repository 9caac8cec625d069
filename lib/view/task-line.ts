/**
 * The lines of a table before they are worked out: what counting and folding need to know of a task, and its row once
 * it is asked for. Of ten thousand tasks a table shows some twenty rows, and works out no more.
 */
import type { State } from '../state'
import type { Task } from '../task'
import type { Status } from './palette'
import { standingOf } from './standing'
import { type RowContext, statusIn, type TaskRow, taskRow } from './task-row'

/** One task of a table. */
export class TaskLine {
  readonly name: string
  readonly standing: Status
  readonly #task: Task | undefined
  readonly #state: State | undefined
  readonly #context: RowContext
  #row: TaskRow | undefined

  constructor(name: string, task: Task | undefined, state: State | undefined, context: RowContext) {
    this.name = name
    this.standing = statusIn(context, standingOf(state))
    this.#task = task
    this.#state = state
    this.#context = context
  }

  /** What the columns show of it; worked out once. */
  get row(): TaskRow {
    this.#row ??= taskRow(this.name, this.#task, this.#state, this.#context)
    return this.#row
  }

  /** A mapped task whose other children have yet to run may have one that failed. */
  get hasTroubledChild(): boolean {
    const state = this.#state
    return state?.type === 'Mapped' && state.mapStates.some(child => child.isFailed() || child.isRetrying())
  }
}

/** The lines of tasks that are shown together. */
export function taskLines(
  tasks: readonly Task[],
  stateOf: (task: Task) => State | undefined,
  context: RowContext,
): readonly TaskLine[] {
  const labels = taskLabels(tasks)
  return tasks.map(task => new TaskLine(labels.get(task) ?? task.name, task, stateOf(task), context))
}

/** How tasks are named in one picture: by name, or by slug where names meet twice. */
export function taskLabels(tasks: Iterable<Task>): ReadonlyMap<Task, string> {
  const all = [...tasks]
  const uses = new Map<string, number>()
  for (const { name } of all) uses.set(name, (uses.get(name) ?? 0) + 1)
  return new Map(all.map(task => [task, (uses.get(task.name) ?? 0) > 1 ? task.slug : task.name]))
}
