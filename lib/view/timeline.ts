/**
 * The timeline of one run or several: a row a task, a bar an attempt, thin bars for waits, a diamond for a task that was
 * reused. Given two runs it shows them one above the other, on one scale.
 */
import type { FlowState } from '../flow-state'
import { maskSecrets } from '../store/secrets'
import { type Chart, chart } from './chart'
import { textTable } from './text-table'
import { formatDuration } from './time-text'
import { type TimelineBar, timelineRun } from './timeline-bars'
import { type LabelledRun, timelineSpec } from './timeline-spec'

/** Draws when the tasks of a run ran, or compares runs in the order given. The title is the flow's name unless told. */
export function timeline(states: FlowState | readonly FlowState[], options: { readonly title?: string } = {}): Chart {
  const runs: readonly FlowState[] = 'flow' in states ? [states] : states
  const drawn = runs.map((run, index) => ({
    ...timelineRun(run),
    label: runLabel(run, runs.length > 1 ? `Run ${index + 1}: ` : ''),
  }))
  const title = options.title ?? runs[0]?.flow.name ?? 'Timeline'
  return chart({ spec: () => timelineSpec(drawn, title), text: timelineText(drawn, title) })
}

const runLabel = (run: FlowState, number: string): string => maskSecrets(`${number}${run}`)

const mostLines = 60

/** The bars as lines of text. */
function timelineText(runs: readonly LabelledRun[], title: string): string {
  const columns = [
    { title: 'task' },
    { title: 'state' },
    { title: 'began', align: 'right' },
    { title: 'took', align: 'right' },
  ] as const
  const tables = runs.map(run => {
    const rows = run.bars.slice(0, mostLines).map(barLine)
    const more = run.bars.length > mostLines ? `\n… ${run.bars.length - mostLines} more` : ''
    return `${run.label}, ${formatDuration(run.length)}\n${textTable(columns, rows)}${more}`
  })
  return [title, ...tables].join('\n\n')
}

function barLine({ task, status, from, to, left, note }: TimelineBar): readonly string[] {
  if (status === 'Reused') return [task, status, '', '']
  if (status === 'Not Run') return [task, note === undefined ? status : `${status}, ${note}`, '', '']
  return [task, status, formatDuration(from), formatDuration(to - from + (left ?? 0))]
}
