/**
 * A clock for work on one thread: it stands still while that thread is ready to run and another process has the
 * processor. A benchmark on a machine that others use then says what the work takes, not how busy they were.
 * Only Linux tells (in /proc/self/schedstat, the second number, in nanoseconds); elsewhere it is the clock on the wall.
 */

import { existsSync, openSync, readSync } from 'node:fs'

const file = '/proc/self/schedstat'
const handle = existsSync(file) ? openSync(file, 'r') : undefined
const buffer = Buffer.alloc(96)

/** Milliseconds since some moment. */
export function ownTime(): number {
  return performance.now() - waited()
}

/** The main thread's: that of a worker is another file. */
function waited(): number {
  if (handle === undefined) return 0
  const length = readSync(handle, buffer, 0, buffer.length, 0)
  return Number(buffer.toString('latin1', 0, length).split(' ')[1] ?? 0) / 1e6
}
