/**
 * The cells that the compiler knows of: those that were executed and still matter, the one about to run, and the drafts
 * in which a person types. One root module makes them one program, so that none gets a project of its own.
 * A cell whose names have all been declared again, and which no other cell uses, is closed.
 */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CellFile, type CellSource } from './cell-file'
import { scanCellNames } from './cell-names'
import { importsOf, NameOwners } from './name-owners'
import type { OpenDocuments } from './open-documents'
import { cellModule, configFile, draftModule, givenNames, projectConfig, rootFile, rootText } from './project-files'

export class CellProgram {
  readonly names = new NameOwners(givenNames)
  readonly #folder: string
  readonly #tasklabRoot: string
  readonly #documents: OpenDocuments
  /** Executed cells that still matter, oldest first. */
  readonly #executed = new Map<string, CellFile>()
  readonly #beingChecked = new Set<CellFile>()
  readonly #drafts = new Map<string, string>()
  readonly #freeDrafts: string[] = []
  #next: CellFile | undefined
  #count = 0

  constructor(folder: string, tasklabRoot: string, documents: OpenDocuments) {
    this.#folder = folder
    this.#tasklabRoot = tasklabRoot
    this.#documents = documents
    this.releaseDraft(this.takeDraft(''))
  }

  /** Opens everything in a server that has just started. */
  openAll(): void {
    const set = (name: string, text: string): void => this.#documents.set(this.uri(name), text)
    // The configuration first: what is open before it would belong to no project. Each document that is opened makes the
    // server build the program again, so it gets the libraries last.
    set(configFile, projectConfig(this.#tasklabRoot, { libraries: false }))
    const listed: string[] = []
    for (const [module, text] of this.#texts()) {
      listed.push(module)
      set(rootFile, rootText(listed))
      set(`${module}.ts`, text)
    }
    set(configFile, projectConfig(this.#tasklabRoot, { libraries: true }))
  }

  uri(name: string): string {
    return pathToFileURL(join(this.#folder, name)).href
  }

  uriOf(module: string): string {
    return this.uri(`${module}.ts`)
  }

  /** How many executed cells are held. */
  get size(): number {
    return this.#executed.size
  }

  titleOf(module: string): string | undefined {
    return (this.#executed.get(module) ?? (this.#next?.module === module ? this.#next : undefined))?.title
  }

  /** The local files that the live cells import, as they write them. */
  *localImports(): Iterable<string> {
    for (const file of this.#executed.values()) yield* file.localImports
  }

  /** The cell that is about to run, as a module. */
  open(cell: CellSource): CellFile {
    const file = new CellFile(cellModule(this.#count), cell, this.names)
    this.#next = file
    this.#listModules()
    this.#documents.set(this.uriOf(file.module), file.text)
    return file
  }

  /** A cell that has run: later ones see its names. */
  add(cell: CellSource): void {
    const file = this.#next?.source === cell.source ? this.#next : this.open(cell)
    this.#next = undefined
    this.#count++
    this.#executed.set(file.module, file)
    this.names.declare(file.module, file.declared)
    this.#collect()
  }

  /** Forgets every cell. */
  reset(): void {
    this.names.clear()
    const modules = [...this.#executed.keys(), ...(this.#next === undefined ? [] : [this.#next.module])]
    this.#executed.clear()
    this.#next = undefined
    this.#listModules()
    for (const module of modules) this.#documents.close(this.uriOf(module))
  }

  beginCheck(file: CellFile): void {
    this.#beingChecked.add(file)
  }

  endCheck(file: CellFile): void {
    this.#beingChecked.delete(file)
    this.#collect()
  }

  /** Takes over what a check has found out about a cell's names. */
  update(file: CellFile): void {
    const wasExecuted = this.#executed.get(file.module) === file
    // neither, if all cells were forgotten meanwhile
    if (!wasExecuted && this.#next !== file) return
    this.#documents.set(this.uriOf(file.module), file.text)
    if (!wasExecuted) return
    this.names.clear()
    for (const { module, declared } of this.#executed.values()) this.names.declare(module, declared)
  }

  /** A module for code that is being typed, with one line of imports before it; to be given back. */
  takeDraft(source: string): string {
    const module = this.#freeDrafts.pop() ?? draftModule(this.#drafts.size)
    const isNew = !this.#drafts.has(module)
    const text = `${importsOf(scanCellNames(source), this.names).line}\n${source}`
    this.#drafts.set(module, text)
    if (isNew) this.#listModules()
    this.#documents.set(this.uriOf(module), text)
    return module
  }

  releaseDraft(module: string): void {
    this.#freeDrafts.push(module)
  }

  #listModules(): void {
    this.#documents.set(this.uri(rootFile), rootText([...this.#texts()].map(([module]) => module)))
  }

  *#texts(): Iterable<readonly [module: string, text: string]> {
    yield* this.#drafts
    for (const { module, text } of this.#executed.values()) yield [module, text]
    if (this.#next !== undefined) yield [this.#next.module, this.#next.text]
  }

  #collect(): void {
    const live = new Set<string>()
    const visit = (module: string): void => {
      if (live.has(module)) return
      live.add(module)
      for (const used of this.#executed.get(module)?.imports ?? []) visit(used)
    }
    for (const owner of this.names.owners()) visit(owner)
    for (const { module, augments } of this.#executed.values()) if (augments) visit(module)
    for (const { module } of this.#beingChecked) visit(module)
    const dead = [...this.#executed.keys()].filter(module => !live.has(module))
    for (const module of dead) this.#executed.delete(module)
    if (dead.length > 0) this.#listModules()
    for (const module of dead) this.#documents.close(this.uriOf(module))
  }
}
