/**
 * A run under way: which tasks are ready, which wait for what, and what became of each. It counts, and calls the
 * steps; what a step decides stands in the files that it calls. Everything happens in turns of one queue, so that no
 * chain is too long for the stack, and a turn ends after some milliseconds so that timers and interrupts get theirs.
 */
import { type Scope, ValueScope } from '../context'
import { capacity } from '../executor'
import type { Flow } from '../flow'
import type { ChangeWatcher } from '../host'
import { Pending, type State } from '../state'
import type { RunJournal } from '../store/store'
import type { Task } from '../task'
import { TaskStateMap } from '../task-states'
import type { ProgressState } from '../view/progress'
import { runBody } from './body'
import { changeState } from './changes'
import { countWaiting, tellChildSettled, tellExpanded, tellSettled, type Units } from './consumers'
import { expand, Mapping, mappedState } from './mapping'
import { textOf } from './outcome'
import { cachedOutput } from './output-cache'
import type { Plan, PlanNode } from './plan'
import { ReadyQueue } from './ready-queue'
import { Recorder } from './recorder'
import type { RunSetup } from './run-setup'
import { Sleepers } from './sleepers'
import { beforeRunning } from './steps'
import { TaskRun } from './task-run'
import { Throttle } from './throttle'

/** How a run ended. */
export type RunEnd =
  | { readonly how: 'done' }
  | { readonly how: 'aborted'; readonly reason: unknown }
  /** a task's own error, which the caller wants thrown */
  | { readonly how: 'raised'; readonly error: unknown }
  /** the executor, the journal or a handler broke */
  | { readonly how: 'crashed'; readonly error: unknown }

/** Milliseconds after which a turn ends. */
const TURN = 10

/** One run of one flow. */
export class FlowRun {
  readonly setup: RunSetup
  readonly plan: Plan
  readonly runs: TaskRun[] = []
  readonly startedAt: Date
  /** what a task is in before anything is known of it */
  readonly nothing: State
  readonly journal: RunJournal
  readonly recorder: Recorder
  over = false
  abortReason: unknown = undefined
  readonly #onEnd: (end: RunEnd) => void
  readonly #queue = new ReadyQueue()
  readonly #capacity: number
  readonly #throttle: Throttle | undefined
  readonly #sleepers: Sleepers | undefined
  readonly #aborted = new AbortController()
  readonly #units: Units = node => this.run(node)
  #now = new Date(0)
  #unsettled = 0
  #places = 0
  #draining = false
  #breathing = false
  #turns = 0
  #turnBegan = Date.now()

  constructor(
    setup: RunSetup,
    plan: Plan,
    journal: RunJournal,
    watchers: readonly ChangeWatcher[],
    onEnd: (end: RunEnd) => void,
  ) {
    this.setup = setup
    this.plan = plan
    this.journal = journal
    this.recorder = new Recorder(setup, journal, watchers, error => this.crash(error))
    this.#onEnd = onEnd
    this.startedAt = this.now()
    this.nothing = Pending({ timestamp: this.startedAt })
    this.#capacity = (setup.executor as { readonly [capacity]?: number })[capacity] ?? Number.POSITIVE_INFINITY
    this.#throttle = setup.throttle && new Throttle(setup.throttle)
    this.#sleepers = setup.wait > 0 ? new Sleepers(setup.clock, unit => this.#ready(unit)) : undefined
  }

