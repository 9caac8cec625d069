/**
 * The journal of a run that is written to the store's file. It holds the newest state of each task itself, in memory,
 * so that a run whose disk fails loses nothing: it only stops writing.
 *
 * A task that changes again before its group is written is written once. The values of a change are read when the
 * change is made, since a later task may change them; those of Running, whose inputs alone are at stake, when the
 * group is written, because the state that follows in the same turn mostly replaces them.
 */
import { makeState, type State } from '../state'
import { belongs } from '../state-family'
import type { StateFields } from '../state-record'
import type { GroupWriter, Write } from './group-writer'
import { thisProcess } from './liveness'
import { storedChildren } from './mapped-children'
import { noteOrigin, type Origin, rowOf } from './origin'
import { outcome } from './run-record'
import { SPAN } from './schema'
import { maskSecrets } from './secrets'
import { encodeBody, type NotStored } from './state-body'
import type { LogLine, RunHead, RunJournal, RunStart, StoredTask, TaskChange, TaskIdentity } from './store'
import type { StoreFile } from './store-file'
import { StoredResults } from './stored-results'
import { TaskEntry } from './task-entry'
import { type KeptRun, type LazyEntry, TaskTable } from './task-table'
import type { UnstoredStates } from './unstored-states'

/** What a journal needs of its store. */
export interface JournalStore {
  readonly file: StoreFile
  readonly writer: GroupWriter
  readonly unstored: UnstoredStates
  ended(journal: SqliteJournal): void
}

export class SqliteJournal implements RunJournal, KeptRun {
  head: RunHead
  readonly run: RunStart
  readonly #store: JournalStore
  readonly #number: number
  readonly #origin: Origin
  readonly #table = new TaskTable<WrittenEntry>()
  readonly #results = new StoredResults()
  readonly #logs: LogLine[] = []
  #last = 0
  #ended: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  /** `number` is that of the run's row. */
  constructor(run: RunStart, head: RunHead, number: number, store: JournalStore) {
    this.run = run
    this.head = head
    this.#number = number
    this.#store = store
    this.#origin = { runId: run.runId, file: store.file }
    thisProcess().running.add(run.runId)
  }

  change(change: TaskChange, shown: () => void): State {
    const { writer } = this.#store
    writer.checkOpen()
    if (change.state.type === 'Mapped') for (const child of storedChildren(change, this.#table)) this.#take(child)
    const state = this.#take(change)
    writer.show(shown, this)
    return state
  }

  log(line: LogLine): void {
    const { writer, file } = this.#store
    const masked = { ...line, text: maskSecrets(line.text) }
    this.#logs.push(masked)
    const id = this.#nextId()
    if (writer.writing) writer.add({ write: () => file.insertLog(id, masked) })
  }

  end(state: Parameters<RunJournal['end']>[0]): Promise<void> {
    this.#ended ??= this.#end(state.type, state.message)
    return this.#ended
  }

  async #end(type: State['type'], message: string | undefined): Promise<void> {
    const { writer, file } = this.#store
    const at = Date.now()
    const { alive: _, ...head } = this.head
    this.head = { ...head, endedAt: new Date(at), state: outcome(type, message) }
    thisProcess().running.delete(this.run.runId)
    if (writer.writing) {
      await new Promise<void>(resolve => {
        writer.add({ write: () => file.endRun(this.#number, at, type, message) }, true)
        writer.show(resolve, this)
        writer.flush()
      })
    }
    this.#store.ended(this)
    if (this.#failure !== undefined) throw this.#failure.error
  }

  entries(): Iterable<StoredTask> {
    return this.#table.entries()
  }

  *lazyEntries(): Iterable<LazyEntry> {
    for (const entry of this.#table.entries()) {
      const { slug, mapIndex, workKey, given } = entry
      yield { slug, mapIndex, type: entry.state.type, workKey, given, read: () => entry }
    }
  }

  logs(): readonly LogLine[] {
    return this.#logs
  }

  /** A callback that was to show a change threw: `end` tells. */
  threw(error: unknown): void {
    this.#failure ??= { error }
  }

  #take(change: TaskChange): State {
    const { writer, file } = this.#store
    let entry = this.#table.get(change.slug, change.mapIndex)
    if (entry === undefined) {
      entry = new WrittenEntry(change, this.run.runId, this.run.identify?.(change.slug), file, this.#results)
      this.#table.set(entry)
    } else {
      entry.update(change)
    }
    if (!writer.writing) return change.state
    if (entry.row === 0) entry.row = this.#nextId()
    this.#readValues(entry)
    if (!entry.queued) {
      entry.queued = true
      writer.add(entry)
    }
    if (isDurable(change)) writer.forceNext()
    return entry.state
  }

  /** Reads the values of the state now, and labels it when some could not be kept. */
  #readValues(entry: WrittenEntry): void {
    const { state } = entry
    if (entry.queued) this.#forget(entry)
    entry.source = entry.given ? rowOf(state, this.#store.file) : undefined
    if (state.type === 'Running') {
      entry.body = undefined
      return
    }
    if (entry.source === undefined) {
      const { text, notStored } = encodeBody(entry, entry.inputs, this.#results)
      entry.body = text
      if (notStored !== undefined) this.#label(entry, notStored)
      else if (text !== null) this.#results.note(state.result, entry.row, text.length)
      entry.noted = state.result
    } else {
      entry.body = null
      this.#results.note(state.result, entry.source, Number.POSITIVE_INFINITY)
    }
    noteOrigin(entry.state, this.#origin, entry.row)
  }

  /** The row gets another state before it was written with the one that stood in it. */
  #forget(entry: WrittenEntry): void {
    if (entry.labelled) this.#store.unstored.drop(entry.row)
    entry.labelled = false
    this.#results.drop(entry.noted, entry.row)
    entry.noted = undefined
  }

  #label(entry: WrittenEntry, notStored: NotStored): void {
    entry.state = makeState(entry.state.type, { ...(entry.state as unknown as StateFields), notStored })
    entry.labelled = true
    this.#store.unstored.keep(entry.row, entry.state)
  }

  #nextId(): number {
    this.#last += 1
    return this.#number * SPAN + this.#last
  }
}

/** What a power cut must not take back: a failure that was seen, and when it is tried again. */
function isDurable({ state, given }: TaskChange): boolean {
  return given !== true && (state.type === 'Retrying' || belongs(state.type, 'Failed'))
}

/** An entry that knows how it is written. */
class WrittenEntry extends TaskEntry implements Write {
  readonly #file: StoreFile
  readonly #results: StoredResults
  /** The id of the row; 0 while there is none for the state that stands here. */
  row = 0
  queued = false
  /** A value of this state could not be kept, and the state says so. */
  labelled = false
  /** The result that others may refer to by this row. */
  noted: unknown
  /** The row that holds the values of a given state. */
  source: number | undefined
  body: string | null | undefined

  constructor(
    change: TaskChange,
    runId: string,
    identity: TaskIdentity | undefined,
    file: StoreFile,
    results: StoredResults,
  ) {
    super(change, runId, identity)
    this.#file = file
    this.#results = results
  }

  write(): void {
    const { state, body = encodeBody(this, this.inputs, this.#results).text } = this
    this.#file.insertChange(this, body, state.type === 'Success' && !this.given ? state.cached : undefined)
  }

  written(): void {
    this.queued = false
    this.row = 0
    this.labelled = false
    this.noted = undefined
    this.body = undefined
  }
}
