/**
 * A clock that tests move by hand: nothing passes but by `advance`, or by itself to the next sleeper where a test
 * asks for that. It begins at a fixed moment, so that printed times are the same everywhere.
 */
import type { Clock } from '../../lib/clock'

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1)
  #sleepers: Sleeper[] = []
  readonly #jumps: boolean
  /** what was slept for, in milliseconds */
  readonly slept: number[] = []

  constructor(options: { readonly jumps?: boolean } = {}) {
    this.#jumps = options.jumps ?? false
  }

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms)
    return new Promise(resolve => {
      const sleeper = { until: this.#now + ms, wake: resolve }
      this.#sleepers.push(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter(other => other !== sleeper)
        resolve()
      })
      if (this.#jumps) setImmediate(() => this.#jump())
    })
  }

  /** Moves the time on and wakes who slept until then. */
  async advance(ms: number): Promise<void> {
    this.#now += ms
    this.#wake()
    await new Promise(resolve => setImmediate(resolve))
  }

  #jump(): void {
    const next = Math.min(...this.#sleepers.map(({ until }) => until))
    if (!Number.isFinite(next)) return
    this.#now = Math.max(this.#now, next)
    this.#wake()
  }

  #wake(): void {
    const due = this.#sleepers.filter(({ until }) => until <= this.#now)
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#now)
    for (const { wake } of due) wake()
  }
}
