/**
 * Which runs a store may forget. By itself it keeps the newest 100 of each flow and all of the last 30 days; `prune`
 * can ask for more. A flow's last run, what it came from, and what is still going on always stay: they are what
 * `resume` needs.
 */
import ms from 'ms'
import { FlowError } from '../error'
import type { RunHead } from './store'

export interface PruneOptions {
  readonly keep?: number
  /** A duration back from now, or a moment. */
  readonly olderThan?: number | string | Date
}

export const DEFAULTS = { keep: 100, olderThan: '30 days' } as const

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
  const { keep, olderThan } = options
  if (keep === undefined && olderThan === undefined) return limits(DEFAULTS, now)
  if (keep !== undefined && !(Number.isInteger(keep) && keep >= 0)) {
    throw new FlowError('BAD_OPTION', `Option keep must be an integer of 0 or more, got ${String(keep)}.`)
  }
  return { keep: keep ?? 0, before: olderThan === undefined ? Number.POSITIVE_INFINITY : momentOf(olderThan, now) }
}

function momentOf(olderThan: number | string | Date, now: number): number {
  if (olderThan instanceof Date) return olderThan.getTime()
  const back = typeof olderThan === 'string' ? ms(olderThan as ms.StringValue) : olderThan
  if (typeof back === 'number' && Number.isFinite(back) && back >= 0) return now - back
  throw new FlowError(
    'BAD_OPTION',
    `Option olderThan must be a duration such as '30 days' or a Date, got "${String(olderThan)}".`,
  )
}
