/**
 * A run under way: which tasks are ready, which wait for what, and what became of each. It counts, and calls the
 * steps; what a step decides stands in the files that it calls. Everything happens in the turns of one queue.
 */
import { type Scope, ValueScope } from '../context'
import { capacity } from '../executor'
import type { Flow } from '../flow'
import type { ChangeWatcher } from '../host'
import { Pending, type State } from '../state'
import type { RunJournal } from '../store/store'
import type { Task } from '../task'
import { runBody } from './body'
import { changeState } from './changes'
import { countWaiting, tellChildSettled, tellExpanded, tellSettled, type Units } from './consumers'
import { tellFailure } from './final-failure'
import { expand, Mapping, mappedState } from './mapping'
import { cachedOutput } from './output-cache'
import type { Plan, PlanNode } from './plan'
import { Recorder } from './recorder'
import type { RunSetup } from './run-setup'
import { Sleepers } from './sleepers'
import { beforeRunning } from './steps'
import { TaskRun } from './task-run'
import { Throttle } from './throttle'
import { Turns, type TurnTaker } from './turns'

/** How a run ended. */
export type RunEnd =
  | { readonly how: 'done' }
  | { readonly how: 'aborted'; readonly reason: unknown }
  /** a task's own error, which the caller wants thrown */
  | { readonly how: 'raised'; readonly error: unknown }
  /** the executor, the journal or a handler broke */
  | { readonly how: 'crashed'; readonly error: unknown }

/** One run of one flow. */
export class FlowRun implements TurnTaker {
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
  readonly #turns = new Turns(this)
  readonly #capacity: number
  readonly #throttle: Throttle | undefined
  readonly #sleepers: Sleepers | undefined
  readonly #aborted = new AbortController()
  readonly #units: Units = node => this.run(node)
  #now = new Date(0)
  #unsettled = 0
  #places = 0

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

  /** Sets every task to what it begins with; those that wait for nothing are ready. Nothing runs before `drain`. */
  prepare(): void {
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
      if (unit.waiting === 0) this.#turns.queue.add(unit)
    }
  }

  #downstreamOf(starts: ReadonlySet<Task>): Set<PlanNode> {
    const found = new Set<PlanNode>()
    for (const node of this.plan.nodes) {
      if (starts.has(node.task) || node.incoming.some(edge => found.has(edge.from))) found.add(node)
    }
    return found
  }

  #ready(unit: TaskRun): void {
    this.#turns.queue.add(unit)
    this.drain()
  }

  /** Takes what is ready while there is room for it. */
  drain(): void {
    this.#turns.drain()
  }
  hasRoom(): boolean {
    return this.#places < this.#capacity
  }
  rest(): void {
    if (this.#unsettled === 0) this.#finish({ how: 'done' })
    else this.#sleepers?.settle(error => this.crash(error))
  }

  step(unit: TaskRun): void {
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
    tellExpanded(unit, this.#units, this.#turns.queue)
    if (mapping.children.length === 0) this.#endMapped(unit, mapping)
    for (const child of mapping.children) {
      this.recorder.given(child)
      if (isKept(child)) this.settle(child)
      else if (child.waiting === 0 && mapping.sharedWaiting === 0) this.#turns.queue.add(child)
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
    if (unit.node.settings.onFailure === undefined) this.settle(unit)
    else tellFailure(this, unit, state, () => this.settle(unit))
  }

  /** Nothing more happens to the unit in this run: who waited for it waits no more. */
  settle(unit: TaskRun): void {
    if (unit.settled || this.over) return
    unit.settled = true
    this.#unsettled--
    const { parent } = unit
    if (parent?.mapping === undefined) tellSettled(unit, this.#units, this.#turns.queue)
    else {
      tellChildSettled(unit, this.#units, this.#turns.queue)
      if (--parent.mapping.left === 0) this.#endMapped(parent, parent.mapping)
    }
  }

  /** The values around a task's own. */
  scopeOf(task: Task): Scope | undefined {
    const values = this.setup.taskContexts?.get(task)
    return values === undefined ? this.setup.scope : new ValueScope(values, this.setup.scope)
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
