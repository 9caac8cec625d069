/**
 * From states to the rows of a table: what each column says, as data, before anything is drawn.
 * The HTML table, the aligned text table and the live view all read these rows, so they cannot disagree.
 * Times left are counted from `now`, which is given: a row is a function of its arguments alone.
 */
import { isFlowError } from '../error'
import { isSignal } from '../signals'
import type { Attempt, State } from '../state'
import { MASK } from '../store/secrets'
import type { LogLine } from '../store/store'
import { taskCore } from '../symbols'
import type { Task } from '../task'
import type { Status } from './palette'
import type { ProgressState } from './progress'
import { isReused } from './run-facts'
import { countStatuses, standingOf } from './standing'
import { attemptText, durationOf, startOf, type Waiting, waitOf } from './state-times'

/** One line of a table of states. */
export interface TaskRow {
  /** The task's name, or its slug where two tasks of the table share a name. Empty for a state that stands alone. */
  readonly name: string
  /** The state's type; of a mapped task, how it stands. */
  readonly status: Status
  readonly message: string
  /** `2 of 3`, or nothing where no attempt has begun. */
  readonly attempt: string
  /** The failed attempts, oldest first. */
  readonly attempts: readonly Attempt[]
  readonly startedAt?: Date
  /** Milliseconds that the attempt took, or has taken so far. */
  readonly duration?: number
  readonly waiting?: Waiting
  readonly inputs: readonly RowInput[]
  readonly error?: unknown
  /** A result of undefined is a result too, so its place tells it from none. */
  readonly result?: { readonly value: unknown }
  readonly progress?: ProgressState
  readonly children?: ChildSummary
  /** The state was there before the run began, and the task was not run again. */
  readonly reused: boolean
  /** What the task logged, oldest first. */
  readonly logs: readonly LogLine[]
}

/** One value that a task was given. */
export interface RowInput {
  readonly key: string
  readonly value: unknown
  /** Kept in the state itself, so that the next run need not make it again. */
  readonly cached: boolean
}

/** The children of a mapped task, folded. */
export interface ChildSummary {
  readonly counts: ReadonlyMap<Status, number>
  /** Those that need a person to look: failed or waiting to run again. */
  readonly troubled: readonly { readonly index: number; readonly state: State }[]
  /** Running ones that tell how far they are. */
  readonly counting: readonly { readonly index: number; readonly progress: ProgressState }[]
  /** How many of them an earlier run had done. */
  readonly reused: number
}

/** What a row needs to know besides the state. */
export interface RowContext {
  /** Milliseconds since the epoch: what "time left" and "elapsed" count from. */
  readonly now: number
  /** A running task's own progress; of a mapped one that of the child at the index. */
  readonly progress?: (task: Task, mapIndex?: number) => ProgressState | undefined
  /** The values that a task was given, where they are known. */
  readonly inputs?: (task: Task) => Readonly<Record<string, unknown>> | undefined
  /** The process of the run ended before the run did: what seems to be running is not. */
  readonly cutOff?: boolean
  /** When the run began: an older state is a reused one. */
  readonly since?: Date | undefined
  /** What was logged, by the tasks' slugs. */
  readonly logs?: ReadonlyMap<string, readonly LogLine[]>
}

const notRun = {
  status: 'Not Run',
  message: '',
  attempt: '',
  attempts: [],
  inputs: [],
  reused: false,
  logs: [],
} as const

/** The row of one task; without a state it was not run. */
export function taskRow(name: string, task: Task | undefined, state: State | undefined, context: RowContext): TaskRow {
  if (state === undefined) return { name, ...notRun }
  return {
    name,
    status: statusIn(context, standingOf(state)),
    message: state.message ?? '',
    attempt: attemptText(state, task),
    attempts: state.attempts,
    inputs: rowInputs(task, state, context),
    reused: isReused(state, context.since),
    logs: (task && context.logs?.get(task.slug)) ?? [],
    ...present('startedAt', startOf(state)),
    ...present('duration', durationOf(state, context.now)),
    ...present('waiting', waitOf(state, context.now)),
    ...present('error', errorOf(state)),
    ...present('result', resultOf(state, isSecret(task))),
    ...present('progress', task === undefined || !state.isRunning() ? undefined : context.progress?.(task)),
    ...present('children', state.type === 'Mapped' ? childSummary(state.mapStates, task, context) : undefined),
  }
}

/** That a trigger refused or a run was aborted is said in the message; only what caused it tells more. */
function errorOf({ type, error }: State): unknown {
  if (type === 'TriggerFailed' && isSignal(error)) return error.cause
  return type === 'Cancelled' && isFlowError(error) && error.code === 'ABORTED' ? error.cause : error
}

/** A task made by `secret()`: its value is masked however short it is. */
const isSecret = (task: Task | undefined): boolean => task?.[taskCore]?.secret === true

function resultOf(state: State, secret: boolean): TaskRow['result'] {
  if (!('result' in state) || !state.isFinished() || state.isFailed()) return undefined
  if (state.type === 'Skipped' && state.result === undefined) return undefined
  return { value: secret ? MASK : state.result }
}

function rowInputs(task: Task | undefined, state: State, context: RowContext): readonly RowInput[] {
  const cached = 'cachedInputs' in state ? (state.cachedInputs ?? {}) : {}
  const given = task === undefined ? {} : (context.inputs?.(task) ?? {})
  const keys = new Set([...Object.keys(given), ...Object.keys(cached)])
  return [...keys].map(key => ({ key, value: key in cached ? cached[key] : given[key], cached: key in cached }))
}

/** The status, as it is to be read in a table of this context. */
export const statusIn = ({ cutOff }: Pick<RowContext, 'cutOff'>, status: Status): Status =>
  cutOff && status === 'Running' ? 'Cut Off' : status

function childSummary(children: readonly State[], task: Task | undefined, context: RowContext): ChildSummary {
  const troubled = children.flatMap((state, index) =>
    state.isFailed() || state.isRetrying() ? [{ index, state }] : [],
  )
  const counting = children.flatMap((state, index) => {
    const counted = task !== undefined && state.isRunning() ? context.progress?.(task, index) : undefined
    return counted === undefined ? [] : [{ index, progress: counted }]
  })
  const reused = children.filter(child => isReused(child, context.since)).length
  return { counts: countStatuses(children.map(child => statusIn(context, child.type))), troubled, counting, reused }
}

/** A property that is there or is not: never one that is undefined. */
const present = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }
