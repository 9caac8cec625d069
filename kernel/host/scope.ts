/**
 * Which cell run the code that is running belongs to. It follows await, timers and promises (AsyncLocalStorage), so
 * that output of a timer goes to the cell that set it, and a task sees the abort of its own cell.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Position } from '../cell/positions'
import type { RunId } from '../link'

export class CellScope {
  readonly abort = new AbortController()
  /** What the cell has begun to show and is not on its way yet; its end waits for it. */
  readonly pending = new Set<Promise<void>>()
  /** What the interrupt was sent on to and is not over yet; an interrupted cell waits for it. */
  readonly stopping = new Set<Promise<void>>()
  /** Each ends a thread or process that the cell has started and that goes on; none are noted once it has ended. */
  readonly started = new Set<() => void>()
  /** Who wants to know that the cell has ended; one that shows the cell's value itself answers true. */
  readonly onEnd = new Set<(value: unknown) => boolean>()
  /** What stands before each line that it prints, inside console.group(). */
  indent = ''
  /** Where the cell is at an await, or stopped at one that failed. */
  awaited: Position | undefined
  /** While the cell runs: ends it with what something of it threw that nobody waits for. */
  fail: ((thrown: unknown) => void) | undefined
  #hasEnded = false

  constructor(readonly run: RunId) {}

  /** @param end ends what the cell has started. @returns what tells that it has ended. */
  hasStarted(end: () => void): () => void {
    if (!this.#hasEnded) this.started.add(end)
    return () => this.started.delete(end)
  }

  /** The cell has ended, with this value if it has one. @returns whether the value is shown already. */
  end(value?: unknown): boolean {
    this.#hasEnded = true
    this.started.clear()
    const told = [...this.onEnd]
    this.onEnd.clear()
    return told.map(tell => tell(value)).includes(true)
  }
}

const storage = new AsyncLocalStorage<CellScope | undefined>()
let latest = new CellScope(0)

/** Runs `fn` as part of that cell run; from now on it is also the latest one. */
export function runInScope<T>(scope: CellScope, fn: () => T): T {
  latest = scope
  return storage.run(scope, fn)
}

/** Runs `fn` as part of no cell: what it sets in motion is the kernel's, and goes on when a cell is stopped. */
export const outsideCells = AsyncLocalStorage.snapshot()

/**
 * The running code is part of no cell from here on. Node leaves what threw an exception without a `finally`: all that
 * comes from outside later, a server's requests for one, would belong to the cell that threw.
 */
export function leaveScope(): void {
  storage.enterWith(undefined)
}

/** The cell run that the running code comes from for sure; undefined for code that has lost its context. */
export function ownScope(): CellScope | undefined {
  return storage.getStore()
}

/** The scope of the running code; where it has lost its own (an event from outside), that of the latest cell. */
export function currentScope(): CellScope {
  return storage.getStore() ?? latest
}

/** The cell run that has set a timer or immediate. Node keeps what is stored for it under a symbol that is not told. */
export function scopeOfTimer(timer: object): CellScope | undefined {
  for (const symbol of Object.getOwnPropertySymbols(timer)) {
    const frame: unknown = Reflect.get(timer, symbol)
    if (typeof frame !== 'object' || frame === null || !('get' in frame) || typeof frame.get !== 'function') continue
    const scope: unknown = frame.get(storage)
    if (scope instanceof CellScope) return scope
  }
  return undefined
}
