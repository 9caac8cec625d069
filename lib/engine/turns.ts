/**
 * Takes what is ready, one after the other, in turns of one queue: no chain is too long for the stack, since whoever
 * becomes ready only joins the queue. A turn ends after some milliseconds, so that timers and interrupts get theirs.
 */
import { ReadyQueue } from './ready-queue'
import type { TaskRun } from './task-run'

/** Whose turns these are. */
export interface TurnTaker {
  readonly over: boolean
  /** something that is ready may be begun */
  hasRoom(): boolean
  step(unit: TaskRun): void
  /** nothing is ready, or there is no room */
  rest(): void
  crash(error: unknown): void
}

/** Milliseconds after which a turn ends. */
const TURN = 10

/** The turns of one run. */
export class Turns {
  readonly queue = new ReadyQueue()
  readonly #taker: TurnTaker
  #draining = false
  #breathing = false
  #count = 0
  #began = Date.now()

  constructor(taker: TurnTaker) {
    this.#taker = taker
  }

  /** Takes what is ready while there is room for it. */
  drain(): void {
    const taker = this.#taker
    if (this.#draining || this.#breathing || taker.over) return
    this.#draining = true
    try {
      while (!taker.over && taker.hasRoom()) {
        const unit = this.queue.take()
        if (unit === undefined) break
        taker.step(unit)
        if ((++this.#count & 63) === 0 && this.#outOfBreath()) break
      }
    } catch (error) {
      taker.crash(error)
    } finally {
      this.#draining = false
    }
    if (!taker.over) taker.rest()
  }

  #outOfBreath(): boolean {
    if (Date.now() - this.#began < TURN) return false
    this.#breathing = true
    const next = typeof setImmediate === 'function' ? setImmediate : setTimeout
    next(() => {
      this.#breathing = false
      this.#began = Date.now()
      this.drain()
    })
    return true
  }
}
