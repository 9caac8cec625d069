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
import { countText, foldRows } from './row-fold'
import { knownInputs, logsOf, orderedTasks, runDuration, runStart, stateIn } from './run-facts'
import { stateBar, stateChip } from './state-chip'
import { countStatuses, type TaskRow, taskRow, taskRows } from './task-row'
import { formatDuration } from './time-text'

/** Shows a flow's state with a row for each task, task states likewise, or a single state as one row. */
export function stateTable(state: FlowState | TaskStates | State): MimeBundle {
  const caption =
    'flow' in state ? [runCaption(state.flow.name, state.type, state.message ?? '', runDuration(state))] : []
  return htmlBundle(String(state), taskTable(allRows(state), ...caption))
}

/** The rows of whatever holds states. */
export function allRows(state: FlowState | TaskStates | State): readonly TaskRow[] {
  if ('flow' in state) return flowRows(state)
  return 'size' in state ? statesRows(state) : [taskRow('', undefined, state, { now: state.timestamp.getTime() })]
}

/** The line above a run's table. */
export function runCaption(flow: string, status: Status, message: string, took: number | undefined): SafeHtml {
  const time = took === undefined ? '' : html` · ${formatDuration(took)}`
  return html`<strong>${flow}</strong> ${stateChip(status)} ${message}${time}`
}

/** The rows of a flow's state: every task of the flow in topological order, also those that were not run. */
function flowRows(state: FlowState): readonly TaskRow[] {
  const context = {
    now: state.timestamp.getTime(),
    since: runStart(state),
    inputs: (task: Task) => knownInputs(state, task),
    logs: logsOf(state),
  }
  return taskRows(orderedTasks(state.flow), task => stateIn(state, task), context)
}

/** The rows of task states, as of the newest of them. */
function statesRows(states: TaskStates): readonly TaskRow[] {
  const entries = [...states]
  const now = entries.reduce((latest, [, state]) => Math.max(latest, state.timestamp.getTime()), 0)
  return taskRows(
    entries.map(([task]) => task),
    task => states.get(task),
    { now },
  )
}

/** The table itself, with a caption above it and, where it is long, a bar of all its states. */
export function taskTable(rows: readonly TaskRow[], caption?: SafeHtml): SafeHtml {
  const shown = columns.filter(column => rows.some(column.wanted))
  const counts = countStatuses(rows.map(row => row.status))
  const folded = foldRows(rows)
  const isLong = folded.length < rows.length
  const body = folded.map(item =>
    'row' in item
      ? html`<tr>${shown.map(column => html`<td style="${cellStyle(column)}">${column.cell(item.row)}</td>`)}</tr>`
      : html`<tr><td colspan="${shown.length}" style="${cellStyle()}">${foldLine(item.folded)}</td></tr>`,
  )
  const head = shown.map(column => html`<th style="${cellStyle(column)}; font-weight: bold">${column.title}</th>`)
  return html`<div>${caption === undefined ? '' : html`<div style="margin: 4px 0">${caption}</div>`}${
    isLong ? html`<div style="margin: 4px 0">${rows.length} tasks${stateBar(counts)}</div>` : ''
  }<table style="${tableStyle}"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}

function foldLine(rows: readonly TaskRow[]): SafeHtml {
  const names = rows.slice(0, mostNames).map(row => row.name)
  const rest = rows.length > names.length ? `, and ${rows.length - names.length} more` : ''
  const counts = countText(countStatuses(rows.map(row => row.status)))
  return html`<details><summary>… ${rows.length} more: ${counts}</summary>${names.join(', ')}${rest}</details>`
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
