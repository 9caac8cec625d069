/**
 * States in the terminal's own colours, so that they read on a light and on a dark one. What is coloured is a mark with
 * the name of a state after it, as the tables of `lib` write them, wherever such a pair begins a line or a column.
 */

import { styleText } from 'node:util'
import { statusMarks } from '../../lib/index'

type Status = keyof typeof statusMarks

type Colour = 'green' | 'red' | 'yellow' | 'blue' | 'magenta' | 'gray'

const colours: { readonly [S in Status]: Colour } = {
  'Not Run': 'gray',
  'Cut Off': 'magenta',
  Pending: 'yellow',
  Scheduled: 'yellow',
  Retrying: 'yellow',
  Paused: 'magenta',
  Resume: 'yellow',
  Running: 'blue',
  Success: 'green',
  Cached: 'green',
  Mapped: 'green',
  Skipped: 'gray',
  Failed: 'red',
  TimedOut: 'red',
  TriggerFailed: 'red',
  Cancelled: 'magenta',
  Looped: 'blue',
}

/** `✗ Failed`: a state as tables show it. */
export function stateLabel(type: Status): string {
  return `${statusMarks[type]} ${type}`
}

const labels = new Map(
  (Object.keys(colours) as Status[]).map(type => [stateLabel(type), colours[type]] satisfies [string, Colour]),
)
const pattern = new RegExp(`(?<=^|  )(${[...labels.keys()].join('|')})\\b`, 'gm')

/** The text with its states coloured. */
export function colourStates(text: string): string {
  return text.replace(pattern, label => styleText(labels.get(label) ?? 'gray', label, { validateStream: false }))
}
