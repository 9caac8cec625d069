/**
 * The small coloured pieces of the tables: a state's chip, and the bar that folds many states into one line.
 * Each says in words and by a mark what its colour says, for the colour-blind and for pages that drop all styles.
 */
import { html, type SafeHtml, style } from './html'
import { inkOn, type Status, statusColor, statusFill, statusLabel, statusMarks } from './palette'
import { countText } from './standing'

/** `✓ Success` on the state's colour. */
export function stateChip(status: Status): SafeHtml {
  const fill = statusFill(status)
  const look = style({
    display: 'inline-block',
    padding: '1px 8px',
    border: `1px solid ${statusColor(status)}`,
    'border-radius': '10px',
    'background-color': fill,
    color: inkOn(fill),
    'white-space': 'nowrap',
  })
  return html`<span style="${look}">${statusLabel(status)}</span>`
}

/** One bar for many states, each with the share that it has, and the numbers below. */
export function stateBar(counts: ReadonlyMap<Status, number>): SafeHtml {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return html``
  const segments = [...counts].map(([status, count]) => {
    const fill = statusFill(status)
    const look = style({
      display: 'inline-block',
      width: `${((100 * count) / total).toFixed(2)}%`,
      'min-width': '2px',
      'background-color': fill,
      color: inkOn(fill),
      'font-size': '10px',
      'line-height': '14px',
      'text-align': 'center',
      overflow: 'hidden',
    })
    return html`<span title="${count} ${status}" style="${look}">${statusMarks[status]}</span>`
  })
  const frame = style({
    display: 'flex',
    width: '180px',
    height: '14px',
    overflow: 'hidden',
    border: '1px solid #808080',
    'border-radius': '3px',
  })
  return html`<div style="${frame}">${segments}</div><div style="font-size: 12px">${countText(counts)}</div>`
}
