/**
 * What goes on of interrupted cells is stopped: their loops at the next await, by a hook that is in force only after an
 * interrupt; their timers and immediates by clearing them, so that nothing pays for it before. (Hooks for timers, those
 * of async_hooks, would make every termination in a timer fatal.)
 * What others may wait for is let be: a timer that only settles a promise; housekeeping, as a timer is that keeps no
 * program alive; what says by a brand that it serves all runs. Listeners of events go on.
 */

import { clearImmediate, clearTimeout } from 'node:timers'
import { promiseHooks } from 'node:v8'
import type { RunId } from '../link'
import { pendingImmediates, pendingTimers } from './pending-timers'
import { ownScope, scopeOfTimer } from './scope'

/** On the callback of a timer that serves everybody, whoever happened to set it. */
const servesAll: unique symbol = Symbol.for('tasklab.servesAll')

type Callback = ((...args: unknown[]) => unknown) & { readonly [servesAll]?: unknown }
type Pending = (NodeJS.Timeout | NodeJS.Immediate) & {
  /** Where Node keeps what it calls. */
  readonly _onTimeout?: Callback | null
  readonly _onImmediate?: Callback | null
}

export class DeadCells {
  readonly #runs = new Set<RunId>()
  readonly #terminate: () => void

  /** @param terminate ends what this thread is doing, with all promises that are queued. */
  constructor(terminate: () => void) {
    this.#terminate = terminate
  }

  has(run: RunId): boolean {
    return this.#runs.has(run)
  }

  add(run: RunId): void {
    this.#runs.add(run)
    if (this.#runs.size > 1) return
    promiseHooks.onBefore(() => {
      const scope = ownScope()
      if (scope !== undefined && this.#runs.has(scope.run)) this.#terminate()
    })
  }

  /** To be called in no callback of a timer. */
  stopImmediates(): void {
    for (const immediate of pendingImmediates()) if (this.#isToStop(immediate)) clearImmediate(immediate)
  }

  /** Takes its time where there are timers: nobody is to wait for it. */
  stopTimers(): void {
    for (const timer of pendingTimers()) if (this.#isToStop(timer)) clearTimeout(timer)
  }

  #isToStop(pending: Pending): boolean {
    const scope = scopeOfTimer(pending)
    if (scope === undefined || !this.#runs.has(scope.run) || !pending.hasRef()) return false
    const callback = pending._onTimeout ?? pending._onImmediate
    return typeof callback === 'function' && callback[servesAll] !== true && !settlesPromise(callback)
  }
}

/** A promise's `resolve` has no name and no source. */
function settlesPromise(callback: Callback): boolean {
  return callback.name === '' && Function.prototype.toString.call(callback).endsWith('{ [native code] }')
}
