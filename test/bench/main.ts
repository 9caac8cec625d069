/**
 * `npm run bench`: every benchmark, ours beside the peers in one run. Prints tables as they are done and writes them to
 * .test/bench.md; with `--write` also to results.md beside this file, which git tracks. A target that is missed is
 * marked and fails nothing: figures from a busy machine are no reason to stop anybody.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineTables } from './engine/suite'
import { markdownTable, terminalTable } from './figure-text'
import { kernelTables } from './kernel/suite'
import { machineFacts } from './machine'
import { readOptions, type Scale, type Suite } from './options'
import type { Table } from './row'

const root = join(__dirname, '..', '..')
const generated = join(root, '.test')

const measure: Readonly<Record<Suite, (scale: Scale, say: (text: string) => void) => Promise<readonly Table[]>>> = {
  engine: engineTables,
  kernel: kernelTables,
}

const legend =
  'Medians; contestants take turns. In brackets: the peer’s figure divided by ours, so above 1 ours is better. ' +
  'On Linux the engines’ times leave out what the machine gave to other processes meanwhile; the kernels’ cannot.'

async function main(args: readonly string[]): Promise<void> {
  const { suites, scale, write } = readOptions(args)
  const facts = machineFacts()
  const tables: Table[] = []
  print(`${facts}\n${legend}\n`)
  for (const suite of suites) {
    for (const table of await measure[suite](scale, progress)) {
      tables.push(table)
      print(`${terminalTable(table)}\n`)
    }
  }
  const page = [
    '# Benchmarks',
    '',
    `${facts}. ${legend}`,
    '',
    ...tables.map(table => `${markdownTable(table)}\n`),
  ].join('\n')
  mkdirSync(generated, { recursive: true })
  const files = [join(generated, 'bench.md'), ...(write ? [join(__dirname, 'results.md')] : [])]
  for (const file of files) writeFileSync(file, page)
  print(`Written to ${files.join(' and ')}.`)
}

/** On a terminal one line that the next one replaces. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text} …`)
  else process.stderr.write(`${text} …\n`)
}

function print(text: string): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  process.stdout.write(`${text}\n`)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof RangeError
  process.stderr.write(`${isUsage ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = isUsage ? 2 : 1
})
