/**
 * Tasks that wait for their start time, earliest first: a binary heap, so that ten thousand retries cost no more than
 * they must. One sleep at a time is asked of the clock, until the earliest of them.
 */
import type { Clock } from '../clock'
import type { TaskRun } from './task-run'

interface Sleeper {
  readonly unit: TaskRun
  readonly until: number
}

/** What waits for a time to come. */
export class Sleepers {
  readonly #heap: Sleeper[] = []
  readonly #clock: Clock
  readonly #wake: (unit: TaskRun) => void
  #sleep: { readonly until: number; readonly controller: AbortController } | undefined

  constructor(clock: Clock, wake: (unit: TaskRun) => void) {
    this.#clock = clock
    this.#wake = wake
  }

  get size(): number {
    return this.#heap.length
  }

  add(unit: TaskRun, until: number): void {
    this.#heap.push({ unit, until })
    this.#up(this.#heap.length - 1)
  }

  /** Sleeps until the earliest, if that is not what is slept for already. */
  settle(onError: (error: unknown) => void): void {
    const earliest = this.#heap[0]
    if (earliest === undefined || (this.#sleep !== undefined && this.#sleep.until <= earliest.until)) return
    this.#sleep?.controller.abort()
    const sleep = { until: earliest.until, controller: new AbortController() }
    this.#sleep = sleep
    const awake = (): void => {
      if (this.#sleep !== sleep) return
      this.#sleep = undefined
      this.#wakeAll()
    }
    this.#clock.sleep(Math.max(0, earliest.until - this.#clock.now()), sleep.controller.signal).then(awake, onError)
  }

  /** Lets all of them go; nothing wakes any more. */
  stop(): void {
    this.#sleep?.controller.abort()
    this.#sleep = undefined
    this.#heap.length = 0
  }

  #wakeAll(): void {
    const now = this.#clock.now()
    const due: TaskRun[] = []
    for (let first = this.#heap[0]; first !== undefined && first.until <= now; first = this.#heap[0]) {
      due.push(first.unit)
      this.#pop()
    }
    for (const unit of due) this.#wake(unit)
    // Timers may ring a little early: then what is left is slept for once more.
    if (due.length === 0) this.settle(() => undefined)
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#down(0)
  }

  #up(at: number): void {
    for (let n = at; n > 0; ) {
      const parent = (n - 1) >> 1
      if (!this.#swapIfLater(parent, n)) return
      n = parent
    }
  }

  #down(at: number): void {
    for (let n = at; ; ) {
      const [left, right] = [this.#heap[2 * n + 1], this.#heap[2 * n + 2]]
      if (left === undefined) return
      const child = right !== undefined && right.until < left.until ? 2 * n + 2 : 2 * n + 1
      if (!this.#swapIfLater(n, child)) return
      n = child
    }
  }

  #swapIfLater(above: number, below: number): boolean {
    const [a, b] = [this.#heap[above], this.#heap[below]]
    if (a === undefined || b === undefined || a.until <= b.until) return false
    this.#heap[above] = b
    this.#heap[below] = a
    return true
  }
}
