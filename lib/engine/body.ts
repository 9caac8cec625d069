/**
 * Running a task's body: hands an attempt to the executor, takes the first report of it and no other, and goes on with
 * what it comes to: done, tried again, the next pass of a loop. A timeout closes the attempt; its late report only
 * gives back the place that it held.
 */

import { systemClock } from '../clock'
import { capacity } from '../executor'
import { isSignal } from '../signals'
import { type Cached, makeState, Running, type State } from '../state'
import { Attempt } from './attempt'
import { changeState } from './changes'
import type { FlowRun } from './flow-run'
import { inputsRecord } from './inputs'
import { type AttemptFacts, returned, threw, timedOut } from './outcome'
import type { TaskRun } from './task-run'
import { upstreamStates } from './upstream'

/** Runs the task: Running first, then its body, by the executor or, for the engine's own, at once. */
export function runBody(run: FlowRun, unit: TaskRun): void {
  const at = run.now()
  const running = Running({ timestamp: at, startedAt: at, attempts: unit.given?.attempts })
  changeState(run, unit, running, state => {
    if (!state.isRunning()) run.end(unit, state)
    else if (unit.node.core.inline) runInline(run, unit, unit.node.core.inline)
    else runAttempt(run, unit)
  })
}

function runInline(run: FlowRun, unit: TaskRun, inline: NonNullable<TaskRun['node']['core']['inline']>): void {
  const startedAt = run.clock.now()
  const scope = { parameters: run.parameters, upstream: () => upstreamStates(run, unit) }
  let state: State
  let raised: { readonly error: unknown } | undefined
  try {
    state = returned(inline(unit.args, scope), factsOf(run, unit, startedAt), undefined)
  } catch (error) {
    state = threw(error, factsOf(run, unit, startedAt), Math.random)
    if (!isSignal(error)) raised = { error }
  }
  finish(run, unit, state)
  if (raised) run.raise(raised.error)
}

function runAttempt(run: FlowRun, unit: TaskRun): void {
  const limited = unit.node.settings.timeout !== Number.POSITIVE_INFINITY
  // An executor that says how many places it has starts a call by calling its function; others start where we cannot see.
  const startsHere = capacity in run.executor
  const attempt = new Attempt(run, unit, limited && startsHere ? startTimer : undefined)
  unit.attempt = attempt
  unit.ran = true
  const own = limited || !startsHere
  let report: PromiseLike<unknown>
  try {
    if (limited && !startsHere) startTimer(attempt)
    report = run.executor.run(attempt, own ? attempt.signal() : run.signal())
    if (typeof report?.then !== 'function') throw new TypeError('An executor must give a promise; this one gave none.')
  } catch (error) {
    run.crash(error)
    return
  }
  report.then(
    value => hear(run, attempt, true, value),
    error => hear(run, attempt, false, error),
  )
}

/** The executor has reported: its place is free, whatever became of the attempt meanwhile. */
function hear(run: FlowRun, attempt: Attempt, ok: boolean, value: unknown): void {
  try {
    if (attempt.holdsSlot) {
      attempt.holdsSlot = false
      run.leave(attempt.unit)
    }
    if (!attempt.closed) settleAttempt(run, attempt, ok, value)
    run.drain()
  } catch (error) {
    run.crash(error)
  }
}

function settleAttempt(run: FlowRun, attempt: Attempt, ok: boolean, value: unknown): void {
  attempt.closed = true
  attempt.stopTimer?.()
  const { unit } = attempt
  unit.attempt = undefined
  if (run.over) return
  const facts = factsOf(run, unit, attempt.startedAt)
  // A body that never yields ends before any timer could ring.
  const late = run.clock.now() - attempt.startedAt > unit.node.settings.timeout
  if (late) {
    attempt.abort(new Error('timed out'))
    finish(run, unit, timedOut(facts, Math.random))
  } else if (ok) {
    const cached = cachedState(run, unit, value)
    finish(run, unit, returned(value, facts, cached))
  } else {
    finish(run, unit, threw(value, facts, Math.random))
    if (!isSignal(value)) run.raise(value)
  }
}

/** Ends the attempt when its time is up, whatever the body does. */
function startTimer(attempt: Attempt): void {
  const { run, unit } = attempt
  const { timeout } = unit.node.settings
  attempt.startedAt = run.clock.now()
  const ring = (): void => {
    if (attempt.closed || run.over) return
    attempt.closed = true
    const state = timedOut(factsOf(run, unit, attempt.startedAt), Math.random)
    attempt.abort(state.error)
    finish(run, unit, state)
    run.drain()
  }
  const controller = new AbortController()
  attempt.stopTimer = () => controller.abort()
  const sleep = run.clock.sleep(timeout, controller.signal)
  // A clock that jumps must not overtake a body that has ended: what is done by then has a turn to say so.
  const fair = run.clock === systemClock ? ring : (): void => void setTimeout(ring, 0)
  sleep.then(fair, error => run.crash(error))
}

function factsOf(run: FlowRun, unit: TaskRun, startedAt: number): AttemptFacts {
  const began = unit.state?.startedAt
  return {
    number: unit.runCount,
    startedAt: began?.getTime() === startedAt ? began : new Date(startedAt),
    endedAt: run.now(),
    attempts: unit.state?.attempts ?? [],
    loopCount: unit.loopCount,
    loopResult: unit.loopResult,
    settings: unit.node.settings,
    inputs: () => inputsRecord(unit),
  }
}

function cachedState(run: FlowRun, unit: TaskRun, result: unknown): Cached | undefined {
  const { cacheFor } = unit.node.settings
  if (cacheFor === undefined) return undefined
  return makeState('Cached', {
    message: 'Task run succeeded.',
    timestamp: run.now(),
    result,
    cachedInputs: inputsRecord(unit),
    cachedParameters: run.parameters,
    expiresAt: new Date(Math.min(8.64e15, run.clock.now() + cacheFor)),
  }) as Cached
}

/** A pass of a loop goes on with the next; anything else ends the task, or has it wait for another try. */
function finish(run: FlowRun, unit: TaskRun, state: State): void {
  changeState(run, unit, state, kept => {
    if (kept.type !== 'Looped') run.end(unit, kept)
    else {
      unit.loopCount = kept.loopCount + 1
      unit.loopResult = kept.result
      run.again(unit)
    }
  })
}
