/**
 * How a task's own progress is drawn: a bar for HTML, a bar of characters for the terminal.
 * Counting is the engine's; here is only the picture of one moment.
 */

import { html, type SafeHtml, style } from './html'
import { htmlBundle, type MimeBundle } from './mime-bundle'
import { formatDuration } from './time-text'

/** One moment of something that is being counted. */
export interface ProgressState {
  readonly done: number
  /** Left out where the number is not known beforehand. */
  readonly total?: number
  readonly label?: string
  /** Milliseconds since the start. */
  readonly elapsed?: number
  /** Nothing more is counted, although it was not all. */
  readonly stopped?: boolean
}

const textBarWidth = 20

/** The bar and its figures; a progress element, so that it keeps its meaning without styles. */
export function progressBar(progress: ProgressState): SafeHtml {
  const { done, total } = progress
  const frame = style({ width: '120px', height: '10px', 'vertical-align': 'middle', margin: '0 6px 0 0' })
  const bar =
    total === undefined || total <= 0
      ? ''
      : html`<progress style="${frame}" value="${Math.min(done, total)}" max="${total}"></progress>`
  return html`<span style="white-space: nowrap">${bar}${figures(progress)}</span>`
}

/** `[████████░░░░░░░░░░░░] 40 of 100 (40 %), 2.1 s, 3.2 s left` */
export function progressText(progress: ProgressState): string {
  const share = shareDone(progress)
  if (share === undefined) return figures(progress)
  const filled = Math.floor(share * textBarWidth)
  return `[${'█'.repeat(filled)}${'░'.repeat(textBarWidth - filled)}] ${figures(progress)}`
}

/** A bar that stands alone in a cell. @internal */
export function progressBundle(progress: ProgressState): MimeBundle {
  const label = progress.label === undefined ? '' : `${progress.label} `
  return htmlBundle(label + progressText(progress), html`<div><span>${label}</span>${progressBar(progress)}</div>`)
}

/** `40 of 100 (40 %), 2.1 s, 3.2 s left`, as far as it is known. */
export function figures(progress: ProgressState): string {
  const { done, total, elapsed, stopped = false } = progress
  const share = shareDone(progress)
  const count = `${stopped ? 'stopped at ' : ''}${done}${total === undefined ? '' : ` of ${total}`}`
  const percent = share === undefined ? '' : ` (${Math.floor(share * 100)} %)`
  if (elapsed === undefined) return count + percent
  const left =
    stopped || share === undefined || share === 0 || share === 1
      ? ''
      : `, ${formatDuration((elapsed / share) * (1 - share))} left`
  return `${count}${percent}, ${formatDuration(elapsed)}${left}`
}

function shareDone({ done, total }: ProgressState): number | undefined {
  return total === undefined || total <= 0 ? undefined : Math.max(0, Math.min(1, done / total))
}
