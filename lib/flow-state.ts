/**
 * What a run resolves to: the flow's own state, with the states of its tasks. It is told apart by `type` like any
 * state and answers the same questions, but it is no state of a task: `result` are the states that were asked for.
 */
import { FlowError } from './error'
import type { Flow } from './flow'
import type { Attempt, State, StateFamily } from './state'
import { belongs, type StateType } from './state-family'
import { AnsweringState, type StatePredicates } from './state-predicates'
import type { LogLine, RunJournal } from './store/store'
import { flowStateBrand, jupyterDisplay, runFacts } from './symbols'
import type { Task } from './task'
import type { TaskStates } from './task-states'
import type { MimeBundle } from './view/mime-bundle'

export type { TaskStates } from './task-states'

/** The state of a flow after a run. */
export interface FlowState extends StatePredicates {
  readonly type: State['type']
  readonly message?: string
  readonly timestamp: Date
  readonly attempts: readonly Attempt[]
  /** what failed the flow itself; an error of a task is in the task's state */
  readonly error?: unknown
  readonly runId: string
  /** the run that this one went on from */
  readonly resumedFrom?: string
  readonly flow: Flow
  /** the states of `returnTasks`, in topological order */
  readonly result: TaskStates
  /** The task's result. Throws a FlowError that holds the printed state where it has none. */
  value<R>(task: Task<R>): R
  /** What `context.logger` wrote, all attempts, those of earlier runs of the line too, oldest first. */
  logs(task?: Task): readonly LogLine[]
  /** `Success("All key tasks succeeded.")` */
  toString(): string
}

/** What is known of a run besides its result; for the engine, which goes on from it. */
export interface RunFacts {
  /** the first run of the line */
  readonly lineage: string
  readonly startedAt: Date
  readonly parameters: Readonly<Record<string, unknown>>
  readonly journal: RunJournal
  /** the state of any task of the flow, asked for or not */
  state(task: Task): State | undefined
  /** what the task was given, by the names of its parameters; undefined where it is not known */
  inputs(task: Task): Readonly<Record<string, unknown>> | undefined
  /** the same, as the store has it: of an earlier run of the line too */
  storedInputs(task: Task): Readonly<Record<string, unknown>> | undefined
  /** the values around the run, for a task that is run again alone */
  readonly context: Readonly<Record<string, unknown>>
  logs(): readonly LogLine[]
}

/** What a FlowState is made of. */
export interface FlowStateParts {
  readonly state: State
  readonly runId: string
  readonly resumedFrom: string | undefined
  readonly flow: Flow
  readonly result: TaskStates
  readonly facts: RunFacts
}

/** A flow's state, with what is known of its run. */
export class FlowStateRecord extends AnsweringState implements FlowState {
  readonly type: StateType
  declare readonly message?: string
  readonly timestamp: Date
  readonly attempts: readonly Attempt[]
  declare readonly error?: unknown
  readonly runId: string
  declare readonly resumedFrom?: string
  readonly flow: Flow
  readonly result: TaskStates
  declare readonly [runFacts]: RunFacts

  constructor(parts: FlowStateParts) {
    super()
    const { state } = parts
    this.type = state.type
    if (state.message !== undefined) this.message = state.message
    this.timestamp = state.timestamp
    this.attempts = state.attempts
    if (state.error !== undefined) this.error = state.error
    this.runId = parts.runId
    if (parts.resumedFrom !== undefined) this.resumedFrom = parts.resumedFrom
    this.flow = parts.flow
    this.result = parts.result
    Object.defineProperty(this, runFacts, { value: parts.facts })
  }

  is(family: StateFamily): boolean {
    return belongs(this.type, family)
  }
  value<R>(task: Task<R>): R {
    const state = this.result.get(task) ?? this[runFacts].state(task)
    if (state === undefined) throw new FlowError('NO_RESULT', `${task} has no result: it is not known to this run.`)
    const none = !state.isSuccessful() || (state.type === 'Skipped' && state.result === undefined)
    if (!none) return state.result as R
    throw new FlowError('NO_RESULT', `${task} has no result: ${state}`, { cause: state.error })
  }

  logs(task?: Task): readonly LogLine[] {
    const lines = this[runFacts].logs()
    return task === undefined ? lines : lines.filter(line => line.task === task.slug)
  }

  /** Plain data to print or send; the flow itself is named only. */
  toJSON(): Record<string, unknown> {
    const { type, message, timestamp, runId, resumedFrom } = this
    const result = Object.fromEntries(Array.from(this.result, ([task, state]) => [task.slug, state.toJSON()]))
    return { type, message, timestamp: timestamp.toISOString(), runId, resumedFrom, flow: this.flow.name, result }
  }
  [jupyterDisplay](): MimeBundle {
    const { stateTable } = require('./view/state-table') as typeof import('./view/state-table')
    return stateTable(this)
  }
}
Object.defineProperty(FlowStateRecord.prototype, flowStateBrand, { value: true })
