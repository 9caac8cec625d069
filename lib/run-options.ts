/**
 * The options of a run, checked where they enter; and what `resume` takes and tells.
 */
import type { Clock } from './clock'
import { type Duration, toMilliseconds } from './duration'
import { FlowError } from './error'
import type { Executor } from './executor'
import type { Flow } from './flow'
import type { FlowState } from './flow-state'
import type { ChangeWatcher, Host } from './host'
import { type Check, checkOptions, checks, nearest, type OptionTable } from './options'
import { isFlowState, isTask } from './recognise'
import { isState, type State } from './state'
import { ENGINE_STORE, type EngineStore, type RunStore } from './store/store'
import type { Task } from './task'
import type { TaskStates } from './task-states'

/** Options of `flow.run`; see each. */
export interface RunOptions {
  /** by name; an unknown name is refused */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** default: every task of the flow */
  readonly returnTasks?: Iterable<Task>
  /** an earlier run: all its task states are given (under `taskStates`, which win) */
  readonly from?: FlowState
  /** never mutated; undefined: not given */
  readonly taskStates?:
    | TaskStates
    | ReadonlyMap<Task, State | undefined>
    // biome-ignore lint/suspicious/noExplicitAny: tasks of any result
    | Iterable<readonly [Task<any>, State<any> | undefined]>
  /** run these now, unless already successful; and what lies downstream by its own rules */
  readonly startTasks?: Iterable<Task>
  /** values for every task; they win over a surrounding `context.with` */
  readonly context?: Readonly<Record<string, unknown>>
  readonly taskContexts?: ReadonlyMap<Task, Readonly<Record<string, unknown>>>
  /** default: a LocalExecutor */
  readonly executor?: Executor
  /** default: the embedded store; null: nothing is kept */
  readonly store?: RunStore | null
  /** true: wait for start times and go on; a duration bounds the total wait; default false */
  readonly wait?: boolean | Duration
  /** at most so many running tasks per tag */
  readonly throttle?: Readonly<Record<string, number>>
  /** aborting ends the run at once */
  readonly signal?: AbortSignal
  /** reject with a task's own error as soon as it is thrown */
  readonly raiseOnException?: boolean
  readonly clock?: Clock
  /** for each change, in order, as soon as the store has committed it */
  readonly onStateChange?: ChangeWatcher
  readonly host?: Host
}

/** Options of `flow.resume`: those of a run, and which tasks to run again although they are done. */
export interface ResumeOptions extends Omit<RunOptions, 'from' | 'taskStates' | 'startTasks'> {
  readonly rerun?: Iterable<Task>
}

/** What `resume` would do. */
export interface ResumePlan {
  /** the run that it would go on from; none: a plain run */
  readonly runId?: string
  readonly reuse: readonly Task[]
  readonly run: readonly { readonly task: Task; readonly reason: string; readonly children?: readonly number[] }[]
  toString(): string
}

const expectsWait = 'true, false, or the longest time to wait'
const wait: Check = value =>
  typeof value === 'boolean' || toMilliseconds(value) !== undefined ? undefined : expectsWait

const throttle: Check = value => {
  if (checks.record(value) !== undefined) return 'a number of tasks per tag'
  const fits = Object.values(value as object).every(limit => typeof limit === 'number' && limit >= 1)
  return fits ? undefined : 'at least 1 running task per tag'
}

const statesCheck: Check = value => {
  const pairs = typeof value === 'object' && value !== null && Symbol.iterator in value
  const fits =
    pairs &&
    [...(value as Iterable<unknown>)].every(
      pair => Array.isArray(pair) && isTask(pair[0]) && (pair[1] === undefined || isState(pair[1])),
    )
  return fits ? undefined : 'states by task, such as flowState.result or a Map'
}

const taskContexts: Check = value => {
  const fits =
    value instanceof Map && [...value].every(([task, own]) => isTask(task) && checks.record(own) === undefined)
  return fits ? undefined : 'a Map from tasks to objects of values by name'
}

const store: Check = value =>
  value === null || (value as Partial<EngineStore>)[ENGINE_STORE] === true
    ? undefined
    : 'a store from openStore(), or null'

const host: Check = value => (typeof value === 'object' && value !== null ? undefined : 'a host')

export const runOptionTable: OptionTable<RunOptions> = {
  parameters: checks.record,
  returnTasks: checks.tasks,
  from: value => (isFlowState(value) ? undefined : 'the state that a run gave'),
  taskStates: statesCheck,
  startTasks: checks.tasks,
  context: checks.record,
  taskContexts,
  executor: checks.executor,
  store,
  wait,
  throttle,
  signal: checks.signal,
  raiseOnException: checks.flag,
  clock: checks.clock,
  onStateChange: checks.fn,
  host,
}

/** Options whose iterables may be of the kind that can be read only once. */
const lists = ['returnTasks', 'startTasks', 'taskStates', 'rerun'] as const

/** The options with lists in place of iterables that can be read only once. What is no object is left for the check. */
export function withLists<T extends RunOptions | ResumeOptions>(options: T): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options
  const copy = { ...options }
  for (const name of lists) {
    const value: unknown = Reflect.get(options, name)
    if (isOneShot(value)) Object.assign(copy, { [name]: [...value] })
  }
  return copy
}

function isOneShot(value: unknown): value is Iterator<unknown> & Iterable<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value && Symbol.iterator in value
}

/** Throws a FlowError unless these options fit the flow. Iterables that can be read once must be lists by now. */
export function checkRunOptions(flow: Flow, options: RunOptions): void {
  checkOptions<RunOptions>('run', options, runOptionTable)
  const foreign = [...(options.returnTasks ?? [])].filter(task => !flow.tasks.has(task))
  if (foreign.length > 0) {
    const hint = `Not in the flow "${flow.name}": ${foreign.join(', ')}.`
    throw new FlowError('FOREIGN_TASK', 'Some tasks in returnTasks were not found in the flow.', { hint })
  }
  for (const task of options.startTasks ?? []) refuseForeign(flow, task, 'startTasks')
  for (const [task] of options.taskStates ?? []) refuseForeign(flow, task, 'taskStates')
  for (const task of options.taskContexts?.keys() ?? []) refuseForeign(flow, task, 'taskContexts')
  const known = [...flow.parameters().keys()]
  for (const name of Object.keys(options.parameters ?? {})) {
    if (known.includes(name)) continue
    const near = nearest(name, known)
    const hint = near === undefined ? `Its parameters: ${known.join(', ') || 'none'}.` : `Did you mean "${near}"?`
    throw new FlowError('UNKNOWN_PARAMETER', `The flow "${flow.name}" has no parameter "${name}". ${hint}`, { hint })
  }
}

function refuseForeign(flow: Flow, task: Task, option: string): void {
  if (!flow.tasks.has(task))
    throw new FlowError('FOREIGN_TASK', `${task} in ${option} is not in the flow "${flow.name}".`)
}
