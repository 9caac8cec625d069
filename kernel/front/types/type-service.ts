/**
 * Types for cells: diagnostics, completion, hover and signatures, by TypeScript 7's language server in its own process.
 * Each executed cell is a module in the server's memory, and a later one imports the names it mentions; what no name
 * leads to any more is closed, so that a session does not grow with the number of its cells.
 * It never holds a cell up: every question has a deadline, and a server that is dead, late or absent gives nothing.
 */

import type { CellSource } from './cell-file'
import { CellProgram } from './cell-program'
import { compilerPath } from './compiler-path'
import type { CompletionList } from './completions'
import { type Diagnostic, readableDiagnostics } from './diagnostics'
import { DraftQuestions } from './draft-questions'
import type { Hover, Signature } from './hover'
import type { JsonRpc } from './json-rpc'
import type { KeptSource } from './kept-files'
import { LanguageServer } from './language-server'
import { localImports } from './local-files'
import { NameOwners } from './name-owners'
import { OpenDocuments } from './open-documents'
import type { ServerRequests } from './protocol'
import { type QuestionLimits, Questions } from './questions'
import { SpareTime } from './spare-time'
import { writtenSource } from './written-source'

export type { CellSource } from './cell-file'
export type { Completion, CompletionList } from './completions'
export type { Diagnostic } from './diagnostics'
export type { Hover, Signature } from './hover'

export interface TypeServiceOptions {
  /** The notebook's folder: relative paths, packages and JSON resolve from it. */
  readonly cwd: string
  /** The folder of this kernel's own package, which `tasklab` means in every cell. */
  readonly tasklabRoot: string
  /** The native TypeScript compiler; default: the one that this package brings for this machine. */
  readonly compiler?: string
  /** Milliseconds until a question is given up; default 2,000. */
  readonly deadline?: number
  /** Told each time the server's process ends on its own, and how. */
  readonly onDeath?: (how: string) => void
}

