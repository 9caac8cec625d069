/**
 * What a run store promises: to a user (`RunStore`), and to the engine that writes runs and resumes them (`EngineStore`).
 *
 * The engine never waits for a store while tasks run. `RunJournal.change` takes a change and returns at once; changes
 * are committed in groups, about one per turn of the event loop, and only then are they *shown*. So a process that is
 * killed takes back nothing that anybody saw. All implementations pass the suite in `test/lib/store/contract.ts`.
 */
import type { Cached, State } from '../state'
import type { CodeIdentity } from './code-identity'

/** The stored runs, to read and to delete: what `openStore()` gives. Times are `Date`s, newest runs come first. */
export interface RunStore {
  /** The newest runs, of one flow or of all. `limit` is 100 unless told. */
  runs(options?: RunFilter): Promise<RunRow[]>
  /** One run with all that is known of its tasks. An id that is not in the store is a FlowError (`RUN_NOT_FOUND`). */
  load(runId: string): Promise<RunRecord>
  /** Forgets a run. One that is still going on is refused (`RUN_ALIVE`), an unknown one too (`RUN_NOT_FOUND`). */
  remove(runId: string): Promise<void>
  /**
   * Forgets runs: all but the newest `keep` of each flow, those that are `olderThan` it; with both, what both let go.
   * Without either, what the store does by itself: the newest 100 of each flow and the last 30 days stay.
   * A flow's last run, the runs that it came from, and what is still going on always stay. Gives the number forgotten.
   */
  prune(options?: { readonly keep?: number; readonly olderThan?: number | string | Date }): Promise<number>
  /** Writes what is still to write and lets go of the file. Runs that go on afterwards end as Failed (`STORE_CLOSED`). */
  close(): Promise<void>
}

/** Which runs `runs` gives. */
export interface RunFilter {
  readonly flow?: string
  /** default 100 */
  readonly limit?: number
}

/** A run in one row. `endedAt` is missing while it goes on, and for ever when its process was killed. */
export interface RunRow {
  readonly runId: string
  readonly flow: string
  readonly startedAt: Date
  readonly endedAt?: Date
  readonly state: RunOutcome
  readonly resumedFrom?: string
}

/** How a run stands, told apart by `type` as any state; prints as one, `Success("All key tasks succeeded.")`. */
export interface RunOutcome {
  readonly type: State['type']
  readonly message?: string
  toString(): string
}

/** One run with all that the store knows of it. */
export interface RunRecord extends RunRow {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly tasks: readonly TaskRecord[]
}

/** The newest state of a task, or of one child of a mapped one, with what it was given and what it logged. */
export interface TaskRecord {
  readonly slug: string
  readonly mapIndex?: number
  readonly state: State
  readonly inputs: Readonly<Record<string, unknown>>
  readonly logs: readonly LogLine[]
}

/** One line of `context.logger`. */
export interface LogLine {
  readonly at: Date
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly task: string
  readonly mapIndex?: number
  readonly attempt: number
  readonly text: string
}

/** Marks the objects that the engine can write to, across copies of this module. */
export const ENGINE_STORE: unique symbol = Symbol.for('tasklab.engine-store') as never

/** The engine's part. All of it is synchronous: these calls read and write an embedded file. */
export interface EngineStore extends RunStore {
  readonly [ENGINE_STORE]: true
  /**
   * Starts writing a run. Throws a FlowError `STORE_CLOSED` when the store is closed; whatever the disk does instead
   * (full, read-only, damaged, of a newer format) does not throw: the run then goes on in memory and says so once.
   */
  begin(run: RunStart): RunJournal
  /** The newest run of a flow of this name, or the run with this id. */
  find(which: { readonly flow: string } | { readonly runId: string }): RunHead | undefined
  /** The run and the runs that it came from, with the newest state of each task. Throws `RUN_NOT_FOUND`. */
  line(runId: string): RunLine
  /**
   * Results that `cacheFor` kept, for the validator to judge: unexpired, of the same flow, slug and code. First those
   * that were made from the same inputs (of any child), then those of the same child, newest first, 100 at most.
   */
  cached(query: CacheQuery): Iterable<Cached>
}

/** What is known of a run when it begins. */
export interface RunStart {
  readonly runId: string
  readonly flow: string
  readonly version?: string
  readonly startedAt: Date
  readonly parameters: Readonly<Record<string, unknown>>
  /** The parent: the run that is resumed, or the newest one that the given states came from (`originOf` in origin). */
  readonly resumedFrom?: string
  /** A task's code and wiring by its slug. Asked once for each task and each child, at its first change. */
  readonly identify?: (slug: string) => TaskIdentity | undefined
  /** Told once, in a sentence, when the run goes on in memory. By default it goes to stderr. */
  readonly warn?: (sentence: string) => void
}

