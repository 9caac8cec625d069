/**
 * The table of states for a terminal: the same rows as the HTML table, aligned, one line a task.
 */
import type { FlowState } from '../flow-state'
import type { State } from '../state'
import { maskSecrets } from '../store/secrets'
import type { TaskStates } from '../task-states'
import { errorTitle } from './error-text'
import { statusMarks } from './palette'
import { preview } from './preview'
import { progressText } from './progress'
import { countText, foldRows } from './row-fold'
import { allRows } from './state-table'
import { waitingText } from './state-times'
import { countStatuses, type TaskRow } from './task-row'
import { type TextColumn, textTable } from './text-table'
import { formatDuration } from './time-text'

interface Column extends TextColumn {
  readonly wanted: (row: TaskRow) => boolean
  readonly cell: (row: TaskRow) => string
}

const columns: readonly Column[] = [
  { title: 'task', wanted: row => row.name !== '', cell: row => row.name },
  { title: 'state', wanted: () => true, cell: row => `${statusMarks[row.status]} ${row.status}` },
  { title: 'message', wanted: () => true, cell: messageText },
  { title: 'attempts', wanted: row => row.attempt !== '', cell: row => row.attempt },
  {
    title: 'duration',
    align: 'right',
    wanted: row => row.duration !== undefined,
    cell: row => (row.duration === undefined ? '' : formatDuration(row.duration)),
  },
  {
    title: 'result',
    wanted: row => row.result !== undefined,
    cell: row => (row.result === undefined ? '' : preview(row.result.value, { limit: 60 })),
  },
]

/** A flow's state, task states or a single state as an aligned table of at most `width` letters a line. */
export function stateText(state: FlowState | TaskStates | State, width?: number): string {
  const table = rowsText(allRows(state), width)
  return 'flow' in state ? `${maskSecrets(`${state.flow.name}: ${state}`)}\n${table}` : table
}

/** Rows as an aligned table; a long one is folded as the HTML is. */
export function rowsText(rows: readonly TaskRow[], width?: number): string {
  const shown = columns.filter(column => rows.some(column.wanted))
  const folded = foldRows(rows)
  const lines = textTable(
    shown,
    folded.flatMap(item => ('row' in item ? [shown.map(column => column.cell(item.row))] : [])),
    width,
  ).split('\n')
  const [head = '', ...body] = lines
  const text = folded.map(item => ('row' in item ? (body.shift() ?? '') : foldText(item.folded)))
  return [head, ...text].join('\n')
}

const foldText = (rows: readonly TaskRow[]): string =>
  `… ${rows.length} more: ${countText(countStatuses(rows.map(row => row.status)))}`

function messageText(row: TaskRow): string {
  if (row.progress !== undefined) return progressText(row.progress)
  const children = row.children === undefined ? '' : `${countText(row.children.counts)} `
  const waiting = row.waiting === undefined ? '' : `, ${waitingText(row.waiting)}`
  const error = row.error === undefined || isSaid(row) ? '' : `: ${errorTitle(row.error)}`
  return `${children}${row.message}${waiting}${error}`
}

const isSaid = ({ error, message }: TaskRow): boolean => message !== '' && errorTitle(error).endsWith(message)
