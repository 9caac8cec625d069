/**
 * p-graph: order and concurrency, no values, no states.
 */

import { PGraph } from 'p-graph'
import type { Contestant } from '../work'

export const contestant: Contestant = {
  prepare(shape, count) {
    const names = Array.from({ length: count }, (_, index) => `noop-${index}`)
    const nodes = new Map(names.map(name => [name, { run: async () => {} }]))
    const edges =
      shape === 'chain' ? names.slice(1).map((name, index): [string, string] => [names[index] ?? '', name]) : []
    const graph = new PGraph(nodes, edges)
    return { run: () => graph.run() }
  },
}
