/**
 * The cells of a table of states: how each column draws its part of a row.
 * Columns are a list, and a column that no row needs is left out, so that a small flow has a small table.
 * What is long opens on a click, and never grows a row by itself.
 */
import { clock, folded, list, valueCell } from './cell-parts'
import { errorTitle } from './error-text'
import { html, type SafeHtml } from './html'
import { messageCell } from './message-cell'
import { progressBar } from './progress'
import { stateBar, stateChip } from './state-chip'
import { waitingText } from './state-times'
import type { ChildSummary, RowInput, TaskRow } from './task-row'
import { formatDuration } from './time-text'

/** One column: its heading, when it is worth its place, and its cell. */
export interface Column {
  readonly title: string
  readonly wanted: (row: TaskRow) => boolean
  readonly cell: (row: TaskRow) => SafeHtml
  readonly numeric?: boolean
  /** Styles for a column whose texts are long: how narrow and how wide it may become. */
  readonly width?: Readonly<Record<string, string>>
}

/** A long name is one word, and would push the last columns off the page; one that fits is not broken for others. */
const widestName = 200
const letter = 7
const names = { 'min-width': '100px', 'max-width': '220px', 'word-break': 'break-word', 'white-space': 'normal' }
const prose = { 'min-width': '140px', 'max-width': '420px', 'white-space': 'normal' }
const values = { 'min-width': '100px', 'max-width': '320px', 'white-space': 'normal' }

const always = (): boolean => true

/** The columns of a table of states, from left to right. */
export const columns: readonly Column[] = [
  { title: 'task', wanted: row => row.name !== '', cell: nameCell, width: names },
  { title: 'state', wanted: always, cell: stateCell },
  { title: 'message', wanted: always, cell: messageCell, width: prose },
  { title: 'attempts', wanted: always, cell: attemptsCell },
  { title: 'started', wanted: row => row.startedAt !== undefined, cell: startedCell },
  { title: 'duration', wanted: always, cell: durationCell, numeric: true },
  {
    title: 'inputs',
    wanted: row => row.inputs.length > 0,
    cell: row => html`${row.inputs.map(inputLine)}`,
    width: values,
  },
  { title: 'result', wanted: always, cell: resultCell, width: values },
]

function nameCell({ name }: TaskRow): SafeHtml {
  const width = Math.min(name.length * letter, widestName)
  return html`<div style="min-width: ${width}px"><strong>${name}</strong></div>`
}

function stateCell({ status, children, progress, waiting, reused }: TaskRow): SafeHtml {
  const until = waiting?.until === undefined ? '' : html`until ${clock(waiting.until)}, `
  const times = children && html` <span>${status === 'Mapped' ? '' : 'Mapped '}× ${sum(children.counts)}</span>`
  return html`${stateChip(status)}${times}${children && childrenBar(children)}${progress && html`<div>${progressBar(progress)}</div>`}${
    waiting && small(html`${until}${waitingText(waiting)}`)
  }${reused && children === undefined && small('reused')}`
}

const small = (text: unknown): SafeHtml => html`<div style="font-size: 11px">${text}</div>`

/** How many children's own progress is shown. */
const mostCounting = 4

function childrenBar({ counts, counting, reused }: ChildSummary): SafeHtml {
  const bars = counting
    .slice(0, mostCounting)
    .map(({ index, progress }) => html`<div style="white-space: nowrap">[${index}] ${progressBar(progress)}</div>`)
  const more = counting.length > mostCounting && small(`and ${counting.length - mostCounting} more`)
  const note = reused > 0 && small(reused === sum(counts) ? 'reused' : `${reused} reused`)
  return html`${stateBar(counts)}${bars}${more}${note}`
}

function attemptsCell(row: TaskRow): SafeHtml {
  if (row.attempts.length === 0) return html`${row.attempt}`
  const lines = row.attempts.map(({ number, startedAt, endedAt, error }) => {
    const took = formatDuration(endedAt.getTime() - startedAt.getTime())
    return html`attempt ${number}, ${clock(startedAt)}, ${took}: ${errorTitle(error)}`
  })
  const failures = row.attempts.length === 1 ? '1 error' : `${row.attempts.length} errors`
  return html`${row.attempt}${folded(failures, list(lines))}`
}

function startedCell(row: TaskRow): SafeHtml {
  return row.startedAt === undefined ? html`` : clock(row.startedAt)
}

function durationCell(row: TaskRow): SafeHtml {
  const soFar = row.status === 'Running' || row.children?.counts.has('Running') ? ' so far' : ''
  return row.duration === undefined
    ? html``
    : html`<span style="white-space: nowrap">${formatDuration(row.duration)}${soFar}</span>`
}

function inputLine({ key, value, cached }: RowInput): SafeHtml {
  const mark = cached ? html` <small title="kept in the state for the next run">(cached)</small>` : ''
  return html`<div>${key}${mark} = ${valueCell(value)}</div>`
}

function resultCell(row: TaskRow): SafeHtml {
  return row.result === undefined ? html`` : valueCell(row.result.value)
}

const sum = (counts: ReadonlyMap<unknown, number>): number =>
  [...counts.values()].reduce((all, count) => all + count, 0)
