/**
 * Runs a flow, in these steps: check the options, work out what the run is made of (run-setup), refuse what cannot run,
 * run, and say how it ended (run-end). The tasks' own steps are in steps and body; the counting in between is flow-run's.
 */
import { FlowError, isFlowError } from '../error'
import type { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import type { ChangeWatcher, Host } from '../host'
import { checkRunOptions, type RunOptions, withLists } from '../run-options'
import { makeState } from '../state'
import type { RunJournal } from '../store/store'
import { flowGraph } from '../symbols'
import { finalState, reported } from './final-state'
import { type Answer, askFlowHandlers } from './flow-handlers'
import { FlowRun, type RunEnd } from './flow-run'
import { rememberLineage } from './given'
import { hostRun } from './host-run'
import { MemoryJournal } from './memory-journal'
import { type Plan, planOf } from './plan'
import { ended, failed } from './run-end'
import { cancelRest } from './run-result'
import { type Origin, type RunSetup, setupOf } from './run-setup'

/** Runs a flow; what it resumes from is told by `resume` alone. */
export async function runFlow(flow: Flow, given: RunOptions, origin?: Origin): Promise<FlowState> {
  const options = withLists(given)
  checkRunOptions(flow, options)
  if (origin === undefined && isResumedByDefault(options)) return resumeLast(flow, options)
  const setup = setupOf(flow, options, origin)
  const journal = openJournal(setup)
  if (isFlowError(journal)) {
    return ended(setup, undefined, new MemoryJournal(), { state: failed(setup, journal), thrown: { error: journal } })
  }
  const missing = missingParameters(setup)
  if (missing.length > 0) {
    const message = `Required parameters were not provided: {${missing.join(', ')}}`
    return ended(setup, undefined, journal, { state: failed(setup, new FlowError('MISSING_PARAMETERS', message)) })
  }
  const plan = planOrError(flow)
  if (isFlowError(plan)) return ended(setup, undefined, journal, { state: failed(setup, plan) })
  return runPlan(setup, plan, journal)
}

function isResumedByDefault({ from, taskStates, startTasks, store }: RunOptions): boolean {
  if (from !== undefined || taskStates !== undefined || startTasks !== undefined || store === null) return false
  return globalThis.process?.env.TASKLAB_RESUME === '1'
}

function resumeLast(flow: Flow, options: RunOptions): Promise<FlowState> {
  const { resumeUnfinished } = require('./resume') as typeof import('./resume')
  return resumeUnfinished(flow, options)
}

/** Required parameters that neither the caller nor a given state supplies. */
function missingParameters({ flow, parameters, given }: RunSetup): string[] {
  const isGiven = (name: string): boolean => {
    const task = flow[flowGraph].bySlug(name)
    return task !== undefined && given.get(task)?.isFinished() === true
  }
  return [...flow.parameters()]
    .filter(([name, { required }]) => required && !(name in parameters) && !isGiven(name))
    .map(([name]) => name)
}

function openJournal(setup: RunSetup): RunJournal | FlowError {
  const { store, flow, runId, parameters, origin, clock, identities } = setup
  if (store === undefined) return new MemoryJournal()
  try {
    return store.begin({
      runId,
      flow: flow.name,
      startedAt: new Date(clock.now()),
      parameters,
      ...(flow.options.version === undefined ? {} : { version: flow.options.version }),
      ...(origin.runId === undefined ? {} : { resumedFrom: origin.runId }),
      ...(identities === undefined ? {} : { identify: slug => identities()(slug) }),
    })
  } catch (error) {
    if (isFlowError(error)) return error
    throw error
  }
}

function planOrError(flow: Flow): Plan | FlowError {
  try {
    return planOf(flow)
  } catch (error) {
    if (isFlowError(error)) return error
    throw error
  }
}

/** Runs what has been made ready. */
export async function runPlan(setup: RunSetup, plan: Plan, journal: RunJournal): Promise<FlowState> {
  const { host, signal } = setup
  rememberLineage(setup)
  const running = makeState('Running', { timestamp: new Date(setup.clock.now()) })
  const started = await askFlowHandlers(setup, makeState('Pending', { timestamp: running.timestamp }), running)
  // Where the run was aborted meanwhile, its tasks are to say so.
  if (!started.state.isRunning() && signal?.aborted !== true) return ended(setup, undefined, journal, started)
  const { promise: done, resolve, reject } = Promise.withResolvers<FlowState>()
  done.catch(() => undefined)
  const watchers: ChangeWatcher[] = setup.onStateChange === undefined ? [] : [setup.onStateChange]
  const run = new FlowRun(setup, plan, journal, watchers, how => {
    signal?.removeEventListener('abort', abort)
    if (how.how !== 'done') cancelRest(run, how)
    ended(setup, run, journal, answerOf(run, how), running).then(resolve, reject)
  })
  const abort = (): void => run.abort(signal?.reason)
  signal?.addEventListener('abort', abort)
  run.prepare()
  watch(run, host, watchers, done)
  if (signal?.aborted) abort()
  else run.drain()
  return done
}

/** Lets the host watch. One that cannot ends the run as a watcher does that throws later. */
function watch(run: FlowRun, host: Host | undefined, watchers: ChangeWatcher[], done: Promise<FlowState>): void {
  try {
    const watcher = host?.onRun?.(hostRun(run, done))
    if (watcher !== undefined && watcher !== null) watchers.push(watcher)
  } catch (error) {
    run.crash(error)
  }
}

function answerOf(run: FlowRun, how: RunEnd): Answer {
  if (how.how === 'done') return { state: finalState(run) }
  const state = reported(run, how)
  return how.how === 'aborted' ? { state } : { state, thrown: { error: how.error } }
}