  get flow(): Flow {
    return this.setup.flow
  }
  get runId(): string {
    return this.setup.runId
  }
  get parameters(): Readonly<Record<string, unknown>> {
    return this.setup.parameters
  }
  get clock(): RunSetup['clock'] {
    return this.setup.clock
  }
  get executor(): RunSetup['executor'] {
    return this.setup.executor
  }
  /** Of a moment there is one Date: a thousand tasks may end in the same millisecond. */
  now(): Date {
    const time = this.setup.clock.now()
    if (this.#now.getTime() !== time) this.#now = new Date(time)
    return this.#now
  }
  /** The run of a node; every node of the plan has one. */
  run(node: PlanNode): TaskRun {
    return this.runs[node.index] as TaskRun
  }
  /** Fires when the run is over before its tasks are. */
  signal(): AbortSignal {
    return this.#aborted.signal
  }

  /** Sets every task to what it begins with, and runs those that wait for nothing. */
  start(): void {
    const { given, startTasks, origin } = this.setup
    const starts = startTasks && new Set(startTasks)
    const included = starts && this.#downstreamOf(starts)
    for (const node of this.plan.nodes) {
      const unit = new TaskRun(
        node,
        given.size > 0 ? given.get(node.task) : undefined,
        starts?.has(node.task) ?? origin.starts?.has(node.task) ?? false,
      )
      this.runs.push(unit)
      this.recorder.given(unit)
      unit.settled = isKept(unit) || included?.has(node) === false
      if (unit.settled) continue
      this.#unsettled++
      if (node.mapped) unit.mapping = new Mapping()
      countWaiting(unit, this.#units)
      if (unit.waiting === 0) this.#queue.add(unit)
    }
    this.drain()
  }

  #downstreamOf(starts: ReadonlySet<Task>): Set<PlanNode> {
    const found = new Set<PlanNode>()
    for (const node of this.plan.nodes) {
      if (starts.has(node.task) || node.incoming.some(edge => found.has(edge.from))) found.add(node)
    }
    return found
  }

  #ready(unit: TaskRun): void {
    this.#queue.add(unit)
    this.drain()
  }

