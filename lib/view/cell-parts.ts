/**
 * What cells are made of: values that open where they are long, blocks of text, times, lists.
 * `details` works in untrusted notebooks too, and what is closed does not make a row higher.
 */
import { html, type SafeHtml } from './html'
import { preview } from './preview'
import { formatClock } from './time-text'

/** A value as code; one that is longer than a cell is wide opens. */
export function valueCell(value: unknown): SafeHtml {
  const short = preview(value, { limit: cellWidth })
  if (!short.endsWith('…') && !short.includes('… ')) return code(short)
  const whole = preview(value, { limit: openedLength, multiline: true })
  return folded(code(short), block(whole))
}

/** May break anywhere: an address or a hash is one long word, and would make the table wider than the page. */
const code = (text: string): SafeHtml => html`<code style="word-break: break-all">${text}</code>`

const cellWidth = 48
const openedLength = 4000

const blockStyle =
  'margin: 4px 0; padding: 4px 8px; max-width: 640px; max-height: 320px; overflow: auto; white-space: pre-wrap; ' +
  'border-left: 3px solid #808080; font-size: 12px; line-height: 1.4; text-align: left'

/** Text as it is, with its line breaks; long ones scroll. */
export const block = (text: string): SafeHtml => html`<pre style="${blockStyle}">${text}</pre>`

/** The time of day, and the whole date where one points at it. */
export const clock = (at: Date): SafeHtml => html`<span title="${at.toISOString()}">${formatClock(at)}</span>`

/** Lines under one another. */
export const list = (items: readonly SafeHtml[]): SafeHtml =>
  html`<ul style="margin: 0; padding: 0 0 0 18px; min-width: 240px">${items.map(item => html`<li>${item}</li>`)}</ul>`

/** Something that opens on a click. */
export const folded = (summary: unknown, body: SafeHtml): SafeHtml =>
  html`<details><summary>${summary}</summary>${body}</details>`
