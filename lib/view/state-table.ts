/**
 * The table that a flow's state, a set of task states or a single state shows in a notebook.
 * text/plain stays exactly the printed form; the table is text/html with inline styles alone, so that it survives
 * JupyterLab's sanitizer and reads in light and dark: it sets no colour but those of the chips.
 * Pure: "how long ago" counts from the state's own time, or from the `now` of a live view.
 */
import type { FlowState } from '../flow-state'
import type { State } from '../state'
import type { Task } from '../task'
import type { TaskStates } from '../task-states'
import { html, type SafeHtml, style } from './html'
import { htmlBundle, type MimeBundle } from './mime-bundle'
import type { Status } from './palette'
import { type Column, columns } from './row-cells'
import { foldLines, foldText, isLong } from './row-fold'
import { isCutOff, knownInputs, logsOf, orderedTasks, runDuration, runStart, runStatus, stateIn } from './run-facts'
import { countStatuses } from './standing'
import { stateBar, stateChip } from './state-chip'
import { TaskLine, taskLines } from './task-line'
import { formatDuration } from './time-text'

/** Shows a flow's state with a row for each task, task states likewise, or a single state as one row. */
export function stateTable(state: FlowState | TaskStates | State): MimeBundle {
  const caption = 'flow' in state ? [stateCaption(state)] : []
  return htmlBundle(String(state), taskTable(allLines(state), ...caption))
}

/** The lines of whatever holds states. */
export function allLines(state: FlowState | TaskStates | State): readonly TaskLine[] {
  if ('flow' in state) return flowLines(state)
  return 'size' in state ? statesLines(state) : [new TaskLine('', undefined, state, { now: state.timestamp.getTime() })]
}

/** The line above the table of a run that is over. */
export function stateCaption(state: FlowState): SafeHtml {
  const took = isCutOff(state) ? undefined : runDuration(state)
  const time = took === undefined ? '' : formatDuration(took)
  return runCaption(state.flow.name, runStatus(state), state.message ?? '', time)
}

/** The line above a run's table. */
export function runCaption(flow: string, status: Status, message: string, time: unknown): SafeHtml {
  return html`<strong>${flow}</strong> ${stateChip(status)} ${message}${time === '' ? '' : html` · ${time}`}`
}

/** The lines of a flow's state: every task of the flow in topological order, also those that were not run. */
function flowLines(state: FlowState): readonly TaskLine[] {
  const context = {
    now: state.timestamp.getTime(),
    since: runStart(state),
    cutOff: isCutOff(state),
    inputs: (task: Task) => knownInputs(state, task),
    logs: logsOf(state),
  }
  return taskLines(orderedTasks(state.flow), task => stateIn(state, task), context)
}

/** The lines of task states, as of the newest of them. */
function statesLines(states: TaskStates): readonly TaskLine[] {
  const entries = [...states]
  const now = entries.reduce((latest, [, state]) => Math.max(latest, state.timestamp.getTime()), 0)
  return taskLines(
    entries.map(([task]) => task),
    task => states.get(task),
    { now },
  )
}

/** The table itself, with a caption above it and, where it is long, a bar of all its states. */
export function taskTable(lines: readonly TaskLine[], caption?: SafeHtml): SafeHtml {
  const folded = foldLines(lines)
  const rows = folded.flatMap(item => ('line' in item ? [item.line.row] : []))
  const shown = columns.filter(column => rows.some(column.wanted))
  const body = folded.map(item =>
    'line' in item
      ? html`<tr>${shown.map(column => html`<td style="${cellStyle(column)}">${column.cell(item.line.row)}</td>`)}</tr>`
      : html`<tr><td colspan="${shown.length}" style="${cellStyle()}">${foldLine(item.folded)}</td></tr>`,
  )
  const head = shown.map(column => html`<th style="${cellStyle(column)}; font-weight: bold">${column.title}</th>`)
  return html`<div>${caption === undefined ? '' : html`<div style="margin: 4px 0">${caption}</div>`}${
    isLong(lines) ? html`<div style="margin: 4px 0">${lines.length} tasks${stateBar(countStandings(lines))}</div>` : ''
  }<table style="${tableStyle}"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}

/** How many lines there are of each standing. */
export const countStandings = (lines: readonly TaskLine[]): ReadonlyMap<Status, number> =>
  countStatuses(lines.map(line => line.standing))

function foldLine(lines: readonly TaskLine[]): SafeHtml {
  const names = lines.slice(0, mostNames).map(line => line.name)
  const rest = lines.length > names.length ? `, and ${lines.length - names.length} more` : ''
  return html`<details><summary>${foldText(lines)}</summary>${names.join(', ')}${rest}</details>`
}

const mostNames = 300

const tableStyle = style({ 'border-collapse': 'collapse', margin: '4px 0', 'font-size': '12px' })

const cellStyle = (column?: Column): string =>
  style({
    'text-align': column?.numeric ? 'right' : 'left',
    'vertical-align': 'top',
    padding: '4px 6px',
    'border-bottom': '1px solid rgba(128, 128, 128, 0.4)',
    ...(column?.width ?? {}),
  })
