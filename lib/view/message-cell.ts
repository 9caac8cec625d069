/**
 * The cell that says why a task is as it is: the state's message, the error with its stack, the children of a mapped
 * task that need a look, and what the task logged. All but the message is folded away.
 */
import { block, folded, list } from './cell-parts'
import { errorStory, errorTitle } from './error-text'
import { html, type SafeHtml } from './html'
import { stateChip } from './state-chip'
import type { ChildSummary, TaskRow } from './task-row'
import { formatClock } from './time-text'

/** The message of a row, and what opens below it. */
export function messageCell({ message, error, children, logs }: TaskRow): SafeHtml {
  return html`${message}${error === undefined ? '' : errorDetails(error, message)}${childDetails(children)}${logDetails(logs)}`
}

/** The error opens; its title is not said twice where the state's message has it already. */
function errorDetails(error: unknown, message: string): SafeHtml {
  const title = errorTitle(error)
  const summary = message !== '' && title.endsWith(`: ${message}`) ? title.slice(0, -message.length - 2) : title
  return folded(summary, block(errorStory(error)))
}

const mostChildren = 20

function childDetails(children: ChildSummary | undefined): SafeHtml | undefined {
  const troubled = children?.troubled ?? []
  if (troubled.length === 0) return undefined
  const lines = troubled
    .slice(0, mostChildren)
    .map(({ index, state }) => html`[${index}] ${stateChip(state.type)} ${state.message}`)
  const more = troubled.length > mostChildren ? [html`and ${troubled.length - mostChildren} more`] : []
  return folded(`${troubled.length} to look at`, list([...lines, ...more]))
}

/** The last lines are the ones that are looked for. */
const mostLines = 50

function logDetails(logs: TaskRow['logs']): SafeHtml | undefined {
  if (logs.length === 0) return undefined
  const lines = logs.slice(-mostLines).map(({ at, level, attempt, mapIndex, text }) => {
    const child = mapIndex === undefined ? '' : `[${mapIndex}] `
    return `${formatClock(at)} ${level.padEnd(5)} ${child}attempt ${attempt}: ${text}`
  })
  const left = logs.length > mostLines ? [`… ${logs.length - mostLines} earlier`] : []
  return folded(logs.length === 1 ? '1 log line' : `${logs.length} log lines`, block([...left, ...lines].join('\n')))
}