/** What a stored result depends on, besides its upstream's results. See `taskIdentities` in engine/identity. */
export interface TaskIdentity {
  readonly code: CodeIdentity
  /** How its inputs are made, as a text. Two equal texts mean the same constants and results of the same tasks. */
  readonly wiring: string
  /** The same for what one child of a mapped task has for itself; none where all that is mapped over are results. */
  readonly element?: ((mapIndex: number) => string) | undefined
}

/** The wiring of a task, or of one child of it. */
export function wiringAt({ wiring, element }: TaskIdentity, mapIndex: number | undefined): string {
  return mapIndex === undefined || element === undefined ? wiring : `${wiring}\n${element(mapIndex)}`
}

/** Takes the changes of one run, in the order in which they happen. */
export interface RunJournal {
  /**
   * Takes a change and returns the state as it is kept: the same object, or a copy that says in `notStored` which value
   * could not be written. The value is read now, so that a task that changes it later does not change the store.
   * `shown` is called once, when the change is committed: in order, one after the other, never inside `change`
   * (but at once, inside it, where nothing is written: `store: null`, and a run that goes on in memory).
   * Retrying and the Failed family have then been fsynced too. What `shown` throws, `end` throws.
   * Throws `STORE_CLOSED` after `close()`.
   */
  change(change: TaskChange, shown: () => void): State
  /** Keeps a line of the run's log; written with the next group. Secrets are masked here. */
  log(line: LogLine): void
  /**
   * The run is over. Resolves when every change is committed, fsynced and shown. Call it also for a run that ended
   * by an error, or the run counts as going on for as long as this process lives. A second call changes nothing.
   */
  end(state: { readonly type: State['type']; readonly message?: string; readonly error?: unknown }): Promise<void>
  /** The newest change of each task that this run wrote; what `inputs`, and `resume` of a run that was not stored, ask. */
  entries(): Iterable<StoredTask>
  /** The log lines of this run so far. */
  logs(): readonly LogLine[]
}

/** One change of one task, or of one child of a mapped one. */
export interface TaskChange {
  readonly slug: string
  readonly mapIndex?: number | undefined
  readonly state: State
  /** What the function was given, as soon as it is known; kept with this change and those that follow it. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined
  /** With Running: which run of the task this is, counted as `Retrying.runCount` is. */
  readonly runCount?: number | undefined
  /** With Running, from the second pass of a loop on. */
  readonly loopCount?: number | undefined
  readonly loopResult?: unknown
  /** What `context.idempotencyKey` was, where it is not the usual one of this lineage (`usualKey`). */
  readonly workKey?: string | undefined
  /** The state was given to this run, by `taskStates`, `from` or `resume`: the run did not make it. */
  readonly given?: boolean | undefined
}

/** A run, as `find` and `line` give it. */
export interface RunHead extends RunRow {
  readonly parameters: Readonly<Record<string, unknown>>
  /** The first run of the line of parents; the run itself where it has none. */
  readonly lineage: string
  /** Who runs it, if it is still going on: same machine, its process lives; another, its heartbeat is younger than 30 s. */
  readonly alive?: { readonly pid: number; readonly machine: string; readonly here: boolean }
  /** When its process last gave a sign; none for a run that was never stored. */
  readonly lastSeenAt?: Date
}

/** A run and those that it came from. */
export interface RunLine {
  /** Newest first. */
  readonly runs: readonly RunHead[]
  /** By slug: the newest state of each task from a run that ran it; a state that was only ever given counts last. */
  readonly tasks: ReadonlyMap<string, StoredTaskFamily>
  /** What became of one piece of work; asking reads no values. */
  work(slug: string, mapIndex?: number): Work | undefined
  /** All of their log lines, oldest first. */
  logs(): readonly LogLine[]
}

/** A piece of work, as far as it has come: the type of its newest state, and its idempotency key if that is unusual. */
export interface Work {
  readonly type: State['type']
  readonly workKey?: string | undefined
}

/** A task's own state, and those of its children where it was mapped. */
export interface StoredTaskFamily {
  readonly whole?: StoredTask
  readonly children: ReadonlyMap<number, StoredTask>
}

export interface StoredTask extends TaskChange {
  readonly runId: string
  readonly identity?: TaskIdentity | undefined
  /** Why the values of this state cannot be read: a checksum that does not fit, a type that is not registered. */
  readonly unreadable?: string | undefined
}

export interface CacheQuery {
  readonly flow: string
  readonly slug: string
  readonly mapIndex?: number
  /** The digest of the task's `CodeIdentity`. */
  readonly code: string
  readonly inputs: Readonly<Record<string, unknown>>
  /** Milliseconds of the run's clock. */
  readonly now: number
}

export { originOf } from './origin'

/** The usual idempotency key: the same for a piece of work in every retry and resume of one lineage. */
export function usualKey(lineage: string, slug: string, mapIndex?: number): string {
  return mapIndex === undefined ? `${lineage}/${slug}` : `${lineage}/${slug}/${mapIndex}`
}
