/** `tasklab runs export`: a run as JSON, to hand on; the format is described in run-json.ts. */

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileFault } from '../file-fault'
import { runJsonText } from './run-json'
import { StoredRuns } from './stored-runs'

export interface ExportArguments {
  readonly values: { readonly output?: string; readonly store?: string }
  readonly operands: readonly string[]
}

export async function exportRun({ values, operands: [id = ''] }: ExportArguments): Promise<number> {
  const { output, store } = values
  return StoredRuns.use(store, async runs => {
    const text = runJsonText(await runs.load(await runs.find(id)))
    if (output === undefined || output === '-') process.stdout.write(text)
    else write(resolve(output), text)
    return 0
  })
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw fileFault(file, 'cannot be written', error)
  }
  process.stdout.write(`Saved ${file}\n`)
}
