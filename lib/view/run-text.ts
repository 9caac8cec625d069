/**
 * A stored run for the terminal: its tasks in the table that live states have, from the store's rows alone. The flow
 * itself may be gone, so tasks go by their slugs, and their order is that of the store.
 */
import type { RunRecord, TaskRecord } from '../store/store'
import { rowsText } from './state-text'
import { type TaskRow, taskRow } from './task-row'

/** The tasks of a run, aligned; of a mapped task's children those that a person has to look at. @internal */
export function runText(run: RunRecord, width?: number): string {
  const now = momentOf(run)
  return rowsText(
    shownTasks(run.tasks).map(task => rowOf(task, now)),
    width,
  )
}

const rowOf = ({ slug, mapIndex, state }: TaskRecord, now: number): TaskRow =>
  taskRow(mapIndex === undefined ? slug : `${slug}[${mapIndex}]`, undefined, state, { now })

/** Children whose parent has a row stand in its counts already. */
function shownTasks(tasks: readonly TaskRecord[]): readonly TaskRecord[] {
  const whole = new Set(tasks.flatMap(({ slug, mapIndex }) => (mapIndex === undefined ? [slug] : [])))
  return tasks.filter(({ slug, mapIndex, state }) => {
    return mapIndex === undefined || !whole.has(slug) || state.isFailed() || !state.isFinished()
  })
}

/** As of when the run is told: now, but for one whose process was killed, for which time stopped with it. */
function momentOf({ endedAt, state, startedAt, tasks }: RunRecord): number {
  if (endedAt !== undefined || state.message === undefined) return Date.now()
  return tasks.reduce((latest, { state }) => Math.max(latest, state.timestamp.getTime()), startedAt.getTime())
}
