/**
 * The runs of one store, for the commands that read and delete them: where the store lies, and the run that an id or
 * its beginning means. A store is never made by looking for it. What `lib` has to say about its file becomes one line.
 */

import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isFlowError, openStore, type RunRecord, type RunRow, type RunStore } from '../../../lib/index'
import { KernelError } from '../../error'
import { fileFault } from '../file-fault'
import { nearest } from '../nearest'

const storeFile = 'runs.sqlite'
const everything = { limit: 1_000_000_000 }
/** So much of an id holds the whole time at which the run was made; two runs of one millisecond need more. */
const shortest = 13

export class StoredRuns {
  /** The folder or file that was looked for. */
  readonly place: string
  readonly #store: RunStore | undefined

  private constructor(place: string, store: RunStore | undefined) {
    this.place = place
    this.#store = store
  }

  /**
   * @param path a store's file or its folder, or the folder of a notebook, which has it in `.tasklab`; without one it is
   * where runs are kept from here. Only a path that was named has to exist.
   * @throws KernelError `store`, also for what `work` finds wrong with the store.
   */
  static async use<T>(path: string | undefined, work: (runs: StoredRuns) => Promise<T>): Promise<T> {
    const place = resolve(path ?? (process.env.TASKLAB_HOME || '.tasklab'))
    const file = isFolder(place) ? storeIn(place) : place
    const exists = existsSync(file)
    if (path !== undefined && !exists) throw fault(`There is no store at ${place}.`)
    if (exists) refuseOtherFiles(file)
    const store = exists ? openStore(file) : undefined
    try {
      return await work(new StoredRuns(place, store))
    } catch (error) {
      if (!isFlowError(error)) throw error
      throw fault(error.message.replace(/\s*\n\s*/g, ' '), error.hint, error)
    } finally {
      await store?.close()
    }
  }

  /** Newest first. */
  async rows(flow?: string): Promise<readonly RunRow[]> {
    return (await this.#store?.runs({ ...everything, ...(flow !== undefined && { flow }) })) ?? []
  }

  /** The run that an id, or the beginning of one, means. @throws KernelError `run-id` */
  async find(id: string): Promise<RunRow> {
    return findRun(id, await this.rows(), this.place)
  }

  async load({ runId }: RunRow): Promise<RunRecord> {
    return this.#opened().load(runId)
  }

  async remove({ runId }: RunRow): Promise<void> {
    await this.#opened().remove(runId)
  }

  /** @returns what went. */
  async prune(options: NonNullable<Parameters<RunStore['prune']>[0]>): Promise<readonly RunRow[]> {
    const before = await this.rows()
    await this.#store?.prune(options)
    const left = new Set((await this.rows()).map(({ runId }) => runId))
    return before.filter(({ runId }) => !left.has(runId))
  }

  #opened(): RunStore {
    if (this.#store === undefined) throw fault(`There is no store at ${this.place}.`)
    return this.#store
  }
}

/** The shortest beginnings that mean one run each, by run id. */
export function shortIds(rows: readonly RunRow[]): ReadonlyMap<string, string> {
  const ids = rows.map(({ runId }) => runId).sort()
  const shared = (a: string, b = '') => {
    let length = 0
    while (length < a.length && a[length] === b[length]) length++
    return length
  }
  return new Map(
    ids.map((id, n) => [id, id.slice(0, Math.max(shortest, shared(id, ids[n - 1]) + 1, shared(id, ids[n + 1]) + 1))]),
  )
}

export function findRun(id: string, rows: readonly RunRow[], place: string): RunRow {
  const meant = id.toLowerCase()
  const found = rows.filter(({ runId }) => runId.startsWith(meant))
  const [first, ...others] = meant === '' ? [] : found
  if (first !== undefined && (others.length === 0 || first.runId === meant)) return first
  const short = shortIds(rows)
  if (first !== undefined) {
    const ids = found.map(({ runId }) => short.get(runId) ?? runId)
    const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
    const named = ids.slice(0, 3).join(', ')
    throw idFault(`"${id}" is the beginning of ${ids.length} runs: ${named}${more}.`)
  }
  if (rows.length === 0) throw idFault(`There is no run "${id}": no runs are stored in ${place}.`)
  const close = nearest(meant, [...rows.map(({ runId }) => runId), ...short.values()])
  const [newest] = rows
  const instead = close ?? (newest && short.get(newest.runId))
  throw idFault(
    `There is no run "${id}" in ${place}.`,
    close === undefined ? `The newest is ${instead}; see tasklab runs.` : `Did you mean ${instead}?`,
  )
}

function storeIn(folder: string): string {
  const below = join(folder, '.tasklab', storeFile)
  return existsSync(below) ? below : join(folder, storeFile)
}

function isFolder(path: string): boolean {
  return !existsSync(path) || statSync(path).isDirectory()
}

/** What is no SQLite file would be taken for a damaged store and moved aside: not for a wrong word on the command line. */
function refuseOtherFiles(file: string): void {
  const magic = 'SQLite format 3\0'
  const head = Buffer.alloc(magic.length)
  try {
    const opened = openSync(file, 'r')
    const length = readSync(opened, head)
    closeSync(opened)
    if (length === 0 || head.toString('latin1') === magic) return
  } catch (error) {
    throw fileFault(file, 'cannot be read', error)
  }
  throw fault(`${file} is no store of tasklab, or is damaged at its very beginning.`)
}

function fault(message: string, hint?: string, cause?: unknown): KernelError {
  return new KernelError('store', message, hint, { cause })
}

function idFault(message: string, hint?: string): KernelError {
  return new KernelError('run-id', message, hint)
}
