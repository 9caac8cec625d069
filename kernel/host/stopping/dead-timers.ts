/**
 * The timers and immediates of interrupted runs are stopped by clearing them. Node has no list of either, but each knows
 * its neighbours, timers those of the same duration: so durations are noted as timers are set, 0.1 µs each, and one
 * more timer of each leads to the others. (Hooks for timers, those of async_hooks, would make every termination in a
 * timer fatal; V8 can search its heap for timers, but takes seconds where it is large.)
 * What others may wait for is let be: a timer that only settles a promise; housekeeping, as a timer is that keeps no
 * program alive; what says by a brand that it serves all runs. Listeners of events go on, and so does what is due in
 * the very turn in which a loop is terminated.
 */

import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import type { RunId } from '../../link'
import { scopeOfTimer } from '../scope'
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from '../turns'

/** On the callback of a timer that serves everybody, whoever happened to set it: what lib/ puts on its own. */
const servesAll: unique symbol = Symbol.for('tasklab.servesAll')

type Callback = ((...args: unknown[]) => unknown) & { readonly [servesAll]?: unknown }
type Pending = (NodeJS.Timeout | NodeJS.Immediate) & {
  /** Where Node keeps what it calls, its neighbour, and milliseconds. */
  readonly _onTimeout?: Callback | null
  readonly _onImmediate?: Callback | null
  readonly _idlePrev?: Pending | null
  readonly _idleTimeout?: number
}
type IsDead = (run: RunId) => boolean

const durations = new Set<number>()

/** To be called before any cell runs. */
export function noteTimers(): void {
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const given = globalThis[name]
    const noting = function (this: unknown, ...args: Parameters<typeof given>) {
      const timer = Reflect.apply(given, this, args) as Pending
      durations.add(Math.trunc(timer._idleTimeout ?? 1))
      return timer
    }
    const noted = Object.defineProperties(noting, Object.getOwnPropertyDescriptors(given))
    Object.assign(globalThis, { [name]: noted })
    Object.assign(timers, { [name]: noted })
  }
  syncBuiltinESMExports()
}

/** Stops what is to come of dead runs. To be called in no callback of a timer. */
export function stopPending(isDead: IsDead): void {
  const immediate: Pending = setImmediate(() => undefined)
  for (const one of neighbours(immediate)) if (isToStop(one, isDead)) clearImmediate(one as NodeJS.Immediate)
  clearImmediate(immediate as NodeJS.Immediate)
  for (const duration of durations) {
    const timer: Pending = setTimeout(() => undefined, duration)
    for (const one of neighbours(timer)) if (isToStop(one, isDead)) clearTimeout(one as NodeJS.Timeout)
    clearTimeout(timer as NodeJS.Timeout)
  }
}

/** Immediates are a chain, timers of one duration a ring, in which the list itself stands too. */
function neighbours(given: Pending): readonly Pending[] {
  const found: Pending[] = []
  for (let one = given._idlePrev; one && one !== given; one = one._idlePrev) found.push(one)
  return found
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
