/**
 * One attempt of one task: the call that an executor is given, and the scope that its body sees, in one object, since
 * there is one of each per attempt. What the scope says is worked out when it is asked for.
 */

import { enterScope, flatten, lookup, missing, type Scope } from '../context'
import type { TaskCall } from '../executor'
import { type Logger, makeLogger } from '../logger'
import type { Progress } from '../progress'
import type { FlowRun } from './flow-run'
import type { TaskRun } from './task-run'

/** The names that the engine provides, each with what it says of an attempt. */
const provided: Readonly<Record<string, (attempt: Attempt) => unknown>> = {
  flowName: ({ run }) => run.flow.name,
  flowVersion: ({ run }) => run.flow.options.version,
  parameters: ({ run }) => run.parameters,
  runId: ({ run }) => run.runId,
  taskName: ({ unit }) => unit.node.task.name,
  taskSlug: ({ unit }) => unit.node.task.slug,
  taskRunCount: attempt => attempt.attempt,
  mapIndex: ({ unit }) => (unit.mapIndex < 0 ? undefined : unit.mapIndex),
  loopCount: attempt => attempt.loopCount,
  loopResult: attempt => attempt.loopResult,
  scheduledStartTime: attempt => attempt.scheduledStartTime(),
  signal: attempt => attempt.signal(),
  idempotencyKey: ({ run, unit }) => run.recorder.workKey(unit),
  logger: attempt => attempt.logger(),
}
const notForExecutors: ReadonlySet<string> = new Set(['signal', 'logger'])

/** An attempt, from when it is handed to the executor until the first report of it. */
export class Attempt implements Scope, TaskCall {
  readonly outer: Scope | undefined
  readonly run: FlowRun
  readonly unit: TaskRun
  /** which run of the task this is, from 1 */
  readonly attempt: number
  readonly args: readonly unknown[]
  readonly fn: (...args: unknown[]) => unknown
  declare readonly mapIndex?: number
  readonly loopCount: number
  readonly loopResult: unknown
  /** milliseconds; when the body began, as far as is known */
  startedAt: number
  /** the first report has come, or the time is up */
  closed = false
  /** it holds a place of the executor, and of its tags, until the executor has reported */
  holdsSlot = true
  /** what the body counts, if it does */
  counted: Progress | undefined = undefined
  #controller: AbortController | undefined = undefined
  #logger: Logger | undefined = undefined
  /** ends the wait for the timeout */
  stopTimer: (() => void) | undefined = undefined

  constructor(run: FlowRun, unit: TaskRun, onStart: ((attempt: Attempt) => void) | undefined) {
    this.run = run
    this.unit = unit
    this.outer = run.scopeOf(unit.node.task)
    this.attempt = unit.runCount
    this.args = unit.args
    this.loopCount = unit.loopCount
    this.loopResult = unit.loopResult
    this.startedAt = run.clock.now()
    if (unit.mapIndex >= 0) this.mapIndex = unit.mapIndex
    const body = unit.node.core.fn
    this.fn = (...args) => {
      onStart?.(this)
      return enterScope(this, body, ...args)
    }
  }

  get runId(): string {
    return this.run.runId
  }
  get taskSlug(): string {
    return this.unit.node.task.slug
  }
  get context(): Readonly<Record<string, unknown>> {
    const values = Object.entries(flatten(this, notForExecutors))
    return Object.fromEntries(values.filter(([key, value]) => value !== undefined || !Object.hasOwn(provided, key)))
  }

  /** What the engine provides hides what is around it, where there is nothing to say too: of another run, perhaps. */
  lookup(key: string): unknown {
    return Object.hasOwn(provided, key) ? provided[key]?.(this) : missing
  }
  keys(): Iterable<string> {
    return Object.keys(provided)
  }
  get(key: string): unknown {
    return lookup(this, key)
  }

  /** Something in the body is counted: the row of its task shows it. */
  progress(count: Progress): void {
    this.counted = count
  }

  /** Fires when the time is up or the run is over. */
  signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.run.abortReason !== undefined && !this.#controller.signal.aborted)
      this.#controller.abort(this.run.abortReason)
    return this.#controller.signal
  }
  /** Tells the body, if it asked for the signal, that nobody waits for it any more. */
  abort(reason: unknown): void {
    this.stopTimer?.()
    this.#controller?.abort(reason)
  }

  logger(): Logger {
    this.#logger ??= makeLogger((level, text) => this.run.recorder.log(this.unit, this.attempt, level, text))
    return this.#logger
  }

  scheduledStartTime(): Date {
    const given = this.unit.given
    const start =
      given?.type === 'Scheduled' || given?.type === 'Retrying' || given?.type === 'Paused'
        ? given.startTime
        : undefined
    return start ?? this.run.startedAt
  }
}
