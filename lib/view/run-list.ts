/**
 * Stored runs as a list: which flow, when, how it ended, and which run it went on from. Ids stay whole, in the text too:
 * they are there to be copied.
 */
import type { RunRow } from '../store/store'
import { clock } from './cell-parts'
import { html, type SafeHtml, style } from './html'
import { htmlBundle, type MimeBundle } from './mime-bundle'
import { isCutOff } from './run-facts'
import { stateChip } from './state-chip'
import { textTable } from './text-table'
import { formatClock, formatDay, formatDuration } from './time-text'

/** The runs in the order in which they are given. @internal */
export function runList(runs: readonly RunRow[], now: number): MimeBundle {
  return htmlBundle(listText(runs, now), listHtml(runs, now))
}

const headings = ['run id', 'flow', 'state', 'started', 'took'] as const

function listHtml(runs: readonly RunRow[], now: number): SafeHtml {
  const head = headings.map(title => html`<th style="${cell}">${title}</th>`)
  const rows = runs.map(run => {
    const { runId, flow, startedAt, state, resumedFrom } = run
    const from = resumedFrom && html`<div style="font-size: 11px">from ${code(resumedFrom)}</div>`
    const cells = [
      html`${code(runId)}${from}`,
      html`<strong>${flow}</strong>`,
      html`${stateChip(isCutOff(state) ? 'Cut Off' : state.type)} ${state.message}`,
      html`<span style="white-space: nowrap">${formatDay(startedAt)} ${clock(startedAt)}</span>`,
      html`<span style="white-space: nowrap">${tookText(run, now)}</span>`,
    ]
    return html`<tr>${cells.map(each => html`<td style="${cell}">${each}</td>`)}</tr>`
  })
  return html`<table style="${table}"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`
}

const code = (id: string): SafeHtml => html`<code style="white-space: nowrap">${id}</code>`

const cell = style({
  'text-align': 'left',
  'vertical-align': 'top',
  padding: '4px 8px',
  'border-bottom': '1px solid rgba(128, 128, 128, 0.4)',
})
const table = style({ 'border-collapse': 'collapse', margin: '4px 0', 'font-size': '12px' })

function listText(runs: readonly RunRow[], now: number): string {
  const hasOrigins = runs.some(({ resumedFrom }) => resumedFrom !== undefined)
  const titles = [...headings, ...(hasOrigins ? ['resumed from'] : [])]
  const rows = runs.map(run => {
    const { runId, flow, state, startedAt, resumedFrom = '' } = run
    const how = isCutOff(state) ? `Cut Off("${state.message}")` : String(state)
    return [runId, flow, how, `${formatDay(startedAt)} ${formatClock(startedAt)}`, tookText(run, now), resumedFrom]
  })
  const columns = titles.map(title => ({ title, align: title === 'took' ? ('right' as const) : ('left' as const) }))
  return textTable(columns, rows, Number.POSITIVE_INFINITY)
}

/** How long it took, or has taken so far; nothing for one that was cut off. */
function tookText({ startedAt, endedAt, state }: RunRow, now: number): string {
  if (endedAt === undefined && isCutOff(state)) return ''
  const took = formatDuration((endedAt?.getTime() ?? now) - startedAt.getTime())
  return endedAt === undefined ? `${took} so far` : took
}
