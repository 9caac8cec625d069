/**
 * The floor: what it costs to await the same functions in topological order, and nothing else.
 */

import type { Contestant } from '../work'

interface Node {
  readonly run: (value: number) => Promise<number>
  readonly upstream: number | undefined
}

export const contestant: Contestant = {
  prepare(shape, count) {
    const nodes = Array.from({ length: count }, (_, index): Node => {
      return { run: async value => value, upstream: shape === 'chain' && index > 0 ? index - 1 : undefined }
    })
    return { run: () => runInOrder(nodes) }
  },
}

async function runInOrder(nodes: readonly Node[]): Promise<Map<number, number>> {
  const results = new Map<number, number>()
  for (const [index, { run, upstream }] of nodes.entries()) {
    results.set(index, await run(upstream === undefined ? index : (results.get(upstream) ?? 0)))
  }
  return results
}
