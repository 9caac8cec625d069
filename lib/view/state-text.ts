/**
 * The table of states for a terminal: the same rows as the HTML table, aligned, one line a task.
 */
import type { FlowState } from '../flow-state'
import type { State } from '../state'
import { maskSecrets } from '../store/secrets'
import type { TaskStates } from '../task-states'
import { errorTitle } from './error-text'
import { statusLabel } from './palette'
import { preview } from './preview'
import { figures, progressText } from './progress'
import { foldLines, foldText } from './row-fold'
import { countText } from './standing'
import { allLines } from './state-table'
import { waitingText } from './state-times'
import type { TaskLine } from './task-line'
import type { ChildSummary, TaskRow } from './task-row'
import { type TextColumn, textTable } from './text-table'
import { formatDuration } from './time-text'

interface Column extends TextColumn {
  readonly wanted: (row: TaskRow) => boolean
  readonly cell: (row: TaskRow) => string
}

const columns: readonly Column[] = [
  { title: 'task', least: 24, wanted: row => row.name !== '', cell: row => row.name },
  { title: 'state', least: 16, wanted: () => true, cell: row => statusLabel(row.status) },
  { title: 'message', wanted: () => true, cell: messageText },
  { title: 'attempts', least: 8, wanted: row => row.attempt !== '', cell: row => row.attempt },
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
  const table = linesText(allLines(state), width)
  return 'flow' in state ? `${maskSecrets(`${state.flow.name}: ${state}`)}\n${table}` : table
}

/** Lines as an aligned table; a long one is folded as the HTML is. */
export function linesText(lines: readonly TaskLine[], width?: number): string {
  const folded = foldLines(lines)
  const rows = folded.flatMap(item => ('line' in item ? [item.line.row] : []))
  const shown = columns.filter(column => rows.some(column.wanted))
  const cells = rows.map(row => shown.map(column => column.cell(row)))
  const [head = '', ...body] = textTable(shown, cells, width).split('\n')
  const text = folded.map(item => ('line' in item ? (body.shift() ?? '') : foldText(item.folded)))
  return [head, ...text].join('\n')
}

function messageText(row: TaskRow): string {
  if (row.progress !== undefined) return progressText(row.progress)
  const children = row.children === undefined ? '' : childrenText(row.children)
  const waiting = row.waiting === undefined ? '' : `, ${waitingText(row.waiting)}`
  const message = row.message + waiting
  if (row.error === undefined || isSaid(row)) return children + message
  return `${children}${message === '' ? '' : `${message.replace(/\.$/, '')}: `}${errorTitle(row.error)}`
}

/** How many children's own progress fits into a line. */
const mostCounting = 2

function childrenText({ counts, counting, reused }: ChildSummary): string {
  const far = counting.slice(0, mostCounting).map(({ index, progress: { elapsed: _, ...count } }) => {
    return `, [${index}] ${figures(count)}`
  })
  return `mapped: ${countText(counts)}${reused > 0 ? ` (${reused} reused)` : ''}${far.join('')} `
}

const isSaid = ({ error, message }: TaskRow): boolean => message !== '' && errorTitle(error).endsWith(message)
