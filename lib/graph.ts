/**
 * The graph of a flow: its tasks, the edges between them, and what else their arguments are made of.
 * Neighbours are kept with each task, so that adding a task or an edge costs the same in a flow of any size.
 * Orders and cycles are found without recursion: a chain of 100,000 tasks is nothing special.
 */
import { Constant, edgesOf, mapEdges, type Pattern, type Source } from './argument'
import { type Edge, EdgeRecord } from './edge'
import { FlowError } from './error'
import { indexOf } from './function-parameters'
import type { Parameter } from './parameter'
import { isParameter } from './recognise'
import { taskCore } from './symbols'
import type { Task } from './task'

/** A task with its neighbours in one flow. */
export interface GraphNode {
  readonly task: Task
  incoming: readonly EdgeRecord[]
  outgoing: readonly EdgeRecord[]
  /** arguments that are no plain edge, by key */
  sources: Map<string, Constant | Pattern> | undefined
}

const noEdges: readonly EdgeRecord[] = []

/**
 * The list with one item more. Most tasks have one or two neighbours: a list that begins with its first item is made
 * for one, while an empty one that is pushed to makes room for many, which a hundred thousand tasks notice.
 */
export function appended<T>(list: readonly T[], item: T): readonly T[] {
  if (list.length === 0) return [item]
  ;(list as T[]).push(item)
  return list
}

/** Fewer edges than this are looked through one by one. */
const FEW = 16

/** Tasks and edges of one flow. */
export class Graph {
  readonly nodes = new Map<Task, GraphNode>()
  readonly tasks = new Set<Task>()
  readonly edges = new Set<EdgeRecord>()
  /** the tasks that take a value from the run */
  readonly parameters: Parameter[] = []
  /** grows with every change, so that what was worked out of a graph knows when it is stale */
  version = 0
  readonly #slugs = new Map<string, Task>()
  readonly #counts = new Map<string, number>()
  readonly #keys = new WeakMap<GraphNode, Set<string>>()

  /** The default slug for a further task of this name. */
  slugFor(name: string): string {
    let n = this.#counts.get(name) ?? 0
    let slug: string
    do slug = `${name}-${++n}`
    while (this.#slugs.has(slug))
    this.#counts.set(name, n)
    return slug
  }

  /** The node of a task, which is added where it is new. */
  add(task: Task): GraphNode {
    const known = this.nodes.get(task)
    if (known) return known
    const taken = this.#slugs.get(task.slug)
    if (taken) {
      const what = isParameter(task) ? `Parameter "${task.name}"` : `The slug "${task.slug}"`
      throw new FlowError('SLUG_TAKEN', `${what} is taken: ${taken} is in the flow already. Give one of them another.`)
    }
    const node: GraphNode = { task, incoming: noEdges, outgoing: noEdges, sources: undefined }
    this.nodes.set(task, node)
    this.tasks.add(task)
    if (isParameter(task)) this.parameters.push(task)
    this.#slugs.set(task.slug, task)
    this.version++
    return node
  }

  bySlug(slug: string): Task | undefined {
    return this.#slugs.get(slug)
  }

  node(task: Task): GraphNode {
    const node = this.nodes.get(task)
    if (node) return node
    throw new FlowError('NOT_IN_FLOW', `${task} is not in the flow.`)
  }

  /** Adds an edge after asking whether its key fits; the same edge twice is one. */
  connect(edge: EdgeRecord): EdgeRecord {
    const upstream = this.add(edge.upstream)
    const downstream = this.add(edge.downstream)
    if (isParameter(edge.downstream)) {
      throw new FlowError(
        'EDGE_INTO_PARAMETER',
        `${edge.downstream} takes its value from the run: no task can come before it.`,
      )
    }
    if (edge.key === undefined) {
      const fewer = upstream.outgoing.length < downstream.incoming.length ? upstream.outgoing : downstream.incoming
      const same = fewer.find(
        other => other.upstream === edge.upstream && other.downstream === edge.downstream && other.key === undefined,
      )
      if (same) return same
    } else {
      this.#refuseUnknownKey(edge.downstream, edge.key)
      this.#refuseSecond(downstream, edge.key)
    }
    return this.insert(edge, upstream, downstream)
  }

  /** Adds an edge that is known to fit. */
  insert(edge: EdgeRecord, upstream: GraphNode, downstream: GraphNode): EdgeRecord {
    upstream.outgoing = appended(upstream.outgoing, edge)
    downstream.incoming = appended(downstream.incoming, edge)
    if (edge.key !== undefined) this.#keys.get(downstream)?.add(edge.key)
    this.edges.add(edge)
    this.version++
    return edge
  }

  /** Sets what an argument is made of; its edges are added too. */
  setSource(node: GraphNode, key: string, source: Source): void {
    if (source.kind === 'edge') {
      this.connect(source)
      return
    }
    this.#refuseUnknownKey(node.task, key)
    this.#refuseSecond(node, key)
    for (const edge of edgesOf(source)) this.insert(edge, this.add(edge.upstream), node)
    this.placeSource(node, key, source)
  }

  /** Sets what an argument is made of, where that is known to fit and its edges are there. */
  placeSource(node: GraphNode, key: string, source: Constant | Pattern): void {
    node.sources ??= new Map()
    node.sources.set(key, source)
    this.version++
  }

  #refuseUnknownKey(task: Task, key: string): void {
    const { parameters } = task[taskCore]
    if (indexOf(parameters, key) !== undefined) return
    const known = [...parameters.names, ...(parameters.rest === undefined ? [] : [`${parameters.rest}0`, '…'])]
    const has = known.length > 0 ? `it takes ${known.join(', ')}` : 'it takes no arguments'
    throw new FlowError('UNKNOWN_KEY', `${task} has no parameter "${key}": ${has}.`)
  }

