/**
 * Keeps a long table readable: the first rows, every row that needs a look, and for the rest how many there are.
 * Order is kept, so a fold stands where its rows would stand.
 */
import type { Status } from './palette'
import { countStatuses, countText } from './standing'
import type { TaskLine } from './task-line'

/** A line that is shown, or a run of lines that are not. */
export type FoldedLine = { readonly line: TaskLine } | { readonly folded: readonly TaskLine[] }

/** Tables up to this length are shown whole. */
const wholeUpTo = 60
const firstRows = 20
const mostTroubled = 30

/** States that a person looks for in a long table. */
const troubling: ReadonlySet<Status> = new Set([
  'Retrying',
  'Paused',
  'Running',
  'Cut Off',
  'Failed',
  'TimedOut',
  'TriggerFailed',
  'Cancelled',
])

/** The lines in order, long stretches of uneventful ones folded. */
export function foldLines(lines: readonly TaskLine[]): readonly FoldedLine[] {
  if (lines.length <= wholeUpTo) return lines.map(line => ({ line }))
  const shown: FoldedLine[] = []
  let gap: TaskLine[] = []
  let troubled = 0
  const closeGap = (): void => {
    if (gap.length > 0) shown.push({ folded: gap })
    gap = []
  }
  lines.forEach((line, index) => {
    const eventful = troubled < mostTroubled && needsLook(line)
    if (index >= firstRows && !eventful) {
      gap.push(line)
      return
    }
    if (index >= firstRows) troubled++
    closeGap()
    shown.push({ line })
  })
  closeGap()
  return shown
}

const needsLook = (line: TaskLine): boolean => troubling.has(line.standing) || line.hasTroubledChild

/** What a fold says of the lines that it hides. */
export function foldText(lines: readonly TaskLine[]): string {
  return `… ${lines.length} more: ${countText(countStatuses(lines.map(line => line.standing)))}`
}
