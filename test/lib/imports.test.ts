/** How lib reaches Node: what belongs to it is imported at the edges alone, and those are loaded later. */
import assert from 'node:assert/strict'
import { importsOf } from '../import-graph'

describe('The files of lib', () => {
  it('reach Node’s modules only by what is loaded later', () => {
    const reached = new Set<string>()
    const visit = (file: string): void => {
      if (reached.has(file) || !file.startsWith('lib/')) return
      reached.add(file)
      for (const next of importsOf(file)) visit(next)
    }
    visit('lib/index.ts')
    const node = [...reached].filter(file => importsOf(file).some(specifier => specifier.startsWith('node:')))
    assert.deepEqual(node, [])
  })
})
