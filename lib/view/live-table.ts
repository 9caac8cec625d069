/**
 * The table of a run that is still going on: the same rows as the final one, with the time that running tasks have
 * taken, how far they are, and how long waiting ones still wait, all as of the `now` that is given.
 * One call, one picture: who calls how often is the kernel's matter.
 */
import type { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import type { Task } from '../task'
import type { TaskStates } from '../task-states'
import { htmlBundle, type MimeBundle } from './mime-bundle'
import type { Status } from './palette'
import type { ProgressState } from './progress'
import { countText } from './row-fold'
import { orderedTasks, runDuration } from './run-facts'
import { allRows, runCaption, taskTable } from './state-table'
import { rowsText } from './state-text'
import { countStatuses, taskRows } from './task-row'
import { formatDuration } from './time-text'

/** The moment that is shown. @internal */
export interface LiveMoment {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly startedAt: Date
  /** How far a running task is, where it says so. */
  readonly progress?: (task: Task) => ProgressState | undefined
  /** The run is over, and left no flow state of its own (its cell was interrupted). */
  readonly ended?: { readonly status: Status; readonly message: string }
}

/** Shows a run in the middle, with a row for each task of its flow. @internal */
export function liveTable(flow: Flow, states: TaskStates, moment: LiveMoment): MimeBundle {
  const { now, startedAt, progress, ended: { status, message } = { status: 'Running', message: '' } } = moment
  const rows = taskRows(orderedTasks(flow), task => states.get(task), {
    now,
    ...(progress === undefined ? {} : { progress }),
  })
  const counts = countText(countStatuses(rows.map(row => row.status)))
  const took = now - startedAt.getTime()
  const summary = message === '' ? counts : message
  const text = `${flow.name} · ${status} · ${summary} · ${formatDuration(took)}\n${rowsText(rows)}`
  return htmlBundle(text, taskTable(rows, runCaption(flow.name, status, summary, took)))
}

/**
 * The table that a run ends as: the flow state's own, its rows as aligned text too, for there is no more to come.
 * @internal
 */
export function endedTable(state: FlowState): MimeBundle {
  const rows = allRows(state)
  const { flow, type, message = '' } = state
  const text = `${flow.name}: ${state}\n${rowsText(rows)}`
  return htmlBundle(text, taskTable(rows, runCaption(flow.name, type, message, runDuration(state))))
}
