/**
 * What a run is made from: its options with every default decided, and what it goes on from.
 */
import { type Clock, systemClock } from '../clock'
import { currentScope, type Scope, ValueScope } from '../context'
import { toMilliseconds } from '../duration'
import type { Executor } from '../executor'
import type { Flow } from '../flow'
import { type ChangeWatcher, type Host, surroundingHost } from '../host'
import { newRunId } from '../run-id'
import type { RunOptions } from '../run-options'
import type { State } from '../state'
import type { EngineStore, LogLine } from '../store/store'
import type { Task } from '../task'
import { givenTo, originOfGiven } from './given'
import type { Identities } from './identity'
import { ownExecutor } from './local-executor'
import type { WorkKeys } from './work-keys'

/** What a resumed run is told besides its options. */
export interface Origin {
  /** the run that this one goes on from */
  readonly runId?: string
  /** the first run of the line */
  readonly lineage?: string
  /** tasks that count as start tasks, though everything else runs too */
  readonly starts?: ReadonlySet<Task>
  /** log lines of the earlier runs of the line */
  readonly logs?: () => readonly LogLine[]
  /** the idempotency key of a piece of work, where it is not the usual one of the line */
  readonly workKey?: WorkKeys
}

/** All that a run needs to know. */
export interface RunSetup {
  readonly flow: Flow
  readonly runId: string
  readonly origin: Origin
  readonly given: ReadonlyMap<Task, State>
  readonly startTasks: readonly Task[] | undefined
  readonly returnTasks: readonly Task[] | undefined
  readonly parameters: Readonly<Record<string, unknown>>
  readonly scope: Scope | undefined
  readonly taskContexts: ReadonlyMap<Task, Readonly<Record<string, unknown>>> | undefined
  readonly executor: Executor
  readonly store: EngineStore | undefined
  /** the tasks' code and wiring, worked out when a store first asks */
  readonly identities: (() => Identities) | undefined
  /** the longest wait in all, in milliseconds; 0: none */
  readonly wait: number
  readonly throttle: Readonly<Record<string, number>> | undefined
  readonly signal: AbortSignal | undefined
  readonly raiseOnException: boolean
  readonly clock: Clock
  readonly onStateChange: ChangeWatcher | undefined
  readonly host: Host | undefined
  /** one task alone, by `rerun`: it is no run of the flow */
  readonly isRerun: boolean
}

/** What a run with these options, which have been checked, is made from. */
export function setupOf(flow: Flow, options: RunOptions, origin: Origin | undefined): RunSetup {
  const host = options.host ?? surroundingHost()
  const surroundings = currentScope()
  const scope: Scope | undefined = options.context ? new ValueScope(options.context, surroundings) : surroundings
  const store = storeOf(options)
  return {
    flow,
    runId: newRunId(),
    origin: origin ?? originOfGiven(options, store),
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
    isRerun: false,
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
