/**
 * A Mapped state is kept without its children: each child is an entry of its own, so that one of them can change,
 * fail or be resumed alone. A Mapped state that arrives whole (given by a person, or of an earlier run) brings children
 * that were never changes of this run; they are added here.
 */
import { type Mapped, makeState, type State } from '../state'
import type { StateFields } from '../state-record'
import type { StoredTask, TaskChange } from './store'
import type { TaskKey, TaskTable } from './task-table'

/** The children of a Mapped state that the table does not know yet, as changes. */
export function storedChildren(change: TaskChange, table: TaskTable<StoredTask & TaskKey>): TaskChange[] {
  const { state, slug, given } = change
  if (state.type !== 'Mapped') return []
  const missing: TaskChange[] = []
  for (const [mapIndex, child] of state.mapStates.entries()) {
    if (table.get(slug, mapIndex)?.state === child) continue
    missing.push({ slug, mapIndex, state: child, ...(given === undefined ? {} : { given }) })
  }
  return missing
}

/** The Mapped state with the children that stand beside it in a store. */
export function withChildren(state: Mapped, children: ReadonlyMap<number, StoredTask>): State {
  const mapStates = state.mapStates.map((child, n) => children.get(n)?.state ?? child)
  if (mapStates.every((child, n) => child === state.mapStates[n])) return state
  const { result: _result, ...fields } = state as unknown as StateFields
  return makeState('Mapped', { ...fields, mapStates })
}
