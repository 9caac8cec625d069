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
/** How many more are shown of those that went wrong, and of those that are at work: these come and go. */
const most = { troubled: 30, running: 8 } as const

/** States that a person looks for in a long table. */
const troubling: ReadonlySet<Status> = new Set([
  'Retrying',
  'Paused',
  'Cut Off',
  'Failed',
  'TimedOut',
  'TriggerFailed',
  'Cancelled',
])

/** Whether a table of these lines leaves some out. */
export const isLong = (lines: readonly TaskLine[]): boolean => lines.length > wholeUpTo

/** The lines in order, long stretches of uneventful ones folded. */
export function foldLines(lines: readonly TaskLine[]): readonly FoldedLine[] {
  if (!isLong(lines)) return lines.map(line => ({ line }))
  const shown: FoldedLine[] = []
  const counts = { troubled: 0, running: 0 }
  let gap: TaskLine[] = []
  const closeGap = (): void => {
    if (gap.length > 0) shown.push({ folded: gap })
    gap = []
  }
  lines.forEach((line, index) => {
    const kind = eventOf(line)
    if (index >= firstRows && (kind === undefined || ++counts[kind] > most[kind])) {
      gap.push(line)
      return
    }
    closeGap()
    shown.push({ line })
  })
  closeGap()
  return shown
}

function eventOf(line: TaskLine): keyof typeof most | undefined {
  if (troubling.has(line.standing) || line.hasTroubledChild) return 'troubled'
  return line.standing === 'Running' ? 'running' : undefined
}

/** What a fold says of the lines that it hides. */
export function foldText(lines: readonly TaskLine[]): string {
  return `… ${lines.length} more: ${countText(countStatuses(lines.map(line => line.standing)))}`
}
