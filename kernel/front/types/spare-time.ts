/**
 * Work for the time in which nobody asks anything: a step at a time, with pauses, so that a question that comes waits
 * for one step at most. It begins anew after each question, and ends where a step says that nothing is left to do.
 */

/** Milliseconds after the last answer, and between two steps. */
const beginsAfter = 30
const stepsEvery = 20

export class SpareTime {
  readonly #step: () => boolean
  #timer: NodeJS.Timeout | undefined
  #questions = 0
  #isOver = false

  /** @param step false where nothing is left to do. */
  constructor(step: () => boolean) {
    this.#step = step
  }

  /** Nothing is done while one of these is under way. */
  async during<T>(question: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer)
    this.#questions++
    try {
      return await question()
    } finally {
      this.#questions--
      this.#wait(beginsAfter)
    }
  }

  /** For good. */
  end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer)
    if (this.#isOver || this.#questions > 0) return
    this.#timer = setTimeout(() => {
      if (this.#step()) this.#wait(stepsEvery)
    }, milliseconds).unref()
  }
}
