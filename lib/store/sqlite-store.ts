/**
 * The embedded store: runs in one SQLite file, written by one journal each, read by SQL. It opens its file when it is
 * first asked for anything.
 *
 * A file that cannot be used stops no run. The run goes on in memory, says so once, and is found there by `resume`
 * for as long as the process lives; the next run tries the file again.
 */
import { FlowError, isFlowError } from '../error'
import type { Cached } from '../state'
import { failureOf, makeFolder, type StoreFailure } from './database'
import { forgetRuns } from './forget'
import { MemoryStore } from './memory-store'
import { forgettable, type PruneOptions } from './retention'
import { runFilter, toRecord } from './run-record'
import { inputsDigest } from './state-body'
import {
  type CacheQuery,
  ENGINE_STORE,
  type EngineStore,
  type RunFilter,
  type RunHead,
  type RunJournal,
  type RunLine,
  type RunRecord,
  type RunRow,
  type RunStart,
} from './store'
import { StoreFile } from './store-file'
import { StoreSession, warn } from './store-session'
import { type KeptRun, lineOf, runNotFound } from './task-table'

export class SqliteStore implements EngineStore {
  readonly [ENGINE_STORE] = true as const
  readonly path: string
  readonly #memory = new MemoryStore()
  readonly #folder: string | undefined
  #session: StoreSession | undefined
  /** the last complaint about a file that could not be read */
  #told: string | undefined
  #closed = false

  /** `folder` is the store's own: it is made with a `.gitignore`, which another's folder must not get. */
  constructor(path: string, folder?: string) {
    this.path = path
    this.#folder = folder
  }

  begin(run: RunStart): RunJournal {
    if (this.#closed) throw closedError(run.flow)
    try {
      return this.#writable().begin(run, this.#lineage(run))
    } catch (error) {
      if (isFlowError(error)) throw error
      const failure = failureOf(error, this.path)
      this.#told = failure.message
      // A lock passes, and runs that are going on wait for it; anything else is the end of this file for all of them.
      warn(run, failure.kind === 'busy' ? failure : (this.#session?.fail(failure) ?? failure))
      return this.#memory.begin(run)
    }
  }

  find(which: { readonly flow: string } | { readonly runId: string }): RunHead | undefined {
    if ('runId' in which) return this.#kept(which.runId)?.head
    const here = this.#memory.find(which)
    const stored = this.#quietly(session => session.reader.newest(which.flow)?.head)
    if (here === undefined || stored === undefined) return here ?? stored
    return here.startedAt > stored.startedAt ? here : stored
  }

  line(runId: string): RunLine {
    return lineOf(runId, id => this.#kept(id))
  }

  *cached(query: CacheQuery): Iterable<Cached> {
    yield* this.#memory.cached(query)
    try {
      yield* this.#session?.reader.cached(query, inputsDigest(query.inputs)) ?? []
    } catch {
      // A file that cannot be read has nothing to say here; whoever writes to it next will tell.
    }
  }

  async runs(options: RunFilter = {}): Promise<RunRow[]> {
    const { flow, limit } = runFilter(options)
    const here = await this.#memory.runs(flow === undefined ? { limit } : { flow, limit })
    const stored = this.#readable().reader.heads(flow, limit)
    const all = [...(here as RunHead[]), ...stored].sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
    return all.slice(0, limit).map(({ runId, flow, startedAt, endedAt, state, resumedFrom }) => ({
      runId,
      flow,
      startedAt,
      state,
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(resumedFrom === undefined ? {} : { resumedFrom }),
    }))
  }

  async load(runId: string): Promise<RunRecord> {
    const kept = this.#memory.kept(runId) ?? this.#readable().reader.run(runId)
    if (kept === undefined) throw runNotFound(runId)
    return toRecord(kept)
  }

  async remove(runId: string): Promise<void> {
    if (this.#memory.kept(runId) !== undefined) return this.#memory.remove(runId)
    const session = this.#readable()
    const head = session.reader.run(runId)?.head
    if (head === undefined) throw runNotFound(runId)
    if (head.alive !== undefined)
      throw new FlowError('RUN_ALIVE', `The run ${runId} of ${head.flow} is still going on.`)
    this.#change(() => forgetRuns(session.file, [runId]))
  }

  async prune(options: PruneOptions = {}): Promise<number> {
    const session = this.#readable()
    const gone = forgettable(session.reader.forgettable(), options, Date.now())
    this.#change(() => forgetRuns(session.file, gone))
    return gone.length + (await this.#memory.prune(options))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#session?.close()
    this.#session = undefined
    await this.#memory.close()
  }

  #kept(runId: string): KeptRun | undefined {
    return this.#memory.kept(runId) ?? this.#quietly(session => session.reader.run(runId))
  }

  #lineage(run: RunStart): string {
    if (run.resumedFrom === undefined) return run.runId
    return this.#kept(run.resumedFrom)?.head.lineage ?? run.resumedFrom
  }

  /** The open file, with everything written that waits. Throws a FlowError. */
  #readable(): StoreSession {
    const session = this.#asked()
    session.writer.save()
    return session
  }

  /** The open file; what waits to be written may not be in it. Throws a FlowError. */
  #asked(): StoreSession {
    if (this.#closed) throw new FlowError('STORE_CLOSED', 'The store is closed.')
    try {
      // A file that was damaged is closed, and kept aside; in its place comes a new one.
      if (this.#session?.file.database.isOpen === false) this.#session = undefined
      this.#session ??= this.#open()
      return this.#session
    } catch (error) {
      throw unusable(failureOf(error, this.path))
    }
  }

  /** The open file, opened anew where the last one failed. Throws a `StoreFailure`. */
  #writable(): StoreSession {
    if (this.#session !== undefined && !this.#session.writer.writing) {
      this.#session.close()
      this.#session = undefined
    }
    this.#session ??= this.#open()
    return this.#session
  }

  #open(): StoreSession {
    if (this.#folder !== undefined) makeFolder(this.#folder)
    return new StoreSession(new StoreFile(this.path), journal => this.#memory.adopt(journal))
  }

  /** What the engine asks beside its work: a file that cannot be read has nothing to say, but that is said, once. */
  #quietly<T>(ask: (session: StoreSession) => T): T | undefined {
    try {
      return ask(this.#asked())
    } catch (error) {
      if (isFlowError(error) && error.code === 'NODE_TOO_OLD') throw error
      if (isFlowError(error) && error.code === 'STORE_CLOSED') throw error
      const { message } = unusable(failureOf(error, this.path))
      if (message !== this.#told) console.warn(`tasklab: ${message} The runs in it are not known.`)
      this.#told = message
      return undefined
    }
  }

  #change(work: () => void): void {
    try {
      work()
    } catch (error) {
      throw unusable(failureOf(error, this.path))
    }
  }
}

function unusable(failure: StoreFailure | FlowError): FlowError {
  if (isFlowError(failure)) return failure
  return new FlowError(`STORE_${failure.kind.toUpperCase()}`, failure.message, { cause: failure })
}

function closedError(flow: string): FlowError {
  return new FlowError('STORE_CLOSED', `The store is closed: ${flow} cannot be written to it.`)
}
