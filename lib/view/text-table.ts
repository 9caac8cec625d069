/**
 * Columns of text, aligned, for the terminal and for text/plain: as wide as the terminal at most, numbers to the right.
 * Width counts what is seen: wide East Asian characters take two places, combining ones and terminal colours none.
 */
import { maskSecrets } from '../store/secrets'
import { plainText } from './html'

/** How one column is set. @internal */
export interface TextColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** What is left to it where columns are cut, if it needs as much; default 8. */
  readonly least?: number
}

/**
 * Aligns the cells under their titles. Where the line would be longer than `width`, the widest columns are cut:
 * numbers, which would read as others, only where that is not enough.
 * @internal
 */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[], width = 120): string {
  const cells = [columns.map(column => column.title), ...rows].map(row =>
    columns.map((_, index) => oneLine(row[index] ?? '')),
  )
  const natural = columns.map((_, index) => Math.max(...cells.map(row => displayWidth(row[index] ?? ''))))
  const room = width - gap.length * (columns.length - 1)
  const least = columns.map((column, index) => Math.min(natural[index] ?? 0, column.least ?? narrowest))
  const leastOfText = columns.map(({ align }, index) => (align === 'right' ? natural : least)[index] ?? 0)
  const widths = shrink(shrink(natural, leastOfText, room), least, room)
  const lines = cells.map(row =>
    columns
      .map(({ align }, index) => pad(cut(row[index] ?? '', widths[index] ?? 0), widths[index] ?? 0, align ?? 'left'))
      .join(gap)
      .trimEnd(),
  )
  return lines.join('\n')
}

const gap = '  '
const narrowest = 8

const oneLine = (text: string): string => maskSecrets(plainText(text)).replace(/\s+/g, ' ').trim()

/** Takes from the widest until all fit, but leaves each what it needs at least. */
function shrink(natural: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = [...natural]
  let excess = widths.reduce((sum, width) => sum + width, 0) - room
  while (excess > 0) {
    const open = widths.map((width, index) => (width > (least[index] ?? 0) ? width : 0))
    const widest = Math.max(...open)
    if (widest === 0) break
    const index = open.lastIndexOf(widest)
    const next = Math.max(least[index] ?? 0, ...open.filter((_, other) => other !== index))
    const less = Math.min(excess, Math.max(1, widest - next))
    widths[index] = widest - less
    excess -= less
  }
  return widths
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 1
  for (const character of text) {
    used += displayWidth(character)
    if (used > width) break
    kept += character
  }
  return `${kept}…`
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'right' ? space + text : text + space
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const combining = /[\p{Mn}\p{Me}\p{Cf}]/u

/** How many places the text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += combining.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}
