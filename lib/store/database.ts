/**
 * The SQLite file under a store: opened, told whose it is, and every failure of it put into one of a few words.
 *
 * `node:sqlite` is loaded when the first store is opened. A file is looked at before anything is written to it:
 * one of a newer format, or of another program, is left as it is; a damaged one is moved aside, never overwritten.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { FlowError, isFlowError } from '../error'
import { APPLICATION, FORMAT, SCHEMA } from './schema'

/** A file that a store cannot use, and why; the run goes on in memory. */
export class StoreFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options)
  }
}

export type FailureKind = 'full' | 'readonly' | 'damaged' | 'newer' | 'foreign' | 'busy' | 'unusable'

/** Waiting for another process's write, in one go; a group that still finds it locked is tried again later. */
const BUSY_MS = 1_000

/** Opens the file, and makes it where there is none. Throws a `StoreFailure`, or a FlowError on a Node without SQLite. */
export function openDatabase(path: string): DatabaseSync {
  const { DatabaseSync } = sqlite()
  let database: DatabaseSync | undefined
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
    database = new DatabaseSync(path)
    prepare(database, path)
    return database
  } catch (error) {
    close(database)
    const failure = failureOf(error, path)
    throw failure.kind === 'damaged' ? setAside(path, failure) : failure
  }
}

/** Moves a damaged file, with what belongs to it, out of the way. The failure then says where it is. */
export function setAside(path: string, failure: StoreFailure): StoreFailure {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  try {
    for (const end of ['-wal', '-shm', '']) if (existsSync(path + end)) renameSync(path + end, aside + end)
  } catch {
    return failure
  }
  return new StoreFailure('damaged', `${failure.message} It is kept as ${basename(aside)}.`, { cause: failure.cause })
}

/** A store's folder keeps itself out of version control. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const ignore = join(folder, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
}

/** Puts whatever the file or the disk threw into words. */
export function failureOf(error: unknown, path: string): StoreFailure {
  if (error instanceof StoreFailure || isFlowError(error)) return error as StoreFailure
  const cause = error as { readonly errcode?: number; readonly code?: string; readonly message?: string }
  const kind = sqliteKinds[(cause.errcode ?? 0) & 0xff] ?? systemKinds[cause.code ?? ''] ?? 'unusable'
  const detail = cause.message ?? String(error)
  // A table that is missing from a file of our format: somebody cut it.
  const really = kind === 'unusable' && /no such (table|column)/.test(detail) ? 'damaged' : kind
  return new StoreFailure(really, `The store ${path} ${words[really]} (${detail}).`, { cause: error })
}

const words: { readonly [K in FailureKind]: string } = {
  full: 'cannot grow: the disk is full',
  readonly: 'cannot be written to',
  damaged: 'is damaged',
  newer: 'is of a newer format',
  foreign: 'is the file of another program',
  busy: 'is locked by another process',
  unusable: 'cannot be used',
}

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const sqliteKinds: Readonly<Record<number, FailureKind>> = {
  5: 'busy',
  6: 'busy',
  8: 'readonly',
  11: 'damaged',
  13: 'full',
  14: 'readonly',
  26: 'damaged',
}

const systemKinds: Readonly<Record<string, FailureKind>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'readonly',
  EACCES: 'readonly',
  EPERM: 'readonly',
}

function prepare(database: DatabaseSync, path: string): void {
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
  const format = pragma(database, 'user_version')
  const application = pragma(database, 'application_id')
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (application === APPLICATION && format > FORMAT) {
    throw new StoreFailure(
      'newer',
      `The store ${path} is of format ${format}, made by a newer version of tasklab; this one writes format ${FORMAT}.`,
    )
  }
  if (application !== APPLICATION && tables > 0) {
    throw new StoreFailure('foreign', `${path} is the SQLite file of another program, not a store of tasklab.`)
  }
  // WAL: readers and one writer at once. A commit without fsync survives the end of the process, not a power cut.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  if (tables === 0) create(database)
}

function create(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  // Another process may have been quicker.
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (tables === 0) database.exec(`${SCHEMA} PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${FORMAT};`)
  database.exec('COMMIT')
}

function pragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, number> | undefined
  return row?.[name] ?? 0
}

function close(database: DatabaseSync | undefined): void {
  try {
    database?.close()
  } catch {
    // It was not open, or its disk is gone: nothing is left to do.
  }
}

function sqlite(): typeof import('node:sqlite') {
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major < 24) {
    throw new FlowError('NODE_TOO_OLD', `The store needs Node 24 or newer; this is Node ${process.versions.node}.`, {
      hint: 'Run with a newer Node, or with `store: null`, which keeps nothing.',
    })
  }
  return require('node:sqlite') as typeof import('node:sqlite')
}
