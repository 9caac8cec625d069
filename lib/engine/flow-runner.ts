/**
 * Runs a flow, in these steps: check the options, work out what the run is made of, refuse what cannot run, run, and
 * say how it ended. The tasks' own steps are in steps and body; the counting in between is flow-run's.
 */
import { systemClock } from '../clock'
import { currentScope, type Scope, ValueScope } from '../context'
import { toMilliseconds } from '../duration'
import { FlowError, isFlowError } from '../error'
import type { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import { type Host, surroundingHost } from '../host'
import { newRunId } from '../run-id'
import { checkRunOptions, type RunOptions } from '../run-options'
import { makeState, type State } from '../state'
import type { EngineStore, RunJournal } from '../store/store'
import { flowGraph } from '../symbols'
import { finalState, reported } from './final-state'
import { type Answer, askFlowHandlers } from './flow-handlers'
import { FlowRun, type RunEnd } from './flow-run'
import { givenTo, originOfGiven, rememberLineage } from './given'
import type { Identities } from './identity'
import { ownExecutor } from './local-executor'
import { MemoryJournal } from './memory-journal'
import { type Plan, planOf } from './plan'
import { cancelRest, flowState } from './run-result'
import type { Origin, RunSetup } from './run-setup'

/** Runs a flow; what it resumes from is told by `resume` alone. */
export async function runFlow(flow: Flow, given: RunOptions, origin?: Origin): Promise<FlowState> {
  const options = withLists(given)
  checkRunOptions(flow, options)
  if (origin === undefined && isResumedByDefault(options)) return resumeLast(flow, options)
  const setup = setupOf(flow, options, origin)
  const journal = openJournal(setup)
  if (journal instanceof FlowError) {
    return ended(setup, undefined, new MemoryJournal(), { state: failed(setup, journal), thrown: { error: journal } })
  }
  const missing = missingParameters(setup)
  if (missing.length > 0) {
    const message = `Required parameters were not provided: {${missing.join(', ')}}`
    return ended(setup, undefined, journal, { state: failed(setup, new FlowError('MISSING_PARAMETERS', message)) })
  }
  const plan = planOrError(flow)
  if (plan instanceof FlowError) return ended(setup, undefined, journal, { state: failed(setup, plan) })
  return runPlan(setup, plan, journal)
}

/** Iterables that can be read only once are read once. */
function withLists(options: RunOptions): RunOptions {
  const lists: { -readonly [K in keyof RunOptions]: RunOptions[K] } = { ...options }
  for (const name of ['returnTasks', 'startTasks', 'taskStates'] as const) {
    const value: unknown = options?.[name]
    if (isOneShot(value)) Object.assign(lists, { [name]: [...value] })
  }
  return lists
}

function isOneShot(value: unknown): value is Iterator<unknown> & Iterable<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value && Symbol.iterator in value
}

function isResumedByDefault({ from, taskStates, startTasks, store }: RunOptions): boolean {
  if (from !== undefined || taskStates !== undefined || startTasks !== undefined || store === null) return false
  return globalThis.process?.env.TASKLAB_RESUME === '1'
}

function resumeLast(flow: Flow, options: RunOptions): Promise<FlowState> {
  const { resumeUnfinished } = require('./resume') as typeof import('./resume')
  return resumeUnfinished(flow, options)
}

function setupOf(flow: Flow, options: RunOptions, origin: Origin | undefined): RunSetup {
  const host = options.host ?? surroundingHost()
  const surroundings = currentScope()
  const scope: Scope | undefined = options.context ? new ValueScope(options.context, surroundings) : surroundings
  const store = storeOf(options)
  return {
    flow,
    runId: newRunId(),
    origin: origin ?? originOfGiven(options),
    given: givenTo(flow, options),
    startTasks: options.startTasks && [...options.startTasks],
    returnTasks: options.returnTasks && [...options.returnTasks],
    parameters: parametersOf(flow, options.parameters),
    scope,
    taskContexts: options.taskContexts,
    executor: options.executor ?? ownExecutor,
    store,
    identities: store && lazyIdentities(flow, host),
    wait: options.wait === true ? Number.POSITIVE_INFINITY : (toMilliseconds(options.wait || 0) ?? 0),
    throttle: options.throttle,
    signal: options.signal ?? host?.signal?.(),
    raiseOnException: options.raiseOnException ?? false,
    clock: options.clock ?? systemClock,
    onStateChange: options.onStateChange,
    host,
  }
}

