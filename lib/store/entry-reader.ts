/**
 * Reading the changes of a run from the store's file, lazily: only the newest row of each task matters, and in a line
 * of runs most of those are never decoded. A body that cannot be read is no error here: the entry says why, and its
 * task counts as one that has to run again.
 */
import { makeState, type State } from '../state'
import type { StateFields } from '../state-record'
import type { CodeIdentity } from './code-identity'
import { noteOrigin } from './origin'
import { SPAN } from './schema'
import { decodeBody } from './state-body'
import type { StoredTask, TaskIdentity } from './store'
import type { StoreFile } from './store-file'
import { type LazyEntry, TaskTable } from './task-table'
import type { UnstoredStates } from './unstored-states'

interface ChangeFields {
  readonly id: number
  readonly slug: string
  readonly map_index: number | null
  readonly type: State['type']
  readonly message: string | null
  readonly at: number
  readonly started: number | null
  readonly run_count: number | null
  readonly work: string | null
  readonly code: number | null
  readonly wiring: string | null
  readonly given: number | null
  readonly source: number | null
  readonly body: string | null
}

const COLUMNS = 'id, slug, map_index, type, message, at, started, run_count, work, code, wiring, given, source, body'

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
    for (const fields of this.#file.rows<ChangeFields>(sql, number * SPAN, (number + 1) * SPAN - 1)) {
      const { slug, map_index, given } = fields
      table.set({ slug, mapIndex: map_index ?? undefined, given: given === 1, read: () => this.#entry(fields, runId) })
    }
    yield* table.entries()
  }

  /** One change by its row. */
  entry(row: number, runId: string): StoredTask | undefined {
    const [fields] = this.#file.rows<ChangeFields>(`SELECT ${COLUMNS} FROM change WHERE id = ?`, row)
    return fields && this.#entry(fields, runId)
  }

  #entry(fields: ChangeFields, runId: string): StoredTask {
    const { id, slug, map_index, given, source } = fields
    let values: Record<string, unknown> = {}
    let unreadable: string | undefined
    try {
      values = decodeBody(this.text(source === null ? fields.body : this.#bodyOf(source)), row => this.#resultOf(row))
    } catch (error) {
      unreadable = error instanceof Error ? error.message : String(error)
    }
    const { inputs, ...rest } = values
    return {
      slug,
      runId,
      mapIndex: map_index ?? undefined,
      state: this.#state(fields, rest, runId, unreadable, source ?? id),
      inputs: inputs as StoredTask['inputs'],
      runCount: fields.run_count ?? undefined,
      loopCount: rest.loopCount as number | undefined,
      loopResult: rest.loopResult,
      workKey: fields.work ?? undefined,
      given: given === 1,
      identity: this.#identity(fields.code, fields.wiring),
      unreadable,
    }
  }

  #state(
    fields: ChangeFields,
    values: Record<string, unknown>,
    runId: string,
    unreadable: string | undefined,
    row: number,
  ): State {
    const live = this.#unstored.find(row)
    if (live !== undefined) return live
    const { count, ...rest } = values as StateFields & { readonly count?: number }
    const state = makeState(fields.type, {
      ...rest,
      message: fields.message ?? undefined,
      timestamp: new Date(fields.at),
      startedAt: fields.started === null ? undefined : new Date(fields.started),
      ...(unreadable === undefined ? {} : { notStored: { path: 'result', reason: unreadable } }),
      ...(count === undefined ? {} : { mapStates: Array.from({ length: count }, () => makeState('Pending')) }),
    })
    noteOrigin(state, { runId, file: this.#file }, row)
    return state
  }

  #bodyOf(row: number): string | null {
    const [found] = this.#file.rows<{ body: string | null }>('SELECT body FROM change WHERE id = ?', row)
    return found?.body ?? null
  }

  /** A result that an input refers to; undefined where its run has been forgotten. */
  #resultOf(row: number): unknown {
    const live = this.#unstored.find(row)
    if (live !== undefined) return live.result
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
