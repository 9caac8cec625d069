/** The rooms of the house, and which may know which: what the design says of the structure, held against the code. */

import { strict as assert } from 'node:assert'
import { cycleAmong, importsOf, sourceFiles } from './import-graph'

const lib = sourceFiles('lib')
const kernel = sourceFiles('kernel')

const room = (file: string): string => file.split('/').slice(0, 2).join('/')

/** Importing file and what it imports, for those that the filter lets through. */
function arrows(files: readonly string[], which: (from: string, to: string) => boolean): string[] {
  return files.flatMap(from =>
    importsOf(from, 'all')
      .filter(to => which(from, to))
      .map(to => `${from} → ${to}`),
  )
}

describe('The rooms', () => {
  it('have no cycle of value imports', () => {
    assert.equal(cycleAmong([...lib, ...kernel]), undefined)
  })

  it('of lib know nothing of the kernel', () => {
    const outside = arrows(lib, (_, to) => to.startsWith('kernel/'))
    assert.deepEqual(outside, [])
  })

  it('of the kernel know lib through lib/index.ts alone, and only the flow room and the commands do', () => {
    const toLib = arrows(kernel, (from, to) => {
      if (!to.startsWith('lib/')) return false
      return to !== 'lib/index.ts' || !['kernel/flow', 'kernel/cli'].includes(room(from))
    })
    assert.deepEqual(toLib, [])
  })

  it('of front and cell host do not know each other: one file between them types their messages', () => {
    const across = arrows(kernel, (from, to) => {
      const rooms = [room(from), room(to)]
      return rooms.includes('kernel/front') && rooms.includes('kernel/host')
    })
    assert.deepEqual(across, [])
  })

  it('of the cell are pure: they know neither processes nor the wire', () => {
    const allowed = /^(kernel\/cell\/.*|acorn|js-tokens|@swc\/core|node:module|node:path|node:url)$/
    const cell = kernel.filter(file => room(file) === 'kernel/cell')
    assert.deepEqual(
      arrows(cell, (_, to) => !allowed.test(to)),
      [],
    )
  })

  it('leave zeromq to one file', () => {
    const importers = [...lib, ...kernel].filter(file => importsOf(file, 'all').includes('zeromq'))
    assert.deepEqual(importers, ['kernel/wire/socket.ts'])
  })
})
