/**
 * The timers and immediates of interrupted runs are stopped by clearing them, so that nothing pays for it before. (Hooks
 * for timers, those of async_hooks, would make every termination in a timer fatal.)
 * What others may wait for is let be: a timer that only settles a promise; housekeeping, as a timer is that keeps no
 * program alive; what says by a brand that it serves all runs. Listeners of events go on.
 */

import { clearImmediate, clearTimeout } from 'node:timers'
import type { RunId } from '../link'
import { pendingImmediates, pendingTimers } from './pending-timers'
import { scopeOfTimer } from './scope'

/** On the callback of a timer that serves everybody, whoever happened to set it. */
const servesAll: unique symbol = Symbol.for('tasklab.servesAll')

type Callback = ((...args: unknown[]) => unknown) & { readonly [servesAll]?: unknown }
type Pending = (NodeJS.Timeout | NodeJS.Immediate) & {
  /** Where Node keeps what it calls. */
  readonly _onTimeout?: Callback | null
  readonly _onImmediate?: Callback | null
}

type IsDead = (run: RunId) => boolean

/** To be called in no callback of a timer. */
export function stopImmediates(isDead: IsDead): void {
  for (const immediate of pendingImmediates()) if (isToStop(immediate, isDead)) clearImmediate(immediate)
}

/** Takes its time where there are timers: nobody is to wait for it. */
export function stopTimers(isDead: IsDead): void {
  for (const timer of pendingTimers()) if (isToStop(timer, isDead)) clearTimeout(timer)
}

function isToStop(pending: Pending, isDead: IsDead): boolean {
  const scope = scopeOfTimer(pending)
  if (scope === undefined || !isDead(scope.run) || !pending.hasRef()) return false
  const callback = pending._onTimeout ?? pending._onImmediate
  return typeof callback === 'function' && callback[servesAll] !== true && !settlesPromise(callback)
}

/** A promise's `resolve` has no name and no source. */
function settlesPromise(callback: Callback): boolean {
  return callback.name === '' && Function.prototype.toString.call(callback).endsWith('{ [native code] }')
}
