/** Runs as an aligned table, a line each: for the list, and for what rm and prune say about what goes. */

import { formatDuration, type RunRow, type TextColumn, textTable } from '../../../lib/index'
import { colourStates, stateLabel } from '../state-colours'
import { type Screen, wantsColours } from '../terminal'

interface Column extends TextColumn {
  readonly cell: (row: RunRow, ids: ReadonlyMap<string, string>) => string
}

const columns: readonly Column[] = [
  { title: 'run', cell: ({ runId }, ids) => ids.get(runId) ?? runId },
  { title: 'flow', cell: ({ flow }) => flow },
  { title: 'state', cell: outcomeLabel },
  { title: 'started', cell: ({ startedAt }) => formatMoment(startedAt) },
  { title: 'duration', align: 'right', cell: durationText },
  {
    title: 'from',
    cell: ({ resumedFrom }, ids) => (resumedFrom === undefined ? '' : (ids.get(resumedFrom) ?? 'gone')),
  },
]

/** @param ids how each run of the store is called. */
export function runTable(rows: readonly RunRow[], ids: ReadonlyMap<string, string>, width: number): string {
  const shown = rows.some(({ resumedFrom }) => resumedFrom) ? columns : columns.filter(({ title }) => title !== 'from')
  return textTable(
    shown,
    rows.map(row => shown.map(({ cell }) => cell(row, ids))),
    width,
  )
}

/** A run whose process was killed stays Running for ever; the store says so in its message. */
export function outcomeLabel({ state, endedAt }: RunRow): string {
  return endedAt === undefined && state.message !== undefined ? stateLabel('Cut Off') : stateLabel(state.type)
}

/** How long it took, or has taken so far; nothing for one that was cut off. */
export function durationText(row: RunRow): string {
  const { startedAt, endedAt, state } = row
  if (endedAt === undefined && state.message !== undefined) return ''
  return formatDuration((endedAt?.getTime() ?? Date.now()) - startedAt.getTime())
}

/** `2026-01-31 14:03:27`, in the reader's own zone. */
export function formatMoment(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}

/** Prints a text with states in it: coloured on a terminal, and as wide as that; nothing is cut for a pipe. */
export function printStates(make: (width: number) => string): void {
  const screen: Screen = process.stdout
  const text = make((screen.isTTY && screen.columns) || Number.POSITIVE_INFINITY)
  process.stdout.write(`${wantsColours(screen, process.env) ? colourStates(text) : text}\n`)
}
