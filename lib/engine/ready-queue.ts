/**
 * Tasks that are ready, first come first served, except that a child of a mapped task whose own upstream has just
 * ended goes first: elements go through a chain of mapped tasks one by one, depth first.
 */
import type { TaskRun } from './task-run'

/** What is ready to run. */
export class ReadyQueue {
  readonly #queue: (TaskRun | undefined)[] = []
  #head = 0
  readonly #first: TaskRun[] = []

  get empty(): boolean {
    return this.#head === this.#queue.length && this.#first.length === 0
  }
  add(unit: TaskRun): void {
    this.#queue.push(unit)
  }
  addFirst(unit: TaskRun): void {
    this.#first.push(unit)
  }
  take(): TaskRun | undefined {
    const first = this.#first.pop()
    if (first !== undefined) return first
    const unit = this.#queue[this.#head]
    if (unit === undefined) return undefined
    this.#queue[this.#head++] = undefined
    // A queue that has run empty starts anew, so that it never holds more than what waits.
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0
      this.#head = 0
    }
    return unit
  }
}
