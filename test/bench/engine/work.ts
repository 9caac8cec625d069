/**
 * The work that every engine gets: tasks that do nothing but resolve, side by side or one after another.
 * A chain hands its value on where the engine can do that; where it cannot, it only keeps the order.
 */

export type Shape = 'wide' | 'chain'

/** A graph that is built and has not run. */
export interface Work {
  /** Runs it once, whole; what it resolves with counts as memory that the run holds. */
  run(): Promise<unknown>
  /** Milliseconds of that run, where the engine does more around it than the work. */
  ownMs?(): number
  close?(): Promise<void>
}

/** An engine that takes part. */
export interface Contestant {
  /** @param file a file that does not exist yet, for those that keep on disk what they did. */
  prepare(shape: Shape, count: number, file: string): Work
}

/** One that goes on, in another process, with what it had done. */
export interface Resumer {
  /** Finishes `count` tasks and fails in the one that comes after them. */
  leaveUnfinished(count: number, file: string): Promise<void>
  /** Does the rest: milliseconds. */
  resume(count: number, file: string): Promise<number>
}

export interface Timed {
  readonly buildMs: number
  readonly runMs: number
}

export interface Weighed {
  /** Heap that the graph and its finished run hold together. */
  readonly heapBytes: number
}

/** What was measured of one contestant at one job: medians. */
export type Measured = Timed & Partial<Weighed>
