/**
 * Executors run one attempt of one task, wherever they like. Retries, states and the store stay with the engine, which
 * takes the first report of an attempt and no other: an executor may report late, twice or never.
 */

/** What an executor is given. */
export interface TaskCall {
  readonly runId: string
  readonly taskSlug: string
  readonly mapIndex?: number
  /** which run of the task this is, from 1 */
  readonly attempt: number
  readonly args: readonly unknown[]
  /** all of the task's context but `signal` and `logger`; made when asked for */
  readonly context: Readonly<Record<string, unknown>>
  /** the body, which sees its context when it is called in this process */
  // biome-ignore lint/suspicious/noExplicitAny: any function can be a task's body
  readonly fn: (...args: any[]) => unknown
}

/** Runs attempts. Who makes one closes it. */
export interface Executor {
  run(call: TaskCall, signal: AbortSignal): Promise<unknown>
  close?(): Promise<void>
}

/**
 * Under it an executor says how many calls it runs at once. The engine then hands it no more than that, and a task
 * that waits for a place is not Running, nor does its timeout count.
 */
export const capacity: unique symbol = Symbol.for('tasklab.capacity')
