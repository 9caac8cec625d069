/**
 * What a run is made from: its options with every default decided, and what it goes on from.
 */
import type { Clock } from '../clock'
import type { Scope } from '../context'
import type { Executor } from '../executor'
import type { Flow } from '../flow'
import type { ChangeWatcher, Host } from '../host'
import type { State } from '../state'
import type { EngineStore, LogLine } from '../store/store'
import type { Task } from '../task'
import type { Identities } from './identity'

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
  readonly workKey?: (slug: string, mapIndex?: number) => string | undefined
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
}
