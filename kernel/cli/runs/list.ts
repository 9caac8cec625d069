/**
 * `tasklab runs`: the stored runs, newest first. A folder without a store is no error: there are no runs in it.
 */

import type { RunRow } from '../../../lib/index'
import { usageFault } from '../arguments'
import { printStates, runTable } from './run-table'
import { StoredRuns, shortIds } from './stored-runs'

export interface ListArguments {
  readonly values: { readonly flow?: string; readonly limit?: string; readonly json?: true; readonly store?: string }
}

const usualLimit = 20

export async function list({ values: { flow, limit, json, store } }: ListArguments): Promise<number> {
  const most = limit === undefined ? (json ? Number.POSITIVE_INFINITY : usualLimit) : readCount('--limit', limit)
  return StoredRuns.use(store, async runs => {
    const all = await runs.rows()
    const found = flow === undefined ? all : all.filter(row => row.flow === flow)
    const shown = found.slice(0, most)
    if (json) process.stdout.write(`${JSON.stringify(shown.map(rowJson), null, 2)}\n`)
    else if (found.length === 0) process.stdout.write(`${nothing(runs.place, flow, all)}\n`)
    else {
      printStates(width => runTable(shown, shortIds(all), width))
      const more = found.length - shown.length
      if (more > 0) process.stdout.write(`… ${more} more: --limit ${found.length}\n`)
    }
    return 0
  })
}

function nothing(place: string, flow: string | undefined, all: readonly RunRow[]): string {
  if (all.length === 0)
    return `No runs are stored in ${place}; those of a notebook lie in its own folder: tasklab runs --store FOLDER.`
  const flows = [...new Set(all.map(row => row.flow))].slice(0, 8)
  return `No runs of "${flow}" are stored in ${place}; there are runs of ${flows.map(name => `"${name}"`).join(', ')}.`
}

/** What `--json` says of a run; times are ISO 8601, `resumedFrom` is the id of another run. */
export function rowJson({ runId, flow, state, startedAt, endedAt, resumedFrom }: RunRow) {
  const { type, message } = state
  return { runId, flow, state: { type, ...(message !== undefined && { message }) }, startedAt, endedAt, resumedFrom }
}

export function readCount(option: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : undefined
  if (value !== undefined && Number.isSafeInteger(value)) return value
  throw usageFault(`${option} "${text}" is no number of runs; expected an integer of 0 or more.`)
}
