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

export interface Interruption {
  readonly run: number
  /** Which means the interrupt has come to. */
  interrupted: 'no' | 'gently' | 'by signal'
  /** The host is at it: its runs are being cancelled and stored, which must not be cut off. */
  isAborting: boolean
}

/** @returns whether the host has reacted. */
export async function abortRun(host: CellHost, current: Interruption): Promise<boolean> {
  current.interrupted = 'gently'
  const aborted = Promise.withResolvers<void>()
  const isAborted = async (wait: number): Promise<boolean> => {
    for (let left = wait; left > 0; left -= asksAgain) {
      host.call('abort', { run: current.run }).then(() => aborted.resolve(), aborted.resolve)
      if (await deadline(aborted.promise, Math.min(left, asksAgain))) return true
    }
    return false
  }
  const terminate = (): void => void host.devtools('Runtime.terminateExecution').catch(() => undefined)
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
