/**
 * `tasklab runs rm` and `prune`: what is forgotten is said, run by run. Every id is looked up before the first run goes;
 * on a terminal rm asks first.
 */

import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import type { RunRow } from '../../../lib/index'
import { readDuration } from '../duration'
import { readCount } from './list'
import { printStates, runTable } from './run-table'
import { StoredRuns, shortIds } from './stored-runs'

export interface RemoveArguments {
  readonly values: { readonly yes?: true; readonly store?: string }
  readonly operands: readonly string[]
}

export async function remove({ values: { yes, store }, operands }: RemoveArguments): Promise<number> {
  return StoredRuns.use(store, async runs => {
    const meant = new Map<string, RunRow>()
    for (const id of operands) {
      const row = await runs.find(id)
      meant.set(row.runId, row)
    }
    const rows = [...meant.values()]
    const ids = shortIds(await runs.rows())
    printStates(width => runTable(rows, ids, width))
    if (!yes && !(await agreed(rows.length))) {
      process.stdout.write('Nothing was removed.\n')
      return 1
    }
    for (const row of rows) await runs.remove(row)
    process.stdout.write(`Removed ${counted(rows.length)}, with inputs, results and logs.\n`)
    return 0
  })
}

export interface PruneArguments {
  readonly values: { readonly keep?: string; readonly 'older-than'?: string; readonly store?: string }
}

export async function prune({ values }: PruneArguments): Promise<number> {
  const { keep, store, 'older-than': olderThan } = values
  const options = {
    ...(keep !== undefined && { keep: readCount('--keep', keep) }),
    ...(olderThan !== undefined && { olderThan: readDuration('--older-than', olderThan) }),
  }
  return StoredRuns.use(store, async runs => {
    const ids = shortIds(await runs.rows())
    const gone = await runs.prune(options)
    if (gone.length > 0) printStates(width => runTable(gone, ids, width))
    process.stdout.write(gone.length === 0 ? 'Nothing to remove.\n' : `Removed ${counted(gone.length)}.\n`)
    return 0
  })
}

function counted(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`
}

/** Only a person at a terminal is asked. */
async function agreed(count: number): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const closed = once(lines, 'close').then(() => '')
    const question = lines.question(`Remove ${counted(count)}, with inputs, results and logs? [y/N] `)
    return /^y(es)?$/i.test((await Promise.race([question, closed])).trim())
  } finally {
    lines.close()
  }
}
