/** `%runs`: the stored runs as a table; its text keeps the ids whole, for they are there to be copied. */

import { openStore, recordTable } from '../../lib/index'
import { display } from '../notebook'

const most = 20

/** @param flow of this name alone. */
export async function showRuns(flow: string | undefined): Promise<void> {
  const store = openStore()
  try {
    const found = await store.runs({ limit: most, ...(flow !== undefined && { flow }) })
    const rows = found.map(rowOf)
    if (rows.length === 0) process.stdout.write(`There are no stored runs${flow === undefined ? '' : ` of ${flow}`}.\n`)
    else display({ ...recordTable(rows, { rows: most }), 'text/plain': aligned(rows) }, { raw: true })
  } finally {
    await store.close()
  }
}

/** The time of day, in the reader's zone. */
export function clock(at: Date): string {
  return at.toTimeString().slice(0, 8)
}

type StoredRun = Awaited<ReturnType<ReturnType<typeof openStore>['runs']>>[number]
type Row = Readonly<Record<string, string>>

function rowOf({ runId, flow, startedAt, endedAt, state, resumedFrom }: StoredRun): Row {
  return {
    'run id': runId,
    flow,
    started: `${startedAt.toLocaleDateString('sv')} ${clock(startedAt)}`,
    took: endedAt === undefined ? '' : `${((endedAt.getTime() - startedAt.getTime()) / 1000).toFixed(2)} s`,
    state: String(state),
    'resumed from': resumedFrom ?? '',
  }
}

function aligned(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {}).filter(column => rows.some(row => row[column] !== ''))
  const widths = columns.map(column => Math.max(column.length, ...rows.map(row => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(columns), ...rows.map(row => line(columns.map(column => row[column] ?? '')))].join('\n')
}
