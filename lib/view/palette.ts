/**
 * Colours that can be read: ink for a background by WCAG's contrast, and a mark for each state besides its colour,
 * so that who sees no difference between red and green sees one between ✓ and ✗.
 * The colours of the states themselves are the engine's `stateColors`.
 */
import { type StateType, stateColors } from '../state'

/**
 * A state's type, or `Not Run` for a task that has no state in the run that is shown, or `Cut Off` for what was running
 * when its process ended.
 */
export type Status = StateType | 'Not Run' | 'Cut Off'

/** What stands before the name of a state; DejaVu Sans and the fonts of browsers have all of them. @internal */
export const statusMarks: Readonly<Record<Status, string>> = {
  'Not Run': '·',
  Pending: '○',
  Scheduled: '◷',
  Retrying: '↻',
  Paused: '‖',
  Resume: '▷',
  Running: '►',
  Success: '✓',
  Cached: '◆',
  Mapped: '▦',
  Skipped: '↷',
  Failed: '✗',
  TimedOut: '◔',
  TriggerFailed: '⚑',
  Cancelled: '⊘',
  'Cut Off': '↯',
  Looped: '∞',
}

/** A state's name with its mark, for whom its colour tells nothing. */
export const statusLabel = (status: Status): string => `${statusMarks[status]} ${status}`

/** What a legend writes for its entries, as a vega expression: states with their marks, others as they are. */
export function legendLabels(entries: readonly string[]): string {
  const labels = entries.map(entry => [entry, isStatus(entry) ? statusLabel(entry) : entry])
  return `${JSON.stringify(Object.fromEntries(labels))}[datum.label]`
}

const isStatus = (entry: string): entry is Status => Object.hasOwn(statusMarks, entry)

/** The order in which legends and summaries name the states: what was not touched first, trouble last. */
export const statusOrder = Object.keys(statusMarks) as readonly Status[]

const colors: { readonly [S in Status]: string } = { ...stateColors, 'Not Run': '#808080', 'Cut Off': '#8b4513' }

/** The colour of a state as `#rrggbb`. */
export const statusColor = (status: Status): string => colors[status]

/** Its fill, half way to white as the tutorial's circles are: it tells the states apart and black reads on all of them. */
export const statusFill = (status: Status): string => {
  const half = (at: number): string => Math.round((channel(statusColor(status), at) + 255) / 2).toString(16)
  return `#${half(1)}${half(3)}${half(5)}`
}

/** Black or white, whichever reads better on the background: one of the two always has a contrast of 4.5 and more. */
export const inkOn = (background: string): string =>
  contrast('#000000', background) >= contrast('#ffffff', background) ? '#000000' : '#ffffff'

/** WCAG 2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const linear = (at: number): number => {
    const share = channel(color, at) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5)
}

const channel = (color: string, at: number): number => Number.parseInt(color.slice(at, at + 2), 16)
