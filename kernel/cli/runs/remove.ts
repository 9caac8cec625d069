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
    if (!yes && !(await agreed(`Remove ${counted(rows.length)}, with inputs, results and logs?`))) {
      process.stdout.write('Nothing was removed.\n')
      return 1
    }
    let gone = 0
    try {
      for (const row of rows) {
        await runs.remove(row)
        gone++
      }
    } finally {
      if (gone > 0) process.stdout.write(`Removed ${counted(gone)}, with inputs, results and logs.\n`)
    }
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

/** Only a person at a terminal is asked; closing it, as Ctrl-C does, is a no. */
export async function agreed(
  question: string,
  input: Terminal<NodeJS.ReadableStream> = process.stdin,
  output: Terminal<NodeJS.WritableStream> = process.stdout,
): Promise<boolean> {
  if (!input.isTTY || !output.isTTY) return true
  const lines = createInterface({ input, output })
  try {
    const closed = once(lines, 'close').then(() => '')
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}

type Terminal<S> = S & { readonly isTTY?: boolean }
