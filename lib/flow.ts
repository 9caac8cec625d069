/**
 * Flows: tasks and how they depend on each other. A flow is built by calling tasks in `build`, or edge by edge, and
 * may be added to at any time; running it changes nothing of it. The graph itself is in graph, orders in graph-order.
 */
import { whileBuilding } from './active-flow'
import { edgesOf, sourceOf } from './argument'
import { type Edge, EdgeRecord } from './edge'
import { FlowError } from './error'
import { type FlowJson, serializeFlow } from './flow-json'
import {
  checkDependencies,
  checkEdge,
  checkFlowOptions,
  checkPicture,
  checkTaskFilter,
  type Dependencies,
  type EdgeOptions,
  type FlowOptions,
  type PictureOptions,
  type TaskFilter,
} from './flow-options'
import type { FlowState } from './flow-state'
import { type EdgeInput, Graph } from './graph'
import { downstreamOf, sorted } from './graph-order'
import { checks, quote, requireOption } from './options'
import { isTask } from './recognise'
import type { ResumeOptions, ResumePlan, RunOptions } from './run-options'
import type { Schedule } from './schedule'
import type { State } from './state'
import { flowBrand, flowGraph, inspectCustom, jupyterDisplay, taskHome } from './symbols'
import type { Task } from './task'
import type { Chart } from './view/chart'
import type { MimeBundle } from './view/mime-bundle'

/** A graph of tasks that can be run. */
export class Flow {
  readonly name: string
  declare readonly schedule?: Schedule
  readonly options: Readonly<FlowOptions>;
  [flowGraph] = new Graph()
  #keyTasks: ReadonlySet<Task> = new Set()

  constructor(name: string, options: FlowOptions = {}) {
    checkFlowOptions(name, options)
    this.name = name
    this.options = Object.freeze({ ...options })
    if (options.schedule !== undefined) this.schedule = options.schedule
  }

  /** Runs `fn` with this flow active, so that calls of tasks add to it; returns what `fn` returns. */
  build<T>(fn: (flow: Flow) => T): T {
    if (typeof fn !== 'function') throw new FlowError('BAD_BUILD', `build() takes a function, got ${quote(fn)}.`)
    if (fn.constructor?.name === 'AsyncFunction') throw asyncBuild()
    const built = whileBuilding(this, () => fn(this))
    if (typeof (built as { then?: unknown } | undefined)?.then === 'function' && !isTask(built)) {
      Promise.resolve(built).catch(() => undefined)
      throw asyncBuild()
    }
    return built
  }

  get tasks(): ReadonlySet<Task> {
    return this[flowGraph].tasks
  }
  get edges(): ReadonlySet<Edge> {
    return this[flowGraph].edges
  }

  /** The tasks that decide the flow's state: those that were set, else the terminal ones. */
  get keyTasks(): ReadonlySet<Task> {
    return this.#keyTasks.size > 0 ? this.#keyTasks : this.terminalTasks()
  }
  /** The key tasks that were set; empty where the terminal ones decide. For the engine. */
  get setKeys(): ReadonlySet<Task> {
    return this.#keyTasks
  }
  /** Empty: back to the terminal tasks. */
  setKeyTasks(tasks: Iterable<Task>): void {
    requireOption('setKeyTasks', 'tasks', tasks, checks.iterable)
    const set = new Set(tasks)
    for (const task of set) this[flowGraph].node(task)
    this.#keyTasks = set
  }

  addTask<T extends Task>(task: T): T {
    if (!isTask(task)) throw new FlowError('NOT_A_TASK', `Expected a task, got ${quote(task)}.`)
    this[flowGraph].add(task)
    task[taskHome] ??= this
    return task
  }

  addEdge(edge: EdgeInput, options: EdgeOptions = {}): Edge {
    checkEdge(edge, options)
    const { upstream, downstream, key, mapped = false } = edge
    this.addTask(upstream)
    this.addTask(downstream)
    const made = this[flowGraph].connect(new EdgeRecord(upstream, downstream, key, mapped))
    if (options.validate) this.validate()
    return made
  }

  /** Each task after the one before it. */
  chain(...tasks: Task[]): void {
    for (const [n, downstream] of tasks.entries()) {
      const upstream = tasks[n - 1]
      if (upstream) this.addEdge({ upstream, downstream })
      else this.addTask(downstream)
    }
  }

  setDependencies(task: Task, deps: Dependencies): void {
    checkDependencies(deps)
    this.addTask(task)
    const graph = this[flowGraph]
    const mapped = deps.mapped ?? false
    for (const value of deps.upstream ?? []) {
      // Whatever structure the tasks are in: only that they come first counts here.
      for (const { upstream } of edgesOf(sourceOf(value, task, '', false, () => undefined))) {
        this.addEdge({ upstream, downstream: task, mapped: mapped && isTask(value) })
      }
    }
    for (const downstream of deps.downstream ?? []) this.addEdge({ upstream: task, downstream, mapped })
    for (const [key, value] of Object.entries(deps.inputs ?? {})) {
      const edges: EdgeRecord[] = []
      const source = sourceOf(value, task, key, mapped, edge => edges.push(edge))
      for (const edge of edges) this.addTask(edge.upstream)
      graph.setSource(graph.node(task), key, source)
    }
  }

  /** Takes in the tasks and edges of another flow. */
  update(other: Flow): void {
    this[flowGraph].include(other[flowGraph])
  }

  /** A flow of the same tasks, whose edges and key tasks are its own. */
  copy(): Flow {
    const copy = new Flow(this.name, this.options)
    copy.update(this)
    copy.#keyTasks = this.#keyTasks
    return copy
  }

