/**
 * `tasklab runs show`: one run as a person reads it: how it ended, what it was given, where it came from and what went
 * on from it, and the table of its tasks.
 */

import { preview, type RunRecord, type RunRow, runText, textTable } from '../../../lib/index'
import { runJsonText } from './run-json'
import { durationText, formatMoment, outcomeLabel, printStates } from './run-table'
import { StoredRuns, shortIds } from './stored-runs'

export interface OneRunArguments {
  readonly values: { readonly json?: true; readonly store?: string }
  readonly operands: readonly string[]
}

export async function show({ values: { json, store }, operands: [id = ''] }: OneRunArguments): Promise<number> {
  return StoredRuns.use(store, async runs => {
    const row = await runs.find(id)
    const run = await runs.load(row)
    if (json) process.stdout.write(runJsonText(run))
    else {
      const all = await runs.rows()
      printStates(width => `${headText(run, all, width)}\n\n${tasksText(run, width)}`)
    }
    return 0
  })
}

function headText(run: RunRecord, all: readonly RunRow[], width: number): string {
  const { runId, flow, state, startedAt, parameters } = run
  const duration = durationText(run)
  const given = Object.entries(parameters).map(([name, value]) => `${name} = ${preview(value, { limit: 60 })}`)
  const lines: readonly (readonly [string, string])[] = [
    ['run', runId],
    ['flow', flow],
    ['state', [outcomeLabel(run), ...(state.message === undefined ? [] : [state.message])].join('  ')],
    ['started', `${formatMoment(startedAt)}${duration === '' ? '' : `, took ${duration}`}`],
    ...(given.length === 0 ? [] : [['parameters', given.join(', ')] as const]),
    ...lineage(run, all),
  ]
  return textTable([{ title: '' }, { title: '' }], lines, width).trimStart()
}

/** The runs that it came from, nearest first, and those that came from it. */
function lineage(run: RunRow, all: readonly RunRow[]): readonly (readonly [string, string])[] {
  const short = shortIds(all)
  const named = (row: RunRow) => `${short.get(row.runId)} (${outcomeLabel(row)})`
  const parents: string[] = []
  for (let id = run.resumedFrom; id !== undefined; ) {
    const parent = all.find(({ runId }) => runId === id)
    parents.push(parent === undefined ? `${id} (no longer stored)` : named(parent))
    id = parent?.resumedFrom
  }
  const children = all.filter(({ resumedFrom }) => resumedFrom === run.runId).map(named)
  return [
    ...(parents.length === 0 ? [] : [['came from', parents.join(' ← ')] as const]),
    ...(children.length === 0 ? [] : [['went on as', children.join(', ')] as const]),
  ]
}

function tasksText(run: RunRecord, width: number): string {
  return run.tasks.length === 0 ? 'No task of it had begun.' : runText(run, width)
}