/** The identities of a run's tasks are those of its beginning, made when they are first asked for. */
function lazyIdentities(flow: Flow, host: Host | undefined): () => Identities {
  let made: Identities | undefined
  return () => {
    made ??= (require('./identity') as typeof import('./identity')).taskIdentities(flow, host)
    return made
  }
}

/** Loads what keeps runs only for a run that is kept. */
function storeOf({ store }: RunOptions): EngineStore | undefined {
  if (store === null) return undefined
  const { engineStore, usualStore } = require('../store/open-store') as typeof import('../store/open-store')
  return store === undefined ? usualStore() : engineStore(store)
}

function parametersOf(flow: Flow, given: RunOptions['parameters']): Readonly<Record<string, unknown>> {
  const parameters: Record<string, unknown> = {}
  for (const [name, { default: value }] of flow.parameters()) if (value !== undefined) parameters[name] = value
  for (const [name, value] of Object.entries(given ?? {})) if (value !== undefined) parameters[name] = value
  return parameters
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

function failed({ clock }: RunSetup, error: unknown): State {
  const message = error instanceof Error ? error.message : String(error)
  return makeState('Failed', { message, error, timestamp: new Date(clock.now()) })
}

/** Runs what has been made ready. */
export async function runPlan(setup: RunSetup, plan: Plan, journal: RunJournal): Promise<FlowState> {
  const { flow, host, signal } = setup
  rememberLineage(setup)
  const pending = makeState('Pending', { timestamp: new Date(setup.clock.now()) })
  const running = makeState('Running', { timestamp: new Date(setup.clock.now()) })
  const started = await askFlowHandlers(setup, pending, running)
  if (!started.state.isRunning()) return ended(setup, undefined, journal, started)
  const { promise: done, resolve, reject } = Promise.withResolvers<FlowState>()
  done.catch(() => undefined)
  const watchers = [
    setup.onStateChange,
    host?.onRun?.({
      runId: setup.runId,
      flow,
      states: () => run.states(),
      progress: (task, index) => run.progress(task, index),
      done,
    }),
  ]
  const run: FlowRun = new FlowRun(
    setup,
    plan,
    journal,
    watchers.filter(watch => watch !== undefined && watch !== null),
    end,
  )
  const abort = (): void => run.abort(signal?.reason)
  signal?.addEventListener('abort', abort)
  run.start()
  if (signal?.aborted) abort()
  return done

  function end(how: RunEnd): void {
    signal?.removeEventListener('abort', abort)
    if (how.how !== 'done') cancelRest(run, how)
    const state = how.how === 'done' ? finalState(run) : reported(run, how)
    const thrown = how.how === 'raised' || how.how === 'crashed' ? { error: how.error } : undefined
    ended(setup, run, journal, thrown ? { state, thrown } : { state }, running).then(resolve, reject)
  }
}

/**
 * Asks the flow's handlers about its last state, closes the journal, and puts the result together; where the caller
 * wants what broke the run thrown, it is thrown now that all of it is written.
 */
async function ended(
  setup: RunSetup,
  run: FlowRun | undefined,
  journal: RunJournal,
  to: Answer,
  from: State = makeState('Pending', {}),
): Promise<FlowState> {
  // What an abort decided is final: it waits for no handler. A handler that threw is not asked again.
  const settled = to.state.type === 'Cancelled' || to.thrown !== undefined
  const { state, thrown } = settled ? to : await askFlowHandlers(setup, from, to.state)
  const result = flowState(setup, run, journal, (await closed(setup, journal, state)) ?? state)
  if (state.isFailed() && state.type !== 'Cancelled') await setup.flow.options.onFailure?.(setup.flow, result)
  if (thrown && setup.raiseOnException) throw thrown.error
  return result
}

/** Closes the journal; the state of a run whose last changes it could not show. */
async function closed(
  setup: RunSetup,
  journal: RunJournal,
  { type, message, error }: State,
): Promise<State | undefined> {
  try {
    await journal.end({
      type,
      ...(message === undefined ? {} : { message }),
      ...(error === undefined ? {} : { error }),
    })
    return undefined
  } catch (error) {
    return failed(setup, error)
  }
}