  /** Takes what is ready while there is room for it. */
  drain(): void {
    if (this.#draining || this.#breathing || this.over) return
    this.#draining = true
    try {
      while (this.#places < this.#capacity && !this.over) {
        const unit = this.#queue.take()
        if (unit === undefined) break
        this.#step(unit)
        if ((++this.#turns & 63) === 0 && this.#outOfBreath()) break
      }
    } catch (error) {
      this.crash(error)
    } finally {
      this.#draining = false
    }
    if (this.over) return
    if (this.#unsettled === 0) this.#finish({ how: 'done' })
    else this.#sleepers?.settle(error => this.crash(error))
  }

  #outOfBreath(): boolean {
    if (Date.now() - this.#turnBegan < TURN) return false
    this.#breathing = true
    const next = typeof setImmediate === 'function' ? setImmediate : setTimeout
    next(() => {
      this.#breathing = false
      this.#turnBegan = Date.now()
      this.drain()
    })
    return true
  }

  #step(unit: TaskRun): void {
    if (unit.mapping !== undefined) {
      this.#expand(unit, unit.mapping)
      return
    }
    const ended = beforeRunning(this, unit) ?? cachedOutput(this, unit)
    if (ended === undefined) this.begin(unit)
    else if (ended === unit.given) this.end(unit, ended)
    else changeState(this, unit, ended, state => this.end(unit, state))
  }

  /** Runs the body, as soon as its tags have room. */
  begin(unit: TaskRun): void {
    if (unit.node.core.inline === undefined) {
      if (this.#throttle?.enter(unit) === false) return
      this.#places++
    }
    runBody(this, unit)
  }

  /** The next pass of a loop. */
  again(unit: TaskRun): void {
    this.begin(unit)
  }

  /** The executor has reported: its place is free, and those of the task's tags. */
  leave(unit: TaskRun): void {
    this.#places--
    for (const next of this.#throttle?.leave(unit) ?? []) {
      if (this.over) return
      this.#places++
      runBody(this, next)
    }
  }

  #expand(unit: TaskRun, mapping: Mapping): void {
    const ended = expand(this, unit, mapping)
    if (ended !== undefined) {
      if (ended === unit.given) this.end(unit, ended)
      else changeState(this, unit, ended, state => this.end(unit, state))
      return
    }
    this.#unsettled += mapping.children.length
    tellExpanded(unit, this.#units, this.#queue)
    if (mapping.children.length === 0) this.#endMapped(unit, mapping)
    for (const child of mapping.children) {
      this.recorder.given(child)
      if (isKept(child)) this.settle(child)
      else if (child.waiting === 0 && mapping.sharedWaiting === 0) this.#queue.add(child)
    }
  }

  #endMapped(unit: TaskRun, mapping: Mapping): void {
    const state = mappedState(mapping.children, this.now(), this.nothing)
    changeState(this, unit, state, kept => this.end(unit, kept))
  }

  /** The task has come to this state; it may have to wait for its time and go on. */
  end(unit: TaskRun, state: State): void {
    if (this.over || unit.settled) return
    if (this.#sleepers && !state.isFinished() && 'startTime' in state && state.startTime !== undefined) {
      const until = state.startTime.getTime()
      if (until <= this.startedAt.getTime() + this.setup.wait) {
        unit.given = state
        this.#sleepers.add(unit, until)
        return
      }
    }
    const { onFailure } = unit.node.settings
    const failed = state.type === 'Failed' || state.type === 'TimedOut' || state.type === 'TriggerFailed'
    if (failed && onFailure !== undefined && unit.fresh) this.#tell(unit, () => onFailure(unit.node.task, state))
    else this.settle(unit)
  }

  #tell(unit: TaskRun, onFailure: () => void | Promise<void>): void {
    const complain = (error: unknown): void =>
      this.recorder.log(unit, unit.runCount, 'error', `onFailure threw: ${textOf(error)}`)
    const on = (): void => {
      this.settle(unit)
      this.drain()
    }
    try {
      const answer: unknown = onFailure()
      if (answer instanceof Promise) answer.catch(complain).then(on, error => this.crash(error))
      else this.settle(unit)
    } catch (error) {
      complain(error)
      this.settle(unit)
    }
  }

  /** Nothing more happens to the unit in this run: who waited for it waits no more. */
  settle(unit: TaskRun): void {
    if (unit.settled || this.over) return
    unit.settled = true
    this.#unsettled--
    const { parent } = unit
    if (parent?.mapping === undefined) tellSettled(unit, this.#units, this.#queue)
    else {
      tellChildSettled(unit, this.#units, this.#queue)
      if (--parent.mapping.left === 0) this.#endMapped(parent, parent.mapping)
    }
  }

  /** The values around a task's own. */
  scopeOf(task: Task): Scope | undefined {
    const values = this.setup.taskContexts?.get(task)
    return values === undefined ? this.setup.scope : new ValueScope(values, this.setup.scope)
  }

  /** The states of now, of every task that has one. */
  states(): TaskStateMap {
    const states = new Map<Task, State>()
    for (const unit of this.runs) {
      const { mapping, state } = unit
      const now = mapping?.expanded && !unit.settled ? mappedState(mapping.children, this.now(), this.nothing) : state
      if (now !== undefined) states.set(unit.node.task, now)
    }
    return new TaskStateMap(states, this.runId)
  }

  /** What a running task counts, if it does. */
  progress(task: Task, mapIndex?: number): ProgressState | undefined {
    const node = this.plan.byTask.get(task)
    const unit = node && this.runs[node.index]
    const one = mapIndex === undefined ? unit : unit?.mapping?.children[mapIndex]
    return one?.state?.isRunning() ? one.attempt?.counted?.state() : undefined
  }

  /** A task's own error: where the caller wants it thrown, the run is over. */
  raise(error: unknown): void {
    if (this.setup.raiseOnException) this.#finish({ how: 'raised', error })
  }
  crash(error: unknown): void {
    this.#finish({ how: 'crashed', error })
  }
  abort(reason: unknown): void {
    this.#finish({ how: 'aborted', reason })
  }

  /** What is decided here is final: reports that come later only find the run over. */
  #finish(end: RunEnd): void {
    if (this.over) return
    this.over = true
    this.#sleepers?.stop()
    this.#onEnd(end)
    if (end.how === 'done') return
    this.abortReason = end.how === 'aborted' ? end.reason : end.error
    this.#aborted.abort(this.abortReason)
    for (const unit of this.runs)
      for (const one of unit.mapping?.children ?? [unit]) one.attempt?.abort(this.abortReason)
  }
}

/** A finished state is kept, but for a failure that is to be tried again, and what must be looked at more closely. */
function isKept({ given, retryFailed }: TaskRun): boolean {
  if (given === undefined || given.type === 'Cached') return false
  if (given.isRunning()) return true
  return given.isFinished() && !(given.isFailed() && (retryFailed || given.type === 'Mapped'))
}
