/**
 * Which runs a store may forget. By itself it keeps the newest 100 of each flow and all of the last 30 days; `prune`
 * can ask for more. A flow's last run, what it came from, and what is still going on always stay: they are what
 * `resume` needs.
 */
import { toMilliseconds } from '../duration'
import { type Check, checkOptions, checks } from '../options'
import type { RunHead } from './store'

/** Which runs `prune` is to forget; with both, what both let go. */
export interface PruneOptions {
  readonly keep?: number
  /** A duration back from now, or a moment. */
  readonly olderThan?: number | string | Date
}

const DEFAULTS: PruneOptions = { keep: 100, olderThan: '30 days' }

/** What `forgettable` looks at of a run. */
export type Forgettable = Pick<RunHead, 'runId' | 'flow' | 'startedAt' | 'resumedFrom'> & { readonly alive?: unknown }

/** The ids of the runs to forget. `runs` are all of the store's, newest first. */
export function forgettable(runs: readonly Forgettable[], options: PruneOptions, now: number): string[] {
  const { keep, before } = limits(options, now)
  const kept = needed(runs)
  const seen = new Map<string, number>()
  const gone: string[] = []
  for (const run of runs) {
    const place = (seen.get(run.flow) ?? 0) + 1
    seen.set(run.flow, place)
    if (kept.has(run.runId) || run.alive !== undefined) continue
    if (place > keep && run.startedAt.getTime() < before) gone.push(run.runId)
  }
  return gone
}

/** Each flow's last run and the runs that it came from. */
function needed(runs: readonly Forgettable[]): Set<string> {
  const byId = new Map(runs.map(run => [run.runId, run]))
  const last = new Map<string, Forgettable>()
  for (const run of runs) if (!last.has(run.flow)) last.set(run.flow, run)
  for (const run of runs) if (run.alive !== undefined) last.set(run.runId, run)
  const kept = new Set<string>()
  for (const run of last.values()) {
    for (let at: Forgettable | undefined = run; at !== undefined && !kept.has(at.runId); ) {
      kept.add(at.runId)
      at = at.resumedFrom === undefined ? undefined : byId.get(at.resumedFrom)
    }
  }
  return kept
}

function limits(options: PruneOptions, now: number): { readonly keep: number; readonly before: number } {
  checkOptions<PruneOptions>('prune', options, { keep: checks.amount, olderThan })
  const given = options.keep === undefined && options.olderThan === undefined ? DEFAULTS : options
  return {
    keep: given.keep ?? 0,
    before: given.olderThan === undefined ? Number.POSITIVE_INFINITY : momentOf(given.olderThan, now),
  }
}

const olderThan: Check = value =>
  checks.date(value) === undefined || checks.duration(value) === undefined
    ? undefined
    : 'a duration such as "30 days", or a Date'

function momentOf(age: number | string | Date, now: number): number {
  return age instanceof Date ? age.getTime() : now - (toMilliseconds(age) ?? 0)
}
