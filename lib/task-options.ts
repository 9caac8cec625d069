/**
 * The options of a task: what they may be, and the settings that the engine reads, worked out once per task function.
 * Defaults are decided here and nowhere else.
 */

import type { CacheValidator } from './cache-validators'
import { cacheValidators } from './cache-validators'
import { type Duration, toMilliseconds } from './duration'
import { FlowError } from './error'
import { type Check, checkOptions, checks, type OptionTable, quote, requireOption } from './options'
import type { ErrorFilter } from './retry-filter'
import { retryFilter } from './retry-filter'
import type { Failed, State, TimedOut, TriggerFailed } from './state'
import type { Task } from './task'
import { isManual, type Trigger, triggers } from './triggers'

/** How long to wait before a retry: always the same, a list whose last repeats, or by the attempt, from 1. */
export type RetryDelay = Duration | readonly Duration[] | ((attempt: number) => Duration)

/** Sees every change of a state and may return another for it. */
export type StateHandler<S> = (
  subject: S,
  from: State,
  to: State,
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing keeps the new state
) => State | void | Promise<State | void>

/** Options of a task; see each. */
export interface TaskOptions {
  /** default: the function's name, else `task` */
  readonly name?: string
  /** unique in a flow; default `${name}-${n}`, n counting from 1 per name */
  readonly slug?: string
  readonly description?: string
  readonly tags?: readonly string[] | ReadonlySet<string>
  /** how often to try again; default 0 */
  readonly maxRetries?: number
  /** default '1 min' */
  readonly retryDelay?: RetryDelay
  /** 0…1: each delay is lengthened by up to this share; default 0 */
  readonly retryJitter?: number
  /** which errors are worth another try; default: every one */
  readonly retryOn?: ErrorFilter
  /** a run that takes longer is TimedOut, and its AbortSignal fires */
  readonly timeout?: Duration
  /** default `triggers.allSuccessful` */
  readonly trigger?: Trigger
  /** default true */
  readonly skipOnUpstreamSkip?: boolean
  /** keep the result this long, per flow, task and inputs */
  readonly cacheFor?: Duration
  /** default `cacheValidators.allInputs` where `cacheFor` is set */
  readonly cacheValidator?: CacheValidator
  readonly stateHandlers?: readonly StateHandler<Task>[]
  /** called once, for the final failure; never for Cancelled */
  readonly onFailure?: (task: Task, state: Failed | TimedOut | TriggerFailed) => void | Promise<void>
  /** part of what the store takes for the task's code: change it when its source does not show that it changed */
  readonly version?: string
}

/** What the engine reads: every default decided, every duration in milliseconds. */
export interface TaskSettings {
  readonly maxRetries: number
  /** milliseconds to wait after this attempt, from 1, before any jitter */
  readonly retryDelay: (attempt: number) => number
  readonly retryJitter: number
  readonly retryOn: (error: unknown, attempt: number) => boolean
  /** Infinity: none */
  readonly timeout: number
  readonly trigger: Trigger
  readonly manual: boolean
  readonly skipOnUpstreamSkip: boolean
  readonly cacheFor: number | undefined
  readonly cacheValidator: CacheValidator
  readonly stateHandlers: readonly StateHandler<Task>[]
  readonly onFailure: TaskOptions['onFailure']
}

const delays: Check = value => {
  if (typeof value === 'function') return undefined
  const all = Array.isArray(value) ? value : [value]
  const fit = all.length > 0 && all.every(delay => toMilliseconds(delay) !== undefined)
  return fit ? undefined : 'milliseconds (≥ 0), text such as "1 min", a list of them, or a function of the attempt'
}

const table: OptionTable<TaskOptions> = {
  name: checks.name,
  slug: checks.name,
  description: checks.text,
  tags: checks.names,
  maxRetries: checks.retries,
  retryDelay: delays,
  retryJitter: checks.share,
  retryOn: retryFilter.check,
  timeout: checks.positiveDuration,
  trigger: checks.fn,
  skipOnUpstreamSkip: checks.flag,
  cacheFor: checks.duration,
  cacheValidator: checks.fn,
  stateHandlers: checks.functions,
  onFailure: checks.fn,
  version: checks.text,
}

/** Throws a FlowError unless these are options of a task. */
export function checkTaskOptions(options: TaskOptions | undefined): void {
  checkOptions<TaskOptions>('task', options, table)
}

/** The settings that these options mean; they must have been checked. */
export function taskSettings(options: TaskOptions): TaskSettings {
  const trigger = options.trigger ?? triggers.allSuccessful
  return {
    maxRetries: options.maxRetries ?? 0,
    retryDelay: retryDelay(options.retryDelay ?? '1 min'),
    retryJitter: options.retryJitter ?? 0,
    retryOn: retryFilter.predicate(options.retryOn),
    timeout: options.timeout === undefined ? Number.POSITIVE_INFINITY : (toMilliseconds(options.timeout) ?? 0),
    trigger,
    manual: isManual(trigger),
    skipOnUpstreamSkip: options.skipOnUpstreamSkip ?? true,
    cacheFor: options.cacheFor === undefined ? undefined : toMilliseconds(options.cacheFor),
    cacheValidator: options.cacheValidator ?? cacheValidators.allInputs,
    stateHandlers: options.stateHandlers ?? [],
    onFailure: options.onFailure,
  }
}

function retryDelay(delay: RetryDelay): (attempt: number) => number {
  if (typeof delay === 'function') {
    return attempt => {
      const given = delay(attempt)
      const milliseconds = toMilliseconds(given)
      if (milliseconds !== undefined) return milliseconds
      throw new FlowError(
        'BAD_DELAY',
        `retryDelay(${attempt}) was ${quote(given)}; expected milliseconds or text such as "1 min".`,
      )
    }
  }
  const list = (Array.isArray(delay) ? (delay as readonly Duration[]) : [delay as Duration]).map(
    d => toMilliseconds(d) ?? 0,
  )
  return attempt => list[Math.min(attempt, list.length) - 1] ?? 0
}

/** What `exponentialBackoff` takes. */
export interface BackoffOptions {
  readonly initial: Duration
  /** default 2 */
  readonly factor?: number
  readonly max?: Duration
}

/** A `retryDelay` that grows: `initial`, then `factor` times as long at each further attempt, `max` at most. */
export function exponentialBackoff(options: BackoffOptions): (attempt: number) => number {
  checkOptions<BackoffOptions>('exponentialBackoff', options, {
    initial: checks.duration,
    factor: value => (typeof value === 'number' && value >= 1 ? undefined : 'a number ≥ 1'),
    max: checks.duration,
  })
  requireOption('exponentialBackoff', 'initial', options?.initial, checks.duration)
  const initial = toMilliseconds(options.initial) ?? 0
  const max = options.max === undefined ? Number.POSITIVE_INFINITY : (toMilliseconds(options.max) ?? 0)
  const factor = options.factor ?? 2
  return attempt => Math.min(max, initial * factor ** (attempt - 1))
}
