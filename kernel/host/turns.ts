/**
 * Timers and queues for the kernel's own use: Node's, as they were before a cell could put its own in their place, as
 * tests with a fake clock do.
 */

import { outsideCells } from './scope'

export const { setTimeout, clearTimeout, setImmediate, clearImmediate, queueMicrotask } = globalThis
export const nextTick = process.nextTick.bind(process)

/**
 * Calls `work` once, when all that is queued is done. A termination drops what is queued of promises and immediates,
 * not timers, which take a millisecond: whichever comes.
 */
export function soonForSure(work: () => void): void {
  outsideCells(() => {
    const once = (): void => {
      clearImmediate(immediate)
      clearTimeout(timer)
      work()
    }
    const immediate = setImmediate(once)
    const timer = setTimeout(once, 0)
  })
}
