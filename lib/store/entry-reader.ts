/**
 * Reading the changes of a run from the store's file, lazily: only the newest row of each task matters, and in a line
 * of runs most of those are never decoded. A body that cannot be read is no error here: the entry says why, and its
 * task counts as one that has to run again.
 */
import { makeState, type State } from '../state'
import type { StateFields } from '../state-record'
import type { CodeIdentity } from './code-identity'
import { noteOrigin, type Origin } from './origin'
import { SPAN } from './schema'
import { decodeBody } from './state-body'
import type { StoredTask, TaskIdentity } from './store'
import type { StoreFile } from './store-file'
import { type LazyEntry, TaskTable } from './task-table'
import type { UnstoredStates } from './unstored-states'

/** A row of `change`, in the order of COLUMNS. */
type ChangeFields = readonly [
  id: number,
  slug: string,
  mapIndex: number | null,
  type: State['type'],
  message: string | null,
  at: number,
  started: number | null,
  runCount: number | null,
  work: string | null,
  code: number | null,
  wiring: string | null,
  given: number | null,
  source: number | null,
  body: string | null,
]

const COLUMNS = 'id, slug, map_index, type, message, at, started, run_count, work, code, wiring, given, source, body'

/** What the rows of a run have in common. */
interface RowsOfRun {
  readonly reader: EntryReader
  readonly runId: string
  readonly origin: Origin
  /** Results that inputs refer to, each decoded once however many refer to it. */
  readonly results: Map<number, unknown>
}

class LazyRow implements LazyEntry {
  readonly slug: string
  readonly mapIndex: number | undefined
  readonly type: State['type']
  readonly workKey: string | undefined
  readonly given: boolean
  readonly #fields: ChangeFields
  readonly #run: RowsOfRun

  constructor(fields: ChangeFields, run: RowsOfRun) {
    const [, slug, mapIndex, type, , , , , work, , , given] = fields
    this.slug = slug
    this.mapIndex = mapIndex ?? undefined
    this.type = type
    this.workKey = work ?? undefined
    this.given = given === 1
    this.#fields = fields
    this.#run = run
  }

  read(): StoredTask {
    return this.#run.reader.read(this.#fields, this.#run)
  }
}

export class EntryReader {
  readonly #file: StoreFile
  readonly #unstored: UnstoredStates
  readonly #codes = new Map<number, CodeIdentity>()

  constructor(file: StoreFile, unstored: UnstoredStates) {
    this.#file = file
    this.#unstored = unstored
  }

  /** The newest entry of each task of the run with this number. */
  *entries(number: number, runId: string): Iterable<LazyEntry> {
    const sql = `SELECT ${COLUMNS} FROM change WHERE id BETWEEN ? AND ? ORDER BY id`
    const table = new TaskTable<LazyEntry>()
    const run: RowsOfRun = { reader: this, runId, origin: { runId, file: this.#file }, results: new Map() }
    for (const fields of this.#file.tuples<ChangeFields>(sql, number * SPAN, (number + 1) * SPAN - 1)) {
      table.set(new LazyRow(fields, run))
    }
    yield* table.entries()
  }

  /** One change by its row. */
  entry(row: number, runId: string): StoredTask | undefined {
    const [fields] = this.#file.tuples<ChangeFields>(`SELECT ${COLUMNS} FROM change WHERE id = ?`, row)
    return fields && this.read(fields, { reader: this, runId, origin: { runId, file: this.#file }, results: new Map() })
  }

  /** Decodes a row. */
  read(fields: ChangeFields, run: RowsOfRun): StoredTask {
    const [id, slug, mapIndex, , , , , runCount, work, code, wiring, given, source, body] = fields
    let values: Record<string, unknown> = {}
    let unreadable: string | undefined
    try {
      values = decodeBody(this.text(source === null ? body : this.#bodyOf(source)), row =>
        this.#resultOf(row, run.results),
      )
    } catch (error) {
      unreadable = error instanceof Error ? error.message : String(error)
    }
    const { inputs, loopResult } = values
    return {
      slug,
      runId: run.runId,
      mapIndex: mapIndex ?? undefined,
      state: this.#state(fields, values, run, unreadable, source ?? id),
      inputs: inputs as StoredTask['inputs'],
      runCount: runCount ?? undefined,
      loopCount: values.loopCount as number | undefined,
      loopResult,
      workKey: work ?? undefined,
      given: given === 1,
      identity: this.#identity(code, wiring),
      unreadable,
    }
  }

  #state(
    fields: ChangeFields,
    values: Record<string, unknown>,
    run: RowsOfRun,
    unreadable: string | undefined,
    row: number,
  ): State {
    const live = this.#unstored.find(row)
    if (live !== undefined) return live
    const [, , , type, message, at, started] = fields
    // A state takes the fields of its type and leaves the others, such as the inputs.
    const all = values as { -readonly [K in keyof StateFields]: StateFields[K] } & { readonly count?: number }
    all.message = message ?? undefined
    all.timestamp = new Date(at)
    if (started !== null) all.startedAt = new Date(started)
    if (unreadable !== undefined) all.notStored = { path: 'result', reason: unreadable }
    if (all.count !== undefined) all.mapStates = Array.from({ length: all.count }, () => makeState('Pending'))
    const state = makeState(type, all)
    noteOrigin(state, run.origin, row)
    return state
  }

  #bodyOf(row: number): string | null {
    const [found] = this.#file.rows<{ body: string | null }>('SELECT body FROM change WHERE id = ?', row)
    return found?.body ?? null
  }

  /** A result that an input refers to; undefined where its run has been forgotten. */
  #resultOf(row: number, results: Map<number, unknown>): unknown {
    if (!results.has(row)) results.set(row, this.#unstored.find(row)?.result ?? this.#decodedResult(row))
    return results.get(row)
  }

  #decodedResult(row: number): unknown {
    try {
      return decodeBody(this.text(this.#bodyOf(row))).result
    } catch {
      return undefined
    }
  }

  /** The text of a body, which may stand in a file of its own. */
  text(body: string | null): string | null {
    return body === null || this.#file.files === undefined ? body : this.#file.files.read(body)
  }

  #identity(code: number | null, wiring: string | null): TaskIdentity | undefined {
    if (code === null) return undefined
    let parts = this.#codes.get(code)
    if (parts === undefined) {
      const [found] = this.#file.rows<{ parts: string }>('SELECT parts FROM code WHERE id = ?', code)
      if (found === undefined) return undefined
      parts = JSON.parse(found.parts) as CodeIdentity
      this.#codes.set(code, parts)
    }
    return { code: parts, wiring: wiring ?? '' }
  }
}
