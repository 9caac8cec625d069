/**
 * A stored run for the terminal: its tasks in the table that live states have, from the store's rows alone. The flow
 * itself may be gone, so tasks go by their slugs, and their order is that of the store.
 */
import type { RunRecord, TaskRecord } from '../store/store'
import { isCutOff } from './run-facts'
import { linesText } from './state-text'
import { TaskLine } from './task-line'
import type { RowContext } from './task-row'

/** The tasks of a run, aligned; of a mapped task's children those that a person has to look at. @internal */
export function runText(run: RunRecord, width?: number): string {
  const now = momentOf(run)
  const cutOff = run.endedAt === undefined && isCutOff(run.state)
  return linesText(
    shownTasks(run.tasks).map(task => lineOf(task, { now, cutOff })),
    width,
  )
}

const lineOf = ({ slug, mapIndex, state }: TaskRecord, context: RowContext): TaskLine =>
  new TaskLine(mapIndex === undefined ? slug : `${slug}[${mapIndex}]`, undefined, state, context)

/** Children whose parent has a row stand in its counts already. */
function shownTasks(tasks: readonly TaskRecord[]): readonly TaskRecord[] {
  const whole = new Set(tasks.flatMap(({ slug, mapIndex }) => (mapIndex === undefined ? [slug] : [])))
  return tasks.filter(({ slug, mapIndex, state }) => {
    return mapIndex === undefined || !whole.has(slug) || state.isFailed() || !state.isFinished()
  })
}

/** As of when the run is told: now, but for one whose process was killed, for which time stopped with it. */
function momentOf({ endedAt, state, startedAt, tasks }: RunRecord): number {
  if (endedAt !== undefined || !isCutOff(state)) return Date.now()
  return tasks.reduce((latest, { state }) => Math.max(latest, state.timestamp.getTime()), startedAt.getTime())
}