  /** Puts a task, or a value, in the place of a task. */
  replace(old: Task, by: unknown): void {
    this[flowGraph].node(old)
    const inPlace = isTask(by) ? { task: by } : { value: by }
    this[flowGraph] = this[flowGraph].replaced(old, inPlace)
    if (isTask(by)) by[taskHome] ??= this
    const key = [...this.#keyTasks].flatMap(task => (task !== old ? [task] : isTask(by) ? [by] : []))
    this.#keyTasks = new Set(key)
  }

  rootTasks(): Set<Task> {
    return this.#where(node => node.incoming.length === 0)
  }
  terminalTasks(): Set<Task> {
    return this.#where(node => node.outgoing.length === 0)
  }
  #where(
    fits: (node: { readonly incoming: readonly Edge[]; readonly outgoing: readonly Edge[] }) => boolean,
  ): Set<Task> {
    const found = new Set<Task>()
    for (const node of this[flowGraph].nodes.values()) if (fits(node)) found.add(node.task)
    return found
  }

  /** All tasks, each after its upstream; or only `from` and what lies downstream of them. */
  sortedTasks(from?: Iterable<Task>): Task[] {
    const order = sorted(this[flowGraph])
    const only = from === undefined ? undefined : downstreamOf(this[flowGraph], from)
    return only ? order.filter(task => only.has(task)) : order
  }

  edgesTo(task: Task): Set<Edge> {
    return new Set(this[flowGraph].node(task).incoming)
  }
  edgesFrom(task: Task): Set<Edge> {
    return new Set(this[flowGraph].node(task).outgoing)
  }
  upstreamTasks(task: Task): Set<Task> {
    return new Set(this[flowGraph].node(task).incoming.map(edge => edge.upstream))
  }
  downstreamTasks(task: Task): Set<Task> {
    return new Set(this[flowGraph].node(task).outgoing.map(edge => edge.downstream))
  }

  getTasks(filter: TaskFilter = {}): Task[] {
    checkTaskFilter(filter)
    const tags = [...(filter.tags ?? [])]
    return [...this[flowGraph].tasks].filter(
      task =>
        (filter.name === undefined || task.name === filter.name) &&
        (filter.slug === undefined || task.slug === filter.slug) &&
        tags.every(tag => task.tags.has(tag)),
    )
  }

  parameters(): Map<string, { required: boolean; default?: unknown }> {
    const found = new Map<string, { required: boolean; default?: unknown }>()
    for (const { name, required, default: value } of this[flowGraph].parameters) {
      found.set(name, value === undefined ? { required } : { required, default: value })
    }
    return found
  }

  /** Throws a FlowError unless the flow can run; a cycle prints its path: a → b → a. */
  validate(): void {
    sorted(this[flowGraph])
    for (const task of this.#keyTasks) this[flowGraph].node(task)
  }

  serialize(): FlowJson {
    return serializeFlow(this)
  }

  /** Runs the flow; see RunOptions. Rejects with a FlowError where an option does not fit. */
  async run(options: RunOptions = {}): Promise<FlowState> {
    const { runFlow } = require('./engine/flow-runner') as typeof import('./engine/flow-runner')
    return runFlow(this, options)
  }

  /** Goes on with the last run of a flow of this name, or the one given: keeps what is done, runs the rest. */
  async resume(from?: FlowState | string, options: ResumeOptions = {}): Promise<FlowState> {
    const { resumeFlow } = require('./engine/resume') as typeof import('./engine/resume')
    return resumeFlow(this, from, options)
  }

  /** What `resume` would keep and run, and why; runs nothing. */
  async resumePlan(from?: FlowState | string, options: ResumeOptions = {}): Promise<ResumePlan> {
    const { planResume } = require('./engine/resume') as typeof import('./engine/resume')
    return planResume(this, from, options)
  }

  /** Runs one task alone, with the inputs that it had in a run; changes nothing. */
  async rerun<R>(task: Task<R>, from: FlowState): Promise<State<R>> {
    const { rerunTask } = require('./engine/rerun') as typeof import('./engine/rerun')
    return (await rerunTask(this, task, from)) as State<R>
  }

  /** What a task was given in a run, by the names of its parameters. */
  inputs(task: Task, from: FlowState): Record<string, unknown> {
    const { inputsOf } = require('./engine/rerun') as typeof import('./engine/rerun')
    return inputsOf(this, task, from)
  }

  /** The graph as a picture, in the colours of a state's tasks where one is given. */
  visualize(state?: FlowState, options: PictureOptions = {}): Chart {
    checkPicture('visualize', options)
    const view = require('./view/graph') as typeof import('./view/graph')
    return view.flowGraph(this, state, options)
  }

  /** Who ran when, in one run or in several beside each other. */
  timeline(state: FlowState | readonly FlowState[], options: PictureOptions = {}): Chart {
    checkPicture('timeline', options)
    const { timeline } = require('./view/timeline') as typeof import('./view/timeline')
    return timeline(Array.isArray(state) ? (state as readonly FlowState[]) : [state as FlowState], options)
  }

  [Symbol.iterator](): Iterator<Task> {
    return this.sortedTasks()[Symbol.iterator]()
  }

  /** `<Flow: retry example>` */
  toString(): string {
    return `<Flow: ${this.name}>`
  }
  [inspectCustom](): string {
    return this.toString()
  }
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle> {
    return this.visualize()[jupyterDisplay]()
  }
}
Object.defineProperty(Flow.prototype, flowBrand, { value: true })

function asyncBuild(): FlowError {
  return new FlowError(
    'ASYNC_BUILD',
    'build() takes a synchronous function: nothing runs while a flow is built, so there is nothing to await.',
  )
}
