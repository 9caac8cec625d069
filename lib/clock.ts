/**
 * Time, as the engine takes it: a run reads it from its `clock` alone, so that tests need no waiting.
 */

/** What tells the time and waits. */
export interface Clock {
  /** milliseconds since 1970 */
  now(): number
  /** Resolves when the time has passed, or when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** setTimeout's longest; what is longer is waited for in pieces. */
const LONGEST = 2 ** 31 - 1

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal?.aborted) return resolve()
      let left = ms
      let timer: ReturnType<typeof setTimeout>
      const done = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const wait = (): void => {
        const piece = Math.min(left, LONGEST)
        left -= piece
        timer = setTimeout(left > 0 ? wait : done, piece)
      }
      signal?.addEventListener('abort', done)
      wait()
    }),
}