  #refuseSecond(node: GraphNode, key: string): void {
    if (!this.#has(node, key) && node.sources?.has(key) !== true) return
    throw new FlowError('KEY_TAKEN', `The parameter "${key}" of ${node.task} has its value already.`)
  }

  #has(node: GraphNode, key: string): boolean {
    if (node.incoming.length < FEW) return node.incoming.some(edge => edge.key === key)
    const known = this.#keys.get(node) ?? new Set(node.incoming.flatMap(edge => edge.key ?? []))
    this.#keys.set(node, known)
    return known.has(key)
  }

  /** Takes in all of another graph; edges are shared, they never change. */
  include(other: Graph): void {
    for (const { task } of other.nodes.values()) this.add(task)
    for (const edge of other.edges) {
      const downstream = this.node(edge.downstream)
      if (this.edges.has(edge)) continue
      if (edge.key === undefined) this.connect(edge)
      else {
        this.#refuseSecond(downstream, edge.key)
        this.insert(edge, this.node(edge.upstream), downstream)
      }
    }
    for (const { task, sources } of other.nodes.values()) {
      for (const [key, source] of sources ?? []) {
        const node = this.node(task)
        if (node.sources?.get(key) === source) continue
        this.#refuseSecond(node, key)
        this.placeSource(node, key, source)
      }
    }
  }

  /** The same graph with one task exchanged for another, or for a value. */
  replaced(old: Task, by: { readonly task: Task } | { readonly value: unknown }): Graph {
    const graph = new Graph()
    for (const { task } of this.nodes.values()) {
      const kept = task !== old ? task : 'task' in by ? by.task : undefined
      if (kept !== undefined) graph.add(kept)
    }
    const swap = (edge: EdgeRecord): Source => {
      if (edge.upstream !== old && edge.downstream !== old) return edge
      if (!('task' in by)) return new Constant(by.value, edge.mapped)
      const [up, down] = [edge.upstream, edge.downstream].map(task => (task === old ? by.task : task)) as [Task, Task]
      return new EdgeRecord(up, down, edge.key, edge.mapped, edge.flat, edge.part)
    }
    for (const edge of this.edges) {
      if (edge.part || (edge.downstream === old && !('task' in by))) continue
      const source = swap(edge)
      if (source.kind === 'edge') graph.connect(source)
      else if (edge.key !== undefined) graph.setSource(graph.node(edge.downstream), edge.key, source)
    }
    for (const { task, sources } of this.nodes.values()) {
      const downstream = task !== old ? task : 'task' in by ? by.task : undefined
      if (downstream === undefined) continue
      for (const [key, source] of sources ?? []) graph.setSource(graph.node(downstream), key, mapEdges(source, swap))
    }
    return graph
  }
}

/** An edge as a user gives it. */
export interface EdgeInput extends Pick<Edge, 'upstream' | 'downstream'> {
  readonly key?: string
  readonly mapped?: boolean
}
