/**
 * The states of a flow's tasks, in topological order: what `flowState.result` is, and what `taskStates` takes.
 */
import { isState, type State } from './state'
import { noteOrigin } from './store/origin'
import { inspectCustom, jupyterDisplay } from './symbols'
import type { Task } from './task'
import type { MimeBundle } from './view/mime-bundle'

/** States by task. */
export interface TaskStates extends Iterable<[Task, State]> {
  get<R>(task: Task<R>): State<R> | undefined
  has(task: Task): boolean
  readonly size: number
  /** `{<Task: a>: Success("…"), <Task: b>: Retrying("…")}` */
  toString(): string
}

/** States by task, with the run that they are of. */
export class TaskStateMap implements TaskStates {
  readonly #states: ReadonlyMap<Task, State>
  /** the run whose states these are */
  readonly runId: string | undefined

  constructor(states: ReadonlyMap<Task, State>, runId?: string) {
    this.#states = states
    this.runId = runId
  }

  get<R>(task: Task<R>): State<R> | undefined {
    const state = this.#states.get(task)
    // Handed out alone, a state still says which run it is of; noted only now, since most never are.
    if (state !== undefined && this.runId !== undefined) noteOrigin(state, { runId: this.runId })
    return state as State<R> | undefined
  }
  has(task: Task): boolean {
    return this.#states.has(task)
  }
  get size(): number {
    return this.#states.size
  }
  keys(): IterableIterator<Task> {
    return this.#states.keys()
  }
  values(): IterableIterator<State> {
    return this.#states.values()
  }
  entries(): IterableIterator<[Task, State]> {
    return this.#states.entries()
  }
  forEach(fn: (state: State, task: Task) => void): void {
    this.#states.forEach(fn)
  }
  [Symbol.iterator](): IterableIterator<[Task, State]> {
    return this.#states.entries()
  }

  toString(): string {
    return `{${[...this.#states].map(([task, state]) => `${task}: ${state}`).join(', ')}}`
  }
  [inspectCustom](): string {
    return this.toString()
  }
  [jupyterDisplay](): MimeBundle {
    const { stateTable } = require('./view/state-table') as typeof import('./view/state-table')
    return stateTable(this)
  }
}

/** The states that were given, whatever they came in; an entry without a state counts as not given. */
export function* givenStates(given: Iterable<readonly [Task, State | undefined]>): Generator<[Task, State]> {
  for (const [task, state] of given) if (isState(state)) yield [task, state]
}
