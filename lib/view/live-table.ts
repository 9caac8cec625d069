/**
 * The table of a run that is still going on: the same rows as the final one, with the time that running tasks have
 * taken, how far they are, and how long waiting ones still wait, all as of the `now` that is given, and said to be: it
 * may be read in a saved notebook, when nothing runs any more.
 * One call, one picture: who calls how often is the kernel's matter.
 */
import type { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import type { Task } from '../task'
import type { TaskStates } from '../task-states'
import { clock } from './cell-parts'
import { html } from './html'
import { htmlBundle, type MimeBundle } from './mime-bundle'
import type { Status } from './palette'
import type { ProgressState } from './progress'
import { isLong } from './row-fold'
import { orderedTasks } from './run-facts'
import { countText } from './standing'
import { allLines, countStandings, runCaption, stateCaption, taskTable } from './state-table'
import { linesText } from './state-text'
import { taskLines } from './task-line'
import { formatClock, formatDuration } from './time-text'

/** The moment that is shown. @internal */
export interface LiveMoment {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly startedAt: Date
  /** How far a running task is, where it says so; of a mapped one, the child at the index. */
  readonly progress?: (task: Task, mapIndex?: number) => ProgressState | undefined
  /** The run is over, and left no flow state of its own: its cell was interrupted, or its process has ended. */
  readonly ended?: { readonly status: Status; readonly message: string }
}

/** Shows a run in the middle, with a row for each task of its flow. @internal */
export function liveTable(flow: Flow, states: TaskStates, moment: LiveMoment): MimeBundle {
  const { now, startedAt, progress, ended } = moment
  const { status, message = '' } = ended ?? { status: 'Running' as const }
  const lines = taskLines(orderedTasks(flow), task => states.get(task), {
    now,
    since: startedAt,
    cutOff: status === 'Cut Off',
    ...(progress === undefined || ended !== undefined ? {} : { progress }),
  })
  const counts = countText(countStandings(lines))
  const took = formatDuration(now - startedAt.getTime())
  const at = new Date(now)
  const textTime = ended === undefined ? `${took}, as of ${formatClock(at)}` : took
  const time = ended === undefined ? html`${took}, as of ${clock(at)}` : took
  const text = `${joined(flow.name, status, message, counts, textTime)}\n${linesText(lines)}`
  // a long table has the counts below its own bar
  const summary = joined(message, isLong(lines) ? '' : counts)
  return htmlBundle(text, taskTable(lines, runCaption(flow.name, status, summary, time)))
}

const joined = (...parts: readonly string[]): string => parts.filter(part => part !== '').join(' · ')

/**
 * The table that a run ends as: the flow state's own, its rows as aligned text too, for there is no more to come.
 * @internal
 */
export function endedTable(state: FlowState): MimeBundle {
  const lines = allLines(state)
  const text = `${state.flow.name}: ${state}\n${linesText(lines)}`
  return htmlBundle(text, taskTable(lines, stateCaption(state)))
}
