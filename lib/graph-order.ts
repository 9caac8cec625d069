/**
 * Orders of a graph. Tasks come in the order in which they were added wherever their edges allow it, so that tables
 * and pictures read as the flow was written. A cycle is an error that names its path.
 */
import { FlowError } from './error'
import type { Graph, GraphNode } from './graph'
import type { Task } from './task'

/** All tasks, each after its upstream. Throws a FlowError that prints the path of a cycle. */
export function sorted(graph: Graph): Task[] {
  const order: Task[] = []
  const state = new Map<Task, 'open' | 'done'>()
  for (const node of graph.nodes.values()) if (!state.has(node.task)) visit(graph, node, state, order)
  return order
}

function visit(graph: Graph, start: GraphNode, state: Map<Task, 'open' | 'done'>, order: Task[]): void {
  const path: { readonly node: GraphNode; next: number }[] = [{ node: start, next: 0 }]
  state.set(start.task, 'open')
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const edge = top.node.incoming[top.next++]
    if (edge === undefined) {
      state.set(top.node.task, 'done')
      order.push(top.node.task)
      path.pop()
      continue
    }
    const before = state.get(edge.upstream)
    if (before === 'open') {
      const cycle = path.slice(path.findIndex(({ node }) => node.task === edge.upstream)).map(({ node }) => node.task)
      throw cycleError(cycle)
    }
    if (before === undefined) {
      state.set(edge.upstream, 'open')
      path.push({ node: graph.node(edge.upstream), next: 0 })
    }
  }
}

/** The tasks come in the order of the search, against the edges; the path is printed along them. */
function cycleError(cycle: readonly Task[]): FlowError {
  const [first, ...others] = cycle
  const names = new Set(cycle.map(task => task.name))
  const path = [first, ...others.reverse(), first].map(task => (names.size < cycle.length ? task?.slug : task?.name))
  return new FlowError('CYCLE', `Cycle found; flows must be acyclic! ${path.join(' → ')}`)
}

/** The given tasks and all that lies downstream of them. */
export function downstreamOf(graph: Graph, from: Iterable<Task>): Set<Task> {
  const found = new Set<Task>()
  const open = [...from]
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    if (found.has(task)) continue
    found.add(task)
    for (const edge of graph.node(task).outgoing) open.push(edge.downstream)
  }
  return found
}
