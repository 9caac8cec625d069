/**
 * Keeps an interrupt's own work whole: while the cell thread cancels a cell's runs, stores what became of them and
 * answers for the cell, the relay holds back terminations, which would cut it off anywhere. Not for ever: a listener of
 * the cell's may loop. What the two threads share is one number: since when.
 */

/** Milliseconds; the front's patience with it is a little longer. */
const longest = 900

export class AbortGuard {
  readonly shared: SharedArrayBuffer
  readonly #since: BigInt64Array

  /** @param shared that of the other thread's guard. */
  constructor(shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared
    this.#since = new BigInt64Array(shared)
  }

  /** What comes now must not be cut off. */
  begin(): void {
    Atomics.store(this.#since, 0, BigInt(Date.now()))
  }

  end(): void {
    Atomics.store(this.#since, 0, 0n)
  }

  /** Whether the other thread is at such work. */
  get holds(): boolean {
    return Date.now() - Number(Atomics.load(this.#since, 0)) < longest
  }
}
