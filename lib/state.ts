/**
 * States: what is known of a task, or of one child of a mapped task, at one moment. A state is immutable data,
 * a union told apart by `type`; what each type also is stands in one table (state-family). Each type has a
 * constructor of its own name, called without `new`, and a TypeScript type of that name.
 */
import type { StateType } from './state-family'
import type { StatePredicates } from './state-predicates'
import { type StateFields, StateRecord } from './state-record'
import { isBranded, stateBrand } from './symbols'

export { type StateFamily, type StateType, stateColors, stateTypes } from './state-family'
export type { StateFields } from './state-record'

/** One failed try of a task: it is kept in every later state, across retries and resumes. */
export interface Attempt {
  /** counts from 1, anew after a resumed failure */
  readonly number: number
  readonly startedAt: Date
  readonly endedAt: Date
  readonly error: unknown
}

/** What every state has. */
export interface StateBase<T extends StateType> extends StatePredicates {
  readonly type: T
  readonly message?: string
  readonly timestamp: Date
  /** the attempts that failed so far, oldest first */
  readonly attempts: readonly Attempt[]
  /** when the attempt that gave this state began */
  readonly startedAt?: Date
  /** set where a value of this state could not be kept on disk: which property, and why */
  readonly notStored?: { readonly path: string; readonly reason: string }
  /** plain data that `stateFromJSON` reads */
  toJSON(): StateJson
  /** `Success("Task run succeeded.")`, or `Success()` without a message */
  toString(): string
}

/** The form a state has in JSON; see `stateFromJSON`. */
export interface StateJson {
  readonly type: StateType
  readonly [field: string]: unknown
}

/** The inputs that a task was given, by the names of its parameters. */
export type InputValues = Readonly<Record<string, unknown>>

interface Unfinished {
  readonly cachedInputs?: InputValues
  readonly result?: undefined
  readonly error?: undefined
}
interface NoResult {
  readonly result?: undefined
}
interface NoError {
  readonly error?: undefined
}

/** Not run yet: it waits for the tasks before it, or was left out. */
export interface Pending extends StateBase<'Pending'>, Unfinished {}
/** Waits for its start time. */
export interface Scheduled extends StateBase<'Scheduled'>, Unfinished {
  readonly startTime: Date
}
/** Failed, and is to be tried again at its start time, with the inputs that it had. */
export interface Retrying extends StateBase<'Retrying'>, NoResult {
  readonly startTime: Date
  /** how many times the task has run */
  readonly runCount: number
  readonly error: unknown
  readonly cachedInputs?: InputValues
  /** the pass of a looping task that failed, and what the pass before it gave */
  readonly loopCount?: number
  readonly loopResult?: unknown
}
/** Waits for a person, or until its start time. */
export interface Paused extends StateBase<'Paused'>, Unfinished {
  /** none: it waits for a person */
  readonly startTime?: Date
}
/** Given to a task to let it go on, whatever its trigger says. */
export interface Resume extends StateBase<'Resume'>, Unfinished {}
/** An attempt is going on, or was when its process ended. */
export interface Running extends StateBase<'Running'>, NoResult, NoError {}
/** Done, with a result. */
export interface Success<R = unknown> extends StateBase<'Success'>, NoError {
  readonly result: R
  /** the state that `cacheFor` made of this result; given back in `taskStates`, it is used again */
  readonly cached?: Cached<R>
}
/** A result that `cacheFor` keeps, and what it was made from; good until it expires. */
export interface Cached<R = unknown> extends StateBase<'Cached'>, NoError {
  readonly result: R
  readonly cachedInputs: InputValues
  readonly cachedParameters: InputValues
  readonly expiresAt: Date
}
/** A task that ran once for each element; its predicates follow its children. */
export interface Mapped<R = unknown> extends StateBase<'Mapped'>, NoError {
  /** an array, one result a child */
  readonly result: R
  readonly mapStates: readonly State[]
}
/** Not needed: nothing failed, and there is mostly no result. */
export interface Skipped<R = unknown> extends StateBase<'Skipped'>, NoError {
  readonly result: R | undefined
}
/** Failed for good, with the error. */
export interface Failed extends StateBase<'Failed'>, NoResult {
  readonly error: unknown
}
/** Took longer than its `timeout`. */
export interface TimedOut extends StateBase<'TimedOut'>, NoResult {
  readonly error: unknown
}
/** Not run, since its trigger said no. */
export interface TriggerFailed extends StateBase<'TriggerFailed'>, NoResult {
  readonly error: unknown
}
/** Ended by an abort or an interrupt; `resume` goes on with it. */
export interface Cancelled extends StateBase<'Cancelled'>, NoResult {
  readonly error: unknown
}
/** One pass of a task that loops is done; the next one follows. */
export interface Looped<R = unknown> extends StateBase<'Looped'>, NoError {
  readonly result: R
  /** the pass that was just done, from 1 */
  readonly loopCount: number
}

