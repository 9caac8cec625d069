/**
 * What was run, and the text of its result, in SQLite: across sessions, by several kernels at once.
 * Invariants: nothing waits for it: cells are noted in memory and written together a moment later, or when somebody
 * asks; a file that cannot be used costs only the history of other sessions, this one's is then kept in memory.
 * A session gets its number with its first write. SQLite itself is loaded then, not at the kernel's start.
 */

import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { reasonOf } from '../error'

export interface HistoryEntry {
  readonly session: number
  /** The cell's execution count. */
  readonly line: number
  readonly input: string
  /** `text/plain` of the cell's result; null where it had none. */
  readonly output: string | null
}

/** What `%history` and history_request ask of it. */
export interface History {
  /** The last `n`, oldest first, of all sessions. */
  tail(n: number): readonly HistoryEntry[]
  /** Lines from `start` to before `stop`; session 0 is this one, -1 the one before it. */
  range(session: number, start: number, stop?: number): readonly HistoryEntry[]
  /** Inputs that match a glob (`*`, `?`, `[…]`) as a whole; the last `n` of them, oldest first. */
  search(pattern: string, options?: { readonly n?: number; readonly unique?: boolean }): readonly HistoryEntry[]
}

const memoryOnly = ':memory:'
const writeAfterMs = 500
/** How long another kernel's write is waited for. */
const busyMs = 200

const schema = `
  CREATE TABLE IF NOT EXISTS sessions (session INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS history (
    session INTEGER NOT NULL, line INTEGER NOT NULL, input TEXT NOT NULL, output TEXT, PRIMARY KEY (session, line)
  ) WITHOUT ROWID;
`
const upsert = `INSERT INTO history (session, line, input, output) VALUES (?, ?, ?, ?)
  ON CONFLICT (session, line) DO UPDATE SET input = excluded.input, output = excluded.output`
const columns = 'session, line, input, output'
const unlimited = -1
/** UTF-16 units of a cell, or a result: more is data, which the history is not for. */
const longest = 1 << 20

type Noted = Pick<HistoryEntry, 'input' | 'output'>

export class HistoryStore implements History {
  readonly #file: string
  readonly #log: (text: string) => void
  /** Cells that are not written yet, by line. */
  #noted = new Map<number, Noted>()
  #open: { readonly database: DatabaseSync; readonly session: number } | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  /** @param log is told, once, why the history is kept in memory only. */
  constructor(file: string, log: (text: string) => void = () => undefined) {
    this.#file = file
    this.#log = log
  }

  /** To be called when a cell begins, and again with its result. */
  note(line: number, input: string, output: string | null = null): void {
    if (this.#closed) return
    this.#noted.set(line, { input: cut(input), output: output === null ? null : cut(output) })
    this.#timer ??= setTimeout(() => this.#write(), writeAfterMs).unref()
  }

  tail(n: number): readonly HistoryEntry[] {
    return this.#ask(`SELECT ${columns} FROM history ORDER BY session DESC, line DESC LIMIT ?`, [n]).reverse()
  }

  range(session: number, start: number, stop = Number.MAX_SAFE_INTEGER): readonly HistoryEntry[] {
    const wanted = session > 0 ? session : this.#written().session + session
    const where = 'session = ? AND line >= ? AND line < ?'
    return this.#ask(`SELECT ${columns} FROM history WHERE ${where} ORDER BY line`, [wanted, start, stop])
  }

  search(pattern: string, options: { readonly n?: number; readonly unique?: boolean } = {}): readonly HistoryEntry[] {
    const { n = unlimited, unique = false } = options
    // of equal inputs the newest: SQLite takes the other columns from the row of the maximum
    const chosen = unique
      ? `SELECT ${columns}, max(session * 1e9 + line) FROM history WHERE input GLOB ? GROUP BY input`
      : `SELECT ${columns} FROM history WHERE input GLOB ?`
    return this.#ask(`${chosen} ORDER BY session DESC, line DESC LIMIT ?`, [pattern, n]).reverse()
  }

  /** Writes what is not written. What is noted afterwards is lost. */
  close(): void {
    this.#closed = true
    if (this.#noted.size > 0) this.#write()
    clearTimeout(this.#timer)
    this.#open?.database.close()
    this.#open = undefined
  }

  #ask(sql: string, values: readonly (string | number)[]): HistoryEntry[] {
    return this.#written()
      .database.prepare(sql)
      .all(...values)
      .map(entryOf)
  }

  #written(): { readonly database: DatabaseSync; readonly session: number } {
    if (this.#noted.size > 0) this.#write()
    this.#open ??= this.#connect(this.#file)
    return this.#open
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#open ??= this.#connect(this.#file)
    try {
      this.#insert(this.#open)
    } catch (error) {
      this.#log(`the history is kept in memory only: ${this.#file}: ${reasonOf(error)}`)
      this.#open.database.close()
      this.#open = this.#connect(memoryOnly)
      this.#insert(this.#open)
    }
    this.#noted = new Map()
  }

  #insert({ database, session }: { readonly database: DatabaseSync; readonly session: number }): void {
    database.exec('BEGIN IMMEDIATE')
    try {
      const insert = database.prepare(upsert)
      for (const [line, { input, output }] of this.#noted) insert.run(session, line, input, output)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }

  #connect(file: string): { readonly database: DatabaseSync; readonly session: number } {
    try {
      return openSession(file)
    } catch (error) {
      if (file === memoryOnly) throw error
      this.#log(`the history is kept in memory only: ${file}: ${reasonOf(error)}`)
      return openSession(memoryOnly)
    }
  }
}

function openSession(file: string): { readonly database: DatabaseSync; readonly session: number } {
  const sqlite = require('node:sqlite') as typeof import('node:sqlite')
  if (file !== memoryOnly) mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new sqlite.DatabaseSync(file, { timeout: busyMs })
  try {
    if (file !== memoryOnly) chmodSync(file, 0o600) // what people type may hold secrets
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    database.exec(schema)
    const { lastInsertRowid } = database
      .prepare('INSERT INTO sessions (started) VALUES (?)')
      .run(new Date().toISOString())
    return { database, session: Number(lastInsertRowid) }
  } catch (error) {
    database.close()
    throw error
  }
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function entryOf(row: Readonly<Record<string, unknown>>): HistoryEntry {
  const { session, line, input, output } = row
  return {
    session: Number(session),
    line: Number(line),
    input: String(input),
    output: typeof output === 'string' ? output : null,
  }
}
