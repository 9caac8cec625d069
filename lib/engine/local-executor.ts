/**
 * The executor of this process: calls the body, as many at once as it has places, 100 unless told. Independent tasks
 * run at the same time as far as they wait for something; work that never yields blocks the others.
 */
import { capacity, type Executor, type TaskCall } from '../executor'
import { checkOptions, checks } from '../options'

/** What a LocalExecutor takes. */
export interface LocalExecutorOptions {
  /** how many calls run at once; default 100 */
  readonly concurrency?: number
}

interface Waiting {
  readonly call: TaskCall
  readonly signal: AbortSignal
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

function callHere(call: TaskCall): Promise<unknown> {
  try {
    const report: unknown = call.fn(...call.args)
    return report instanceof Promise ? report : Promise.resolve(report)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** What a run has that was given no executor: it alone uses it, and hands it no more than it has places. */
export const ownExecutor: Executor & { readonly [capacity]: number } = { [capacity]: 100, run: callHere }

/** Runs calls in this process. */
export class LocalExecutor implements Executor {
  readonly [capacity]: number
  #running = 0
  readonly #waiting: Waiting[] = []

  constructor(options: LocalExecutorOptions = {}) {
    const concurrency = (value: unknown): string | undefined =>
      value === Number.POSITIVE_INFINITY ? undefined : checks.count(value)
    checkOptions<LocalExecutorOptions>('LocalExecutor', options, { concurrency })
    this[capacity] = options.concurrency ?? 100
  }

  run(call: TaskCall, signal: AbortSignal): Promise<unknown> {
    if (this.#running < this[capacity]) return this.#start(call)
    // Only where several runs share this executor: each hands it no more than it has places.
    return new Promise((resolve, reject) => this.#waiting.push({ call, signal, resolve, reject }))
  }

  #start(call: TaskCall): Promise<unknown> {
    this.#running++
    return callHere(call).then(this.#done, this.#failed)
  }

  readonly #done = (value: unknown): unknown => {
    this.#leave()
    return value
  }
  readonly #failed = (error: unknown): never => {
    this.#leave()
    throw error
  }

  #leave(): void {
    this.#running--
    const next = this.#waiting.shift()
    if (next === undefined) return
    if (next.signal.aborted) {
      next.reject(next.signal.reason)
      this.#leaveNone()
    } else this.#start(next.call).then(next.resolve, next.reject)
  }

  /** A call that nobody waits for any more took no place: the next may have it. */
  #leaveNone(): void {
    this.#running++
    this.#leave()
  }
}
