/**
 * What a kernel does soon after its start, while nobody asks anything of it: it compiles small cells of its own, one at
 * a time, so that V8 has optimised the compiler's code when the first cells of a person's come: they take half as long.
 */

import { CellSession } from '../cell/session'

/** Milliseconds until the compiler is loaded (10 ms): a client that found nobody at the port is not back before 50. */
const loadAfterMs = 5
/** Until the first cell, which loads what types need (45 ms), and between two (half of one each). */
const firstAfterMs = 150
const pauseMs = 5
const cells = 60

export function warmUpSoon(): void {
  setTimeout(loadCompiler, loadAfterMs).unref()
  setTimeout(warmUp, firstAfterMs).unref()
}

function loadCompiler(): typeof import('../cell/compile') {
  const compiler = require('../cell/compile') as typeof import('../cell/compile')
  compiler.compileCell('0', { url: 'warm-up', session: new CellSession() })
  return compiler
}

function warmUp(): void {
  const { compileCell } = loadCompiler()
  const session = new CellSession()
  let count = 0
  const compileOne = (): void => {
    session.add(compileCell(sample(`w${count}`), { url: 'warm-up', session }))
    if (++count < cells) setTimeout(compileOne, pauseMs).unref()
  }
  compileOne()
}

const sample = (prefix: string): string => `interface ${prefix}Row { readonly id: number; name?: string }
const ${prefix}Rows: ${prefix}Row[] = [{ id: 1, name: 'a' }, { id: 2 }]
const ${prefix}Name = (row: ${prefix}Row): string => row.name ?? \`no \${row.id}\`
for (const row of ${prefix}Rows) console.log(${prefix}Name(row).length)
${prefix}Rows.map(${prefix}Name)`
