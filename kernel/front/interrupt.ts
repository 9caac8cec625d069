/**
 * How a run is ended, by ever harder means: it is aborted; a thread that loops is terminated, then aborted from a fresh
 * macrotask; what still runs gets a SIGINT (a subprocess of execSync). Who asks replaces the process where none helps.
 * A termination may cut off anything, the abort's own work too, so that this is asked for again and again.
 */

import type { CellHost } from './cell-host'
import { deadline } from './deadline'

/** Milliseconds until the next means. */
const patience = { terminate: [5, 25], aborting: 1000, signal: 40, replace: [500, 1500, 3000] } as const
/** Milliseconds until the host is asked once more. */
const asksAgain = 50
/** Milliseconds for terminations on their way to have come, and until something more is given to them. */
const calm = { longest: 1000, asksAgain: 5 } as const

export interface Interruption {
  readonly run: number
  /** Which means the interrupt has come to. */
  interrupted: 'no' | 'gently' | 'by signal'
  /** The host is at it: its runs are being cancelled and stored, which must not be cut off. */
  isAborting: boolean
}

/** @returns whether the host has reacted; nothing of the interrupt is on its way any more. */
export async function abortRun(host: CellHost, current: Interruption): Promise<boolean> {
  const terminations: Promise<unknown>[] = []
  const terminate = (): void => {
    terminations.push(host.devtools('Runtime.terminateExecution').catch(() => undefined))
  }
  const hasReacted = await tryMeans(host, current, terminate)
  if (hasReacted) await calmDown(host, current, terminations)
  return hasReacted
}

/**
 * A termination that comes when the thread is at rest already waits for what it runs next, and would take the next
 * cell with it: questions that nobody needs an answer to go first.
 */
async function calmDown(
  host: CellHost,
  { run }: Interruption,
  terminations: readonly Promise<unknown>[],
): Promise<void> {
  const over = Promise.all(terminations)
  for (let left = calm.longest; left > 0; left -= calm.asksAgain) {
    if (await deadline(over, calm.asksAgain)) return
    host.call('abort', { run }).catch(() => undefined)
  }
}

async function tryMeans(host: CellHost, current: Interruption, terminate: () => void): Promise<boolean> {
  current.interrupted = 'gently'
  const aborted = Promise.withResolvers<void>()
  const isAborted = async (wait: number): Promise<boolean> => {
    for (let left = wait; left > 0; left -= asksAgain) {
      host.call('abort', { run: current.run }).then(() => aborted.resolve(), aborted.resolve)
      if (await deadline(aborted.promise, Math.min(left, asksAgain))) return true
    }
    return false
  }
  for (const wait of patience.terminate) {
    if (await isAborted(wait)) return true
    if (current.isAborting && (await isAborted(patience.aborting))) return true
    terminate()
  }
  if (await isAborted(patience.signal)) return true
  current.interrupted = 'by signal'
  host.signal('SIGINT')
  for (const wait of patience.replace) {
    terminate()
    if (await isAborted(wait)) return true
  }
  return false
}
