/**
 * Reading runs from the store's file: as heads, with what is known of their process, and as runs whose entries and log
 * lines are read when somebody asks.
 */
import type { Cached, State } from '../state'
import { EntryReader } from './entry-reader'
import { isAlive, thisProcess } from './liveness'
import type { Forgettable } from './retention'
import { outcome } from './run-record'
import { SPAN } from './schema'
import { decodeBody } from './state-body'
import type { CacheQuery, LogLine, RunHead } from './store'
import type { StoreFile } from './store-file'
import type { KeptRun } from './task-table'
import type { UnstoredStates } from './unstored-states'

interface RunFields {
  readonly id: number
  readonly run_id: string
  readonly flow: string
  readonly started: number
  readonly ended: number | null
  readonly type: State['type']
  readonly message: string | null
  readonly parent: string | null
  readonly lineage: string
  readonly parameters: string | null
  readonly pid: number
  readonly machine: string
  readonly start: string
  readonly session: string
  readonly heartbeat: number
}

export class RunReader {
  readonly #file: StoreFile
  readonly #entries: EntryReader

  constructor(file: StoreFile, unstored: UnstoredStates) {
    this.#file = file
    this.#entries = new EntryReader(file, unstored)
  }

  run(runId: string): KeptRun | undefined {
    const [fields] = this.#file.rows<RunFields>('SELECT * FROM run WHERE run_id = ?', runId)
    return fields && this.#kept(fields)
  }

  newest(flow: string): KeptRun | undefined {
    const [fields] = this.#file.rows<RunFields>('SELECT * FROM run WHERE flow = ? ORDER BY id DESC LIMIT 1', flow)
    return fields && this.#kept(fields)
  }

  heads(flow: string | undefined, limit: number): RunHead[] {
    const found =
      flow === undefined
        ? this.#file.rows<RunFields>('SELECT * FROM run ORDER BY id DESC LIMIT ?', limit)
        : this.#file.rows<RunFields>('SELECT * FROM run WHERE flow = ? ORDER BY id DESC LIMIT ?', flow, limit)
    return found.map(fields => this.#head(fields))
  }

  /** All runs with what retention looks at, newest first. */
  forgettable(): Forgettable[] {
    const now = Date.now()
    const sql =
      'SELECT run_id, flow, started, ended, parent, pid, machine, start, session, heartbeat FROM run ORDER BY id DESC'
    return this.#file.rows<Omit<RunFields, 'parameters'>>(sql).map(fields => ({
      runId: fields.run_id,
      flow: fields.flow,
      startedAt: new Date(fields.started),
      ...(fields.parent === null ? {} : { resumedFrom: fields.parent }),
      ...(fields.ended === null && isAlive(fields.run_id, fields, fields.heartbeat, now) ? { alive: true } : {}),
    }))
  }

  /** Cached results of a task's code that are still fresh: of the same inputs, then others of the same child. */
  *cached({ flow, slug, mapIndex, code, now }: CacheKey, inputs: string | undefined): Iterable<Cached> {
    const common = [slug, code, now, flow] as const
    if (inputs !== undefined) yield* this.#cachedIn(this.#file.rows<CachedRow>(SAME_INPUTS, ...common, inputs))
    yield* this.#cachedIn(this.#file.rows<CachedRow>(SAME_CHILD, ...common, mapIndex ?? null, inputs ?? null))
  }

  *#cachedIn(rows: readonly CachedRow[]): Iterable<Cached> {
    for (const { id, run_id } of rows) {
      const state = this.#entries.entry(id, run_id)?.state
      if (state?.type === 'Success' && state.cached !== undefined) yield state.cached
    }
  }

  #kept(fields: RunFields): KeptRun {
    const head = this.#head(fields)
    return {
      head,
      lazyEntries: () => this.#entries.entries(fields.id, head.runId),
      logs: () => this.#logs(fields.id),
    }
  }

  #head(fields: RunFields): RunHead {
    const { run_id: runId, flow, lineage, pid, machine, message, type } = fields
    const isOver = fields.ended !== null
    const alive = !isOver && isAlive(runId, fields, fields.heartbeat, Date.now())
    const here = fields.session === thisProcess().identity.session
    const cutOff = !isOver && !alive
    return {
      runId,
      flow,
      lineage,
      startedAt: new Date(fields.started),
      state: outcome(type, cutOff ? 'The process ended before the run did.' : (message ?? undefined)),
      parameters: this.#parameters(fields.parameters),
      lastSeenAt: new Date(fields.ended ?? fields.heartbeat),
      ...(fields.ended === null ? {} : { endedAt: new Date(fields.ended) }),
      ...(fields.parent === null ? {} : { resumedFrom: fields.parent }),
      ...(alive ? { alive: { pid, machine, here } } : {}),
    }
  }

  #parameters(body: string | null): Record<string, unknown> {
    try {
      return decodeBody(this.#entries.text(body)).parameters as Record<string, unknown>
    } catch {
      return {}
    }
  }

  #logs(number: number): LogLine[] {
    const sql = 'SELECT * FROM log WHERE id BETWEEN ? AND ? ORDER BY id'
    const found = this.#file.rows<LogFields>(sql, number * SPAN, (number + 1) * SPAN - 1)
    return found.map(({ at, level, slug, map_index, attempt, text }) => ({
      at: new Date(at),
      level,
      task: slug,
      ...(map_index === null ? {} : { mapIndex: map_index }),
      attempt,
      text,
    }))
  }
}

interface LogFields {
  readonly at: number
  readonly level: LogLine['level']
  readonly slug: string
  readonly map_index: number | null
  readonly attempt: number
  readonly text: string
}

type CacheKey = Omit<CacheQuery, 'inputs'>

interface CachedRow {
  readonly id: number
  readonly run_id: string
}

const CACHED = `SELECT change.id, run.run_id FROM change
  JOIN run ON run.id = change.id / ${SPAN}
  WHERE change.slug = ? AND change.code = (SELECT id FROM code WHERE digest = ?)
    AND change.expires IS NOT NULL AND change.expires > ? AND run.flow = ?`
const SAME_INPUTS = `${CACHED} AND change.inputs = ? ORDER BY change.id DESC LIMIT 10`
const SAME_CHILD = `${CACHED} AND change.map_index IS ? AND change.inputs IS NOT ? ORDER BY change.id DESC LIMIT 90`
