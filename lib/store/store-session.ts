/**
 * A store's file while it is open: who writes to it and who reads from it, the runs that are going on, and what is done
 * beside them: the heartbeat, old runs to forget, what waits when the process exits. When the file fails, the session
 * is over, and its runs go on in memory.
 */
import { type StoreFailure, setAside } from './database'
import { forgetRuns, sweepFiles } from './forget'
import { GroupWriter } from './group-writer'
import { HEARTBEAT_MS, thisProcess } from './liveness'
import { forgettable } from './retention'
import { RunReader } from './run-reader'
import { outcome } from './run-record'
import { SqliteJournal } from './sqlite-journal'
import { encodeFields } from './state-body'
import type { RunStart } from './store'
import type { StoreFile } from './store-file'
import { UnstoredStates } from './unstored-states'

/** Old runs are looked for after the first run, and then after so many. */
const TIDY_EVERY = 100

const openSessions = new Set<StoreSession>()

/** What waits when the process exits is written, though nobody is shown it any more. */
function atExit(session: StoreSession): void {
  if (openSessions.size === 0) process.on('exit', saveAll)
  openSessions.add(session)
}

function saveAll(): void {
  for (const { writer } of openSessions) writer.save()
}

export class StoreSession {
  readonly file: StoreFile
  readonly writer: GroupWriter
  readonly unstored = new UnstoredStates()
  readonly reader: RunReader
  readonly #running = new Set<SqliteJournal>()
  readonly #adopt: (journal: SqliteJournal) => void
  #heartbeat: NodeJS.Timeout | undefined
  #ended = 0

  constructor(file: StoreFile, adopt: (journal: SqliteJournal) => void) {
    this.file = file
    this.#adopt = adopt
    this.reader = new RunReader(file, this.unstored)
    this.writer = new GroupWriter({
      commit: (writes, durable) => file.commit(writes, durable),
      failed: failure => this.fail(failure),
    })
    atExit(this)
  }

  begin(run: RunStart, lineage: string): SqliteJournal {
    const { text, notStored } = encodeFields({ parameters: run.parameters })
    if (notStored)
      warnOf(run)(`tasklab: a parameter of ${run.flow} is not stored: ${notStored.path}, ${notStored.reason}.`)
    const number = this.file.transaction(() => this.file.insertRun(run, lineage, text))
    const { runId, flow, startedAt, parameters, resumedFrom } = run
    const { pid, machine } = thisProcess().identity
    const alive = { pid, machine, here: true }
    const head = { runId, flow, startedAt, parameters, lineage, state: outcome('Running'), alive }
    this.unstored.begin(number, run)
    const journal = new SqliteJournal(run, resumedFrom === undefined ? head : { ...head, resumedFrom }, number, this)
    this.#running.add(journal)
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref()
    return journal
  }

  ended(journal: SqliteJournal): void {
    this.#running.delete(journal)
    if (this.#running.size === 0) this.#stopBeating()
    if (this.#ended++ % TIDY_EVERY === 0) setImmediate(() => this.#tidy()).unref()
  }

  close(): void {
    this.writer.close()
    this.#stopBeating()
    openSessions.delete(this)
    if (openSessions.size === 0) process.off('exit', saveAll)
    this.file.close()
  }

  /** The file is of no more use: what is going on goes on in memory. Gives the failure as it is told. */
  fail(failure: StoreFailure): StoreFailure {
    if (!this.writer.writing) return failure
    this.writer.stop()
    let told = failure
    if (failure.kind === 'damaged') {
      this.file.close()
      told = setAside(this.file.path, failure)
    }
    for (const journal of this.#running) {
      this.#adopt(journal)
      warn(journal.run, told)
    }
    this.#stopBeating()
    return told
  }

  #beat(): void {
    try {
      if (this.writer.writing) this.file.beat()
    } catch {
      // A beat that is missed is made up for by the next; a disk that fails is the writer's matter.
    }
  }

  #stopBeating(): void {
    clearInterval(this.#heartbeat)
    this.#heartbeat = undefined
  }

  #tidy(): void {
    try {
      if (!this.writer.writing || !this.file.database.isOpen) return
      forgetRuns(this.file, forgettable(this.reader.forgettable(), {}, Date.now()))
      sweepFiles(this.file)
    } catch {
      // Nobody asked for it, and it comes round again.
    }
  }
}

/** Says that a run goes on in memory, and why. */
export function warn(run: RunStart, failure: StoreFailure): void {
  const name = `${run.flow} (${run.runId})`
  warnOf(run)(`tasklab: ${failure.message} ${name} goes on in memory: what it does is lost when this process ends.`)
}

function warnOf(run: RunStart): (sentence: string) => void {
  return run.warn ?? (sentence => console.warn(sentence))
}
