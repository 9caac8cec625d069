/**
 * What the relay must know of the cell thread before it terminates what runs there.
 * While the cell thread cancels a cell's runs, stores what became of them and answers for the cell, terminations are
 * held back, which would cut it off anywhere. Not for ever: a listener of the cell's may loop. And a loop that works on
 * copies of names is to be stopped first, so that it keeps them.
 * The two threads share two numbers: since when, and whether there is such a loop.
 */

/** Milliseconds; the front's patience with it is a little longer. */
const longest = 900

const [sinceAt, loopAt] = [0, 1]

export class AbortGuard {
  readonly shared: SharedArrayBuffer
  readonly #numbers: BigInt64Array

  /** @param shared that of the other thread's guard. */
  constructor(shared = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared
    this.#numbers = new BigInt64Array(shared)
  }

  /** What comes now must not be cut off. */
  begin(): void {
    Atomics.store(this.#numbers, sinceAt, BigInt(Date.now()))
  }

  end(): void {
    Atomics.store(this.#numbers, sinceAt, 0n)
  }

  /** Whether the other thread is at such work. */
  get holds(): boolean {
    return Date.now() - Number(Atomics.load(this.#numbers, sinceAt)) < longest
  }

  /** A loop that works on copies begins, or has put them back. */
  loop(goesOn: boolean): void {
    Atomics.store(this.#numbers, loopAt, goesOn ? 1n : 0n)
  }

  /** Whether the other thread is in such a loop. */
  get isInLoop(): boolean {
    return Atomics.load(this.#numbers, loopAt) === 1n
  }
}
