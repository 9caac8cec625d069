/**
 * Writing to the store's file: its statements, prepared once, and the transaction around a group of them.
 * Large bodies go into files beside it inside the same transaction, so that whoever forgets a run at that moment,
 * in this process or another, cannot take a file away that has just been named.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { Cached } from '../state'
import type { CodeIdentity } from './code-identity'
import { failureOf, openDatabase } from './database'
import type { Write } from './group-writer'
import { thisProcess } from './liveness'
import { SPAN } from './schema'
import { maskSecrets } from './secrets'
import { inputsDigest } from './state-body'
import { type LogLine, type RunStart, type StoredTask, wiringAt } from './store'
import { LARGE, ValueFiles } from './value-files'

/** A change with its place in the file. */
export interface ChangeRow extends StoredTask {
  readonly row: number
  readonly source: number | undefined
}

export class StoreFile {
  readonly path: string
  readonly database: DatabaseSync
  readonly files: ValueFiles | undefined
  readonly #codes = new Map<string, number>()
  readonly #statements = new Map<string, StatementSync>()
  readonly #tuples = new Map<string, StatementSync>()
  #insertChange: StatementSync | undefined

  /** Opens or makes the file. Throws a `StoreFailure`. */
  constructor(path: string) {
    this.path = path
    this.database = openDatabase(path)
    this.files = path === ':memory:' ? undefined : new ValueFiles(path)
  }

  /** Runs the writes as one transaction. Throws a `StoreFailure`, and then nothing of it is in the file. */
  commit(writes: readonly Write[], durable: boolean): void {
    this.transaction(() => {
      for (const write of writes) write.write()
    }, durable)
  }

  transaction<T>(work: () => T, durable = false): T {
    const { database } = this
    // One that a kernel's interrupt cut off, which leaves no catch its turn: its writes come again.
    if (database.isTransaction) this.#rollback()
    try {
      if (durable) database.exec('PRAGMA synchronous = FULL')
      this.prepared('BEGIN IMMEDIATE').run()
      const made = work()
      if (durable) this.files?.sync()
      this.prepared('COMMIT').run()
      return made
    } catch (error) {
      this.#rollback()
      throw failureOf(error, this.path)
    } finally {
      if (durable && database.isOpen) database.exec('PRAGMA synchronous = NORMAL')
    }
  }

  /** Writes the row of a run that begins; gives its number. */
  insertRun(run: RunStart, lineage: string, parameters: string | null): number {
    const { identity } = thisProcess()
    const { lastInsertRowid } = this.prepared(INSERT_RUN).run(
      run.runId,
      run.flow,
      run.version ?? null,
      run.startedAt.getTime(),
      'Running',
      run.resumedFrom ?? null,
      lineage,
      parameters,
      identity.pid,
      identity.machine,
      identity.start,
      identity.session,
      Date.now(),
    )
    return Number(lastInsertRowid)
  }

  /** Writes a change with its values; `cached` is the result that it keeps for later runs. */
  insertChange(change: ChangeRow, body: string | null, cached: Cached | undefined): void {
    const { state, identity } = change
    this.#insertChange ??= this.prepared(INSERT_CHANGE)
    this.#insertChange.run(
      change.row,
      change.slug,
      change.mapIndex ?? null,
      state.type,
      state.message === undefined ? null : maskSecrets(state.message),
      state.timestamp.getTime(),
      state.startedAt?.getTime() ?? null,
      change.runCount ?? null,
      change.workKey ?? null,
      identity === undefined ? null : this.#codeId(identity.code),
      identity === undefined ? null : wiringAt(identity, change.mapIndex),
      change.given === true ? 1 : null,
      change.source ?? null,
      cached?.expiresAt.getTime() ?? null,
      cached === undefined ? null : (inputsDigest(change.inputs) ?? null),
      this.#stored(body, change.row),
    )
  }

  insertLog(id: number, { at, level, task, mapIndex, attempt, text }: LogLine): void {
    this.prepared(INSERT_LOG).run(id, at.getTime(), level, task, mapIndex ?? null, attempt, text)
  }

  endRun(number: number, at: number, type: string, message: string | undefined): void {
    const text = message === undefined ? null : maskSecrets(message)
    this.prepared('UPDATE run SET ended = ?, type = ?, message = ? WHERE id = ?').run(at, type, text, number)
  }

  /** Says that the runs of this process are still going on. */
  beat(): void {
    const { session } = thisProcess().identity
    const sql = 'UPDATE run SET heartbeat = ? WHERE session = ? AND ended IS NULL'
    this.transaction(() => this.prepared(sql).run(Date.now(), session))
  }

  /** A statement, prepared the first time. */
  prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  rows<T>(sql: string, ...values: SQLInputValue[]): T[] {
    try {
      return this.prepared(sql).all(...values) as T[]
    } catch (error) {
      throw failureOf(error, this.path)
    }
  }

  /** The same as tuples, which are a quarter of the work: for what is read by the ten thousand. */
  tuples<T extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]): T[] {
    try {
      let statement = this.#tuples.get(sql)
      if (statement === undefined) {
        statement = this.database.prepare(sql)
        statement.setReturnArrays(true)
        this.#tuples.set(sql, statement)
      }
      return statement.all(...values) as unknown as T[]
    } catch (error) {
      throw failureOf(error, this.path)
    }
  }

  close(): void {
    if (this.database.isOpen) this.database.close()
  }

  /** The body as it stands in the row: a large one is named, and which run needs it is noted. */
  #stored(body: string | null, row: number): string | null {
    if (body === null || body.length <= LARGE || this.files === undefined) return body
    const run = Math.floor(row / SPAN)
    const { body: name, hash } = this.files.write(body)
    this.prepared('INSERT OR IGNORE INTO file (hash, run) VALUES (?, ?)').run(hash, run)
    return name
  }

  #codeId(code: CodeIdentity): number {
    const known = this.#codes.get(code.digest)
    if (known !== undefined) return known
    const sql =
      'INSERT INTO code (digest, parts) VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET digest = digest RETURNING id'
    const { id } = this.prepared(sql).get(code.digest, JSON.stringify(code)) as { id: number }
    this.#codes.set(code.digest, id)
    return id
  }

  #rollback(): void {
    this.#codes.clear()
    try {
      if (this.database.isTransaction) this.database.exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
  }
}

const INSERT_RUN = `INSERT INTO run
  (run_id, flow, version, started, type, parent, lineage, parameters, pid, machine, start, session, heartbeat)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
// A commit that was cut off when it was done is done again.
const INSERT_CHANGE = 'INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
const INSERT_LOG = 'INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?, ?)'
