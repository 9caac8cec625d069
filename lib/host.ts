/**
 * What the surroundings of a run provide. Nothing else couples the library to a notebook kernel.
 */
import type { Flow } from './flow'
import type { FlowState } from './flow-state'
import type { Progress } from './progress'
import type { State } from './state'
import { hostKey } from './symbols'
import type { Task } from './task'
import type { TaskStates } from './task-states'
import type { ProgressState } from './view/progress'

/** Sees each change of a run once it is committed; for a child of a mapped task, with its index. */
export type ChangeWatcher = (task: Task, state: State, mapIndex?: number) => void

/** A run that has begun, as a host sees it. */
export interface HostRun {
  readonly runId: string
  readonly flow: Flow
  readonly startedAt: Date
  /** Whether the run is kept in a store, so that another process can go on with it. */
  readonly isStored: boolean
  /** One task is run again alone, which is no run of its flow and changes nothing. */
  readonly isRerun: boolean
  /** The states of now, of all tasks that have one; those that are still to run are Pending. */
  readonly states: () => TaskStates
  /** What a running task counts, of a mapped one the child at that index. */
  readonly progress: (task: Task, mapIndex?: number) => ProgressState | undefined
  readonly done: Promise<FlowState>
}

/** A notebook kernel, for one. */
export interface Host {
  /** Aborts runs that were given no signal. */
  signal?(): AbortSignal | undefined
  /** Each declaration that the function uses, transitively: name to source. */
  // biome-ignore lint/suspicious/noExplicitAny: any function can be a task's body
  identify?(fn: (...args: any[]) => unknown): Readonly<Record<string, string>>
  /** A live view; what it returns gets the changes besides the caller. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a host that watches nothing returns nothing
  onRun?(run: HostRun): ChangeWatcher | void
  /** Something is counted outside of any task: a bar that stands alone; what it returns is called at each count. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a host that draws nothing returns nothing
  onProgress?(count: Progress): (() => void) | void
}

/** The host that a notebook kernel left in this process. */
export function surroundingHost(): Host | undefined {
  return (globalThis as { [hostKey]?: Host })[hostKey]
}
