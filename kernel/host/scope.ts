/**
 * Which cell run the code that is running belongs to. It follows await, timers and promises (AsyncLocalStorage), so
 * that output of a timer goes to the cell that set it, and a task sees the abort of its own cell.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import type { RunId } from '../link'

export class CellScope {
  readonly abort = new AbortController()
  /** What the cell has begun to show and is not on its way yet; its end waits for it. */
  readonly pending = new Set<Promise<void>>()
  /** What the interrupt was sent on to and is not over yet; an interrupted cell waits for it. */
  readonly stopping = new Set<Promise<void>>()
  /** Who wants to know that the cell has ended; one that shows the cell's value itself answers true. */
  readonly onEnd = new Set<(value: unknown) => boolean>()
  /** While the cell runs: ends it with what something of it threw that nobody waits for. */
  fail: ((thrown: unknown) => void) | undefined
  constructor(readonly run: RunId) {}

  /** The cell has ended, with this value if it has one. @returns whether the value is shown already. */
  end(value?: unknown): boolean {
    const told = [...this.onEnd]
    this.onEnd.clear()
    return told.map(tell => tell(value)).includes(true)
  }
}

const storage = new AsyncLocalStorage<CellScope>()
let latest = new CellScope(0)

/** Runs `fn` as part of that cell run; from now on it is also the latest one. */
export function runInScope<T>(scope: CellScope, fn: () => T): T {
  latest = scope
  return storage.run(scope, fn)
}

/** The cell run that the running code comes from for sure; undefined for code that has lost its context. */
export function ownScope(): CellScope | undefined {
  return storage.getStore()
}

/** The scope of the running code; where it has lost its own (an event from outside), that of the latest cell. */
export function currentScope(): CellScope {
  return storage.getStore() ?? latest
}
