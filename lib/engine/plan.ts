/**
 * The plan of a run: a flow's graph worked out into arrays, in topological order, so that running it looks nothing up.
 * It depends on the graph alone, is kept with it, and is made anew when the graph has changed.
 */
import { type Constant, edgesOf, type Pattern, type Source } from '../argument'
import type { EdgeRecord } from '../edge'
import type { Flow } from '../flow'
import { indexOf } from '../function-parameters'
import { appended, type Graph, type GraphNode } from '../graph'
import { sorted } from '../graph-order'
import { flowGraph, taskCore } from '../symbols'
import type { Task, TaskCore } from '../task'
import type { TaskSettings } from '../task-options'

/** An edge, with where it comes from and goes to in the plan. */
export interface PlanEdge {
  readonly edge: EdgeRecord
  readonly from: PlanNode
  readonly to: PlanNode
  /** the parameter that takes the result; none for an edge without a key */
  readonly key: string | undefined
  /**
   * What of the upstream a child of a mapped task needs: all of it, the child of the same index, or, for a part of a
   * list that is mapped over, the one child at `element`.
   */
  readonly reach: 'whole' | 'child' | 'element'
  readonly element: number
}

/** One argument of a task: what it is made of, and the edges in it. */
export interface PlanArgument {
  readonly key: string
  readonly index: number
  readonly source: Source
  /** the edge that it is, where it is one task's result */
  readonly edge: PlanEdge | undefined
  /** the edges within, where it is a structure that holds results */
  readonly parts: ReadonlyMap<EdgeRecord, PlanEdge> | undefined
  /** its elements are mapped over */
  readonly mapped: boolean
}

/** A task of the plan. */
export class PlanNode {
  readonly index: number
  readonly task: Task
  readonly core: TaskCore
  readonly settings: TaskSettings
  incoming: readonly PlanEdge[] = noEdges
  outgoing: readonly PlanEdge[] = noEdges
  /** by place; empty where nothing is taken */
  args: readonly PlanArgument[] = noArgs
  /** one child run per element of its lists */
  mapped = false
  /** some upstream is asked for its children, not for itself */
  hasParts = false

  constructor(index: number, task: Task) {
    this.index = index
    this.task = task
    this.core = task[taskCore]
    this.settings = this.core.settings
  }
}
const noArgs: readonly PlanArgument[] = []
const noEdges: readonly PlanEdge[] = []

/** A flow's tasks in topological order. */
export interface Plan {
  readonly nodes: readonly PlanNode[]
  readonly byTask: ReadonlyMap<Task, PlanNode>
}

const plans = new WeakMap<Graph, { readonly version: number; readonly plan: Plan }>()

/** The plan of a flow. Throws a FlowError that prints the path of a cycle. */
export function planOf(flow: Flow): Plan {
  const graph = flow[flowGraph]
  const known = plans.get(graph)
  if (known?.version === graph.version) return known.plan
  const plan = makePlan(graph)
  plans.set(graph, { version: graph.version, plan })
  return plan
}

function makePlan(graph: Graph): Plan {
  const nodes: PlanNode[] = []
  const byTask = new Map<Task, PlanNode>()
  for (const task of sorted(graph)) {
    const node = new PlanNode(nodes.length, task)
    nodes.push(node)
    byTask.set(task, node)
    // Its upstream stands before it, so every edge finds both of its ends.
    join(node, graph.node(task), byTask)
  }
  return { nodes, byTask }
}

function join(node: PlanNode, graphNode: GraphNode, byTask: ReadonlyMap<Task, PlanNode>): void {
  const { incoming, sources } = graphNode
  if (incoming.length === 0 && sources === undefined) return
  const elements = sources && elementsOf(sources)
  node.mapped = isMapped(graphNode)
  let args: readonly PlanArgument[] = noArgs
  let inPatterns: Map<EdgeRecord, PlanEdge> | undefined
  for (const edge of incoming) {
    const from = byTask.get(edge.upstream)
    if (from === undefined) continue
    const element = elements?.get(edge) ?? -1
    const reach = element >= 0 ? 'element' : node.mapped && edge.mapped && !edge.flat && from.mapped ? 'child' : 'whole'
    const made: PlanEdge = { edge, from, to: node, key: edge.key, reach, element }
    if (reach !== 'whole') node.hasParts = true
    node.incoming = appended(node.incoming, made)
    from.outgoing = appended(from.outgoing, made)
    if (edge.part) {
      inPatterns ??= new Map()
      inPatterns.set(edge, made)
    } else if (edge.key !== undefined) args = appended(args, argument(node, edge.key, edge, made, undefined))
  }
  for (const [key, source] of sources ?? []) {
    args = appended(args, argument(node, key, source, undefined, inPatterns))
  }
  node.args = args.length < 2 ? args : args.toSorted((a, b) => a.index - b.index)
}

function argument(
  node: PlanNode,
  key: string,
  source: Source,
  edge: PlanEdge | undefined,
  parts: ReadonlyMap<EdgeRecord, PlanEdge> | undefined,
): PlanArgument {
  return { key, index: indexOf(node.core.parameters, key) ?? 0, source, edge, parts, mapped: source.mapped }
}

/** In a list of tasks that is mapped over, each edge belongs to one element. */
function elementsOf(sources: ReadonlyMap<string, Constant | Pattern>): Map<EdgeRecord, number> | undefined {
  let elements: Map<EdgeRecord, number> | undefined
  for (const source of sources.values()) {
    if (!source.mapped || (source.kind !== 'array' && source.kind !== 'set')) continue
    elements ??= new Map()
    for (const [n, [, part]] of source.parts.entries()) for (const edge of edgesOf(part)) elements.set(edge, n)
  }
  return elements
}

function isMapped({ incoming, sources }: GraphNode): boolean {
  for (const edge of incoming) if (edge.mapped && edge.key !== undefined) return true
  for (const source of sources?.values() ?? []) if (source.mapped) return true
  return false
}
