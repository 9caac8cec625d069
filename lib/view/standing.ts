/**
 * How a task stands, in one word: its state's type, but for a mapped task, whose children have it. Legends, counts and
 * folds go by it, so that a mapped task with a failed child is found where failures are looked for.
 */
import type { State } from '../state'
import { type Status, statusOrder } from './palette'

/** A mapped task that is not done, or not well, stands as that and not as mapped; without a state it was not run. */
export function standingOf(state: State | undefined): Status {
  if (state === undefined) return 'Not Run'
  if (state.type !== 'Mapped' || state.mapStates.length === 0) return state.type
  if (state.isRetrying()) return 'Retrying'
  if (state.isRunning()) return 'Running'
  if (state.isPending()) return 'Pending'
  if (state.isFailed()) return failureOf(state.mapStates)
  if (state.isSkipped()) return 'Skipped'
  return state.isCached() ? 'Cached' : 'Mapped'
}

/** What its failed children have in common; a task that was interrupted is Cancelled as a whole. */
function failureOf(children: readonly State[]): Status {
  const failures = new Set(children.flatMap(child => (child.isFailed() ? [child.type] : [])))
  const [only = 'Failed', ...others] = failures
  return others.length === 0 ? only : 'Failed'
}

/** How many there are of each status, in the order of the legends. */
export function countStatuses(statuses: Iterable<Status>): ReadonlyMap<Status, number> {
  const counts = new Map<Status, number>()
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1)
  return new Map([...counts].sort(([a], [b]) => statusOrder.indexOf(a) - statusOrder.indexOf(b)))
}

/** `312 Success, 4 Failed`: how many rows are in which state. */
export function countText(counts: ReadonlyMap<Status, number>): string {
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ')
}