/** Corrections of what was read from a cell's tokens; each costs a round to the server, and most cells need none. */
const maxCorrections = 3
const defaultDeadline = 2_000
/** A file sees no names of cells. */
const noNames = new NameOwners()
const uncheckedCell = /^(\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*\/\/\s*@ts-nocheck\b/

export class TypeService {
  readonly #deadline: number
  readonly #documents = new OpenDocuments()
  readonly #program: CellProgram
  readonly #server: LanguageServer | undefined
  readonly #questions: Questions
  readonly #drafts: DraftQuestions
  readonly #spareTime = new SpareTime(() => this.#prepare())

  constructor(options: TypeServiceOptions) {
    const { cwd, tasklabRoot, onDeath } = options
    this.#deadline = options.deadline ?? defaultDeadline
    this.#program = new CellProgram(cwd, tasklabRoot, this.#documents)
    const executable = options.compiler ?? compilerPath(tasklabRoot)
    if (executable !== undefined) {
      this.#server = new LanguageServer({
        executable,
        cwd,
        onReady: connection => this.#greet(connection),
        onEnd: (how, wanted) => {
          this.#documents.disconnect()
          this.#program.outsideChanged()
          if (!wanted) onDeath?.(how)
        },
      })
    }
    this.#questions = new Questions({
      server: this.#server,
      documents: this.#documents,
      folder: cwd,
      deadline: this.#deadline,
      onFiles: () => this.#program.outsideChanged(),
    })
    this.#drafts = new DraftQuestions(this.#program, (method, params, { source, signal }) =>
      this.#ask(method, params, source, { signal }),
    )
  }

  /** False where no native compiler is installed for this machine: then there are no types, and nothing else changes. */
  get available(): boolean {
    return this.#server !== undefined
  }

  /** The server's process, while there is one. */
  get pid(): number | undefined {
    return this.#server?.pid
  }

  /** How many cells the server holds: those that a name of the session leads to, and some to spare. */
  get heldCells(): number {
    return this.#program.size
  }

  /** Starts the server, which takes a fifth of a second; a question starts it too. */
  start(): void {
    this.#server?.start()
  }

  /** Ends the server; resolves when its process has gone. */
  async stop(): Promise<void> {
    this.#spareTime.end()
    this.#documents.disconnect()
    await this.#server?.stop()
  }

  /** What the compiler says of a cell, given the cells that ran before it. */
  async check(cell: CellSource, signal?: AbortSignal): Promise<readonly Diagnostic[]> {
    if (cell.isUnchecked === true || uncheckedCell.test(cell.source)) return []
    return isKept(cell) ? this.#checkKept(cell, signal) : this.#checkCell(cell, signal)
  }

  async #checkCell(cell: CellSource, signal: AbortSignal | undefined): Promise<readonly Diagnostic[]> {
    // a cell that is known to be sound is not asked about, and what it leads to may have changed
    this.#questions.lookAtFiles(this.#importsBeside(cell.source))
    const file = this.#program.open(cell)
    if (this.#program.sound.has(file)) return []
    const textDocument = { uri: this.#program.uriOf(file.module) }
    const giveUpAt = Date.now() + this.#deadline
    this.#program.beginCheck(file)
    try {
      for (let corrections = 0; ; corrections++) {
        const limits = { deadline: giveUpAt - Date.now(), signal }
        const grounds = this.#program.groundsOf(file)
        const found = (await this.#ask('textDocument/diagnostic', { textDocument }, cell.source, limits))?.items
        // all cells may be forgotten meanwhile, and the module be another cell's
        if (found === undefined || !this.#program.holds(file)) return []
        const names = this.#program.namesBefore(file)
        if (found.length === 0 || corrections === maxCorrections || !file.correct(found, names)) {
          const readable = readableDiagnostics(file, found, { names, titleOf: module => this.#program.titleOf(module) })
          if (readable.length === 0) this.#program.sound.add(file, grounds, this.#program.groundsOf(file))
          return readable
        }
        this.#program.update(file)
      }
    } finally {
      this.#program.endCheck(file)
    }
  }

  async #checkKept(cell: KeptSource, signal: AbortSignal | undefined): Promise<readonly Diagnostic[]> {
    const { kept } = this.#program
    const file = kept.show(cell)
    try {
      const textDocument = { uri: kept.uriOf(file.name) }
      const found = await this.#ask('textDocument/diagnostic', { textDocument }, cell.source, { signal })
      return readableDiagnostics(file, found?.items ?? [], { names: noNames, titleOf: () => undefined })
    } finally {
      kept.settle(file.name)
    }
  }

  /** Takes a cell that ran, or failed half-way, into the session: later cells see what it declares, or import it. */
  add(cell: CellSource): void {
    if (isKept(cell)) this.#program.kept.keep(cell)
    else this.#program.add(cell)
  }

  /** Forgets all cells, as `%reset` does. */
  reset(): void {
    this.#program.reset()
  }

  /** To be called when packages of the notebook's folder were added or changed: the server starts anew, with all cells. */
  packagesChanged(): void {
    this.#program.outsideChanged()
    this.#server?.restart()
  }

  /** What may stand at `offset` (UTF-16) of a cell that is being typed. */
  complete(source: string, offset: number, signal?: AbortSignal): Promise<CompletionList> {
    return this.#drafts.complete({ source, offset, signal })
  }

  /** The type and the documentation of the name at `offset`. */
  hover(source: string, offset: number, signal?: AbortSignal): Promise<Hover | undefined> {
    return this.#drafts.hover({ source, offset, signal })
  }

  /** The signature of the call whose arguments `offset` stands in. */
  signature(source: string, offset: number, signal?: AbortSignal): Promise<Signature | undefined> {
    return this.#drafts.signature({ source, offset, signal })
  }

  /** The text of a function of some cell as it was written, by the text that it runs by. */
  written(running: string): string | undefined {
    return writtenSource(running, this.#program.sources())
  }

  async #ask<M extends keyof ServerRequests>(
    method: M,
    params: ServerRequests[M]['params'],
    source: string,
    limits: Omit<QuestionLimits, 'imports'>,
  ): Promise<ServerRequests[M]['result'] | null | undefined> {
    const imports = this.#importsBeside(source)
    return await this.#spareTime.during(() => this.#questions.ask(method, params, { ...limits, imports }))
  }

  /** The local files that this source and the live cells import. */
  #importsBeside(source: string): readonly string[] {
    return [...this.#program.localImports(), ...localImports(source)]
  }

  #prepare(): boolean {
    if (this.#server === undefined || !this.#program.prepare()) return false
    this.#documents.sync()
    return true
  }

  async #greet(connection: JsonRpc): Promise<void> {
    this.#documents.connect(connection)
    // the first question loads the libraries' types: better ours than a person's
    const draft = this.#program.takeDraft('')
    const textDocument = { uri: this.#program.uriOf(draft) }
    this.#documents.sync()
    await this.#spareTime.during(() =>
      connection.request('textDocument/diagnostic', { textDocument }, { deadline: 10_000 }),
    )
    this.#program.releaseDraft(draft)
  }
}

function isKept(cell: CellSource): cell is KeptSource {
  return cell.module !== undefined
}