/** What is known of a task whose result is an `R`. */
export type State<R = unknown> =
  | Pending
  | Scheduled
  | Retrying
  | Paused
  | Resume
  | Running
  | Success<R>
  | Cached<R>
  | Mapped<R>
  | Skipped<R>
  | Failed
  | TimedOut
  | TriggerFailed
  | Cancelled
  | Looped<R>

/** A state of the given type; for code that has the type as data. */
export function makeState(type: StateType, fields: StateFields = {}): State {
  return new StateRecord(type, fields) as unknown as State
}

/** Whether a value is a state, of this or another copy of the library. */
export function isState(value: unknown): value is State {
  return isBranded(value, stateBrand)
}

/** The fields of every constructor, besides those of its own type. */
export type CommonFields = Pick<StateFields, 'message' | 'timestamp' | 'attempts' | 'startedAt' | 'notStored'>
type Fields<K extends keyof StateFields> = CommonFields & Pick<StateFields, K>
type ErrorFields = Fields<'error'>

export function Pending(fields: Fields<'cachedInputs'> = {}): Pending {
  return makeState('Pending', fields) as Pending
}
export function Scheduled(fields: Fields<'startTime' | 'cachedInputs'> = {}): Scheduled {
  return makeState('Scheduled', fields) as Scheduled
}
export function Retrying(
  fields: Fields<'startTime' | 'runCount' | 'error' | 'cachedInputs' | 'loopCount' | 'loopResult'> = {},
): Retrying {
  return makeState('Retrying', fields) as Retrying
}
export function Paused(fields: Fields<'startTime' | 'cachedInputs'> = {}): Paused {
  return makeState('Paused', fields) as Paused
}
export function Resume(fields: Fields<'cachedInputs'> = {}): Resume {
  return makeState('Resume', fields) as Resume
}
export function Running(fields: CommonFields = {}): Running {
  return makeState('Running', fields) as Running
}
export function Success<R = undefined>(
  fields: CommonFields & { readonly result?: R; readonly cached?: Cached<R> | undefined } = {},
): Success<R> {
  return makeState('Success', fields) as Success<R>
}
export function Cached<R = undefined>(
  fields: Fields<'cachedInputs' | 'cachedParameters' | 'expiresAt'> & { readonly result?: R } = {},
): Cached<R> {
  return makeState('Cached', fields) as Cached<R>
}
export function Mapped<R = unknown[]>(fields: Fields<'mapStates'> & { readonly result?: R } = {}): Mapped<R> {
  return makeState('Mapped', fields) as Mapped<R>
}
export function Skipped<R = undefined>(fields: CommonFields & { readonly result?: R } = {}): Skipped<R> {
  return makeState('Skipped', fields) as Skipped<R>
}
export function Failed(fields: ErrorFields = {}): Failed {
  return makeState('Failed', fields) as Failed
}
export function TimedOut(fields: ErrorFields = {}): TimedOut {
  return makeState('TimedOut', fields) as TimedOut
}
export function TriggerFailed(fields: ErrorFields = {}): TriggerFailed {
  return makeState('TriggerFailed', fields) as TriggerFailed
}
export function Cancelled(fields: ErrorFields = {}): Cancelled {
  return makeState('Cancelled', fields) as Cancelled
}
export function Looped<R = undefined>(fields: Fields<'loopCount'> & { readonly result?: R } = {}): Looped<R> {
  return makeState('Looped', fields) as Looped<R>
}
