/**
 * Keeps a long table readable: the first rows, every row that needs a look, and for the rest how many there are.
 * Order is kept, so a fold stands where its rows would stand.
 */
import type { Status } from './palette'
import type { TaskRow } from './task-row'

/** A row that is shown, or a run of rows that are not. */
export type FoldedRow = { readonly row: TaskRow } | { readonly folded: readonly TaskRow[] }

/** Tables up to this length are shown whole. */
const wholeUpTo = 60
const firstRows = 20
const mostTroubled = 30

/** States that a person looks for in a long table. */
const troubling: ReadonlySet<Status> = new Set([
  'Retrying',
  'Paused',
  'Running',
  'Failed',
  'TimedOut',
  'TriggerFailed',
  'Cancelled',
])

/** The rows in order, long stretches of uneventful ones folded. */
export function foldRows(rows: readonly TaskRow[]): readonly FoldedRow[] {
  if (rows.length <= wholeUpTo) return rows.map(row => ({ row }))
  const shown: FoldedRow[] = []
  let gap: TaskRow[] = []
  let troubled = 0
  const closeGap = (): void => {
    if (gap.length > 0) shown.push({ folded: gap })
    gap = []
  }
  rows.forEach((row, index) => {
    const eventful = needsLook(row) && troubled < mostTroubled
    if (index >= firstRows && !eventful) {
      gap.push(row)
      return
    }
    if (index >= firstRows) troubled++
    closeGap()
    shown.push({ row })
  })
  closeGap()
  return shown
}

const needsLook = (row: TaskRow): boolean => troubling.has(row.status) || (row.children?.troubled.length ?? 0) > 0

/** `312 Success, 4 Failed`: how many rows are in which state. */
export function countText(counts: ReadonlyMap<Status, number>): string {
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ')
}
