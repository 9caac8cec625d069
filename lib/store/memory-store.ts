/**
 * A store that writes nothing: what a run with `store: null` has, and what a run goes on in when the disk fails.
 * A change is shown at once. Everything else works as in a stored run for as long as somebody holds this object,
 * so that such a run can be resumed, and its inputs looked at, in the same process.
 */
import { equal } from '../equal'
import { FlowError } from '../error'
import type { Cached } from '../state'
import { storedChildren } from './mapped-children'
import { noteOrigin, type Origin } from './origin'
import { forgettable, type PruneOptions } from './retention'
import { outcome, runFilter, toRecord } from './run-record'
import { maskSecrets } from './secrets'
import {
  type CacheQuery,
  ENGINE_STORE,
  type EngineStore,
  type LogLine,
  type RunFilter,
  type RunHead,
  type RunJournal,
  type RunLine,
  type RunRecord,
  type RunRow,
  type RunStart,
  type StoredTask,
  type TaskChange,
} from './store'
import { TaskEntry } from './task-entry'
import { type KeptRun, type LazyEntry, lineOf, runNotFound, TaskTable } from './task-table'

export class MemoryStore implements EngineStore {
  readonly [ENGINE_STORE] = true as const
  readonly #runs = new Map<string, KeptRun>()
  #closed = false

  begin(run: RunStart): RunJournal {
    if (this.#closed) throw new FlowError('STORE_CLOSED', `The store is closed: ${run.flow} cannot be written to it.`)
    const parent = run.resumedFrom === undefined ? undefined : this.#runs.get(run.resumedFrom)
    const journal = new MemoryJournal(run, parent?.head.lineage ?? run.resumedFrom ?? run.runId, () => this.#closed)
    this.#runs.set(run.runId, journal)
    return journal
  }

  find(which: { readonly flow: string } | { readonly runId: string }): RunHead | undefined {
    if ('runId' in which) return this.#runs.get(which.runId)?.head
    return this.#newest().find(({ head }) => head.flow === which.flow)?.head
  }

  line(runId: string): RunLine {
    return lineOf(runId, id => this.#runs.get(id))
  }

  /** The run with this id, for a store that keeps some of its runs here. */
  kept(runId: string): KeptRun | undefined {
    return this.#runs.get(runId)
  }

  /** Takes a run that was begun elsewhere: its disk has failed. */
  adopt(run: KeptRun): void {
    this.#runs.set(run.head.runId, run)
  }

  *cached(query: CacheQuery): Iterable<Cached> {
    const found: StoredTask[] = []
    for (const journal of this.#newest()) {
      if (journal.head.flow !== query.flow) continue
      for (const lazy of journal.lazyEntries()) {
        if (lazy.slug !== query.slug || lazy.given === true) continue
        const entry = lazy.read()
        if (isFresh(entry, query)) found.push(entry)
      }
    }
    const same = found.filter(entry => equal(entry.inputs, query.inputs))
    const rest = found.filter(entry => !same.includes(entry) && entry.mapIndex === query.mapIndex)
    for (const { state } of [...same, ...rest].slice(0, 100))
      if (state.type === 'Success' && state.cached) yield state.cached
  }

  async runs(options: RunFilter = {}): Promise<RunRow[]> {
    const { flow, limit } = runFilter(options)
    const heads = this.#newest().map(journal => journal.head)
    return heads.filter(head => flow === undefined || head.flow === flow).slice(0, limit)
  }

  async load(runId: string): Promise<RunRecord> {
    return toRecord(this.#run(runId))
  }

  async remove(runId: string): Promise<void> {
    const { head } = this.#run(runId)
    if (head.alive) throw new FlowError('RUN_ALIVE', `The run ${runId} of ${head.flow} is still going on.`)
    this.#runs.delete(runId)
  }

  async prune(options: PruneOptions = {}): Promise<number> {
    const gone = forgettable(
      this.#newest().map(journal => journal.head),
      options,
      Date.now(),
    )
    for (const runId of gone) this.#runs.delete(runId)
    return gone.length
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #newest(): KeptRun[] {
    return [...this.#runs.values()].reverse()
  }

  #run(runId: string): KeptRun {
    const journal = this.#runs.get(runId)
    if (journal === undefined) throw runNotFound(runId)
    return journal
  }
}

function isFresh(entry: StoredTask, { code, now }: CacheQuery): boolean {
  const { state, identity } = entry
  if (state.type !== 'Success' || state.cached === undefined) return false
  return state.cached.expiresAt.getTime() > now && identity?.code.digest === code
}

class MemoryJournal implements RunJournal, KeptRun {
  head: RunHead
  readonly #run: RunStart
  readonly #table = new TaskTable<TaskEntry>()
  readonly #logs: LogLine[] = []
  readonly #origin: Origin
  readonly #isClosed: () => boolean
  #failure: { readonly error: unknown } | undefined

  constructor(run: RunStart, lineage: string, isClosed: () => boolean) {
    this.#run = run
    this.#origin = { runId: run.runId }
    this.#isClosed = isClosed
    const { runId, flow, startedAt, parameters, resumedFrom } = run
    const alive = { pid: globalThis.process?.pid ?? 0, machine: 'here', here: true }
    const state = outcome('Running')
    this.head = { runId, flow, startedAt, parameters, lineage, state, alive, ...(resumedFrom ? { resumedFrom } : {}) }
  }

  change(change: TaskChange, shown: () => void): TaskChange['state'] {
    if (this.#isClosed()) throw new FlowError('STORE_CLOSED', `The store was closed while ${this.#run.flow} ran.`)
    if (change.state.type === 'Mapped') for (const child of storedChildren(change, this.#table)) this.#take(child)
    this.#take(change)
    try {
      shown()
    } catch (error) {
      this.#failure ??= { error }
    }
    return change.state
  }

  log(line: LogLine): void {
    this.#logs.push({ ...line, text: maskSecrets(line.text) })
  }

  async end(state: Parameters<RunJournal['end']>[0]): Promise<void> {
    if (this.head.endedAt !== undefined) return
    const { alive: _, ...head } = this.head
    this.head = { ...head, endedAt: new Date(), state: outcome(state.type, state.message) }
    if (this.#failure) throw this.#failure.error
  }

  /** The identity of a task is asked for when somebody wants it: a run that nobody resumes never pays for it. */
  *entries(): Iterable<StoredTask> {
    for (const entry of this.#table.entries()) {
      const identity = this.#run.identify?.(entry.slug)
      yield identity === undefined ? entry : { ...entry, identity }
    }
  }

  *lazyEntries(): Iterable<LazyEntry> {
    for (const entry of this.entries()) yield { ...entry, type: entry.state.type, read: () => entry }
  }

  logs(): readonly LogLine[] {
    return this.#logs
  }

  #take(change: TaskChange): void {
    const entry = this.#table.get(change.slug, change.mapIndex)
    if (entry === undefined) this.#table.set(new TaskEntry(change, this.#run.runId, undefined))
    else entry.update(change)
    if (change.state.type !== 'Running') noteOrigin(change.state, this.#origin)
  }
}
