/**
 * The cells that the compiler knows of: those that were executed and still matter, the one about to run, and the drafts
 * in which a person types. Each has a module, of which there are always some to spare: to fill an empty one is a change
 * of text, to add one makes the compiler build its program anew.
 * A cell whose names have all been declared again, and which no other cell uses, gives its module back.
 */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cellTags } from '../../cell/cell-tags'
import { CellFile, type CellSource } from './cell-file'
import { scanCellNames } from './cell-names'
import { cellModule, draftModule, emptyModule, fileOf, hubFile, hubText, importOfHub } from './hub'
import { KeptFiles } from './kept-files'
import { importsOf, NameOwners } from './name-owners'
import type { OpenDocuments } from './open-documents'
import { configFile, givenNames, projectConfig } from './project-files'

/** What a cell has without declaring it, with its module. */
const globals = [...givenNames].flatMap(([name, { value }]) => (value ? [[name, value.module] as const] : []))

/** Modules are added so many at a time. */
const modulesAtOnce = 32

export class CellProgram {
  readonly names = new NameOwners(givenNames)
  readonly kept: KeptFiles
  readonly #folder: string
  readonly #documents: OpenDocuments
  readonly #modules: string[] = []
  readonly #spare: string[] = []
  /** Executed cells that still matter or have not been looked at, oldest first. */
  readonly #executed = new Map<string, CellFile>()
  readonly #beingChecked = new Set<CellFile>()
  readonly #drafts = new Set<string>()
  readonly #freeDrafts: string[] = []
  #next: CellFile | undefined

  constructor(folder: string, tasklabRoot: string, documents: OpenDocuments) {
    this.#folder = folder
    this.#documents = documents
    documents.set(this.#uri(configFile), projectConfig(tasklabRoot))
    this.kept = new KeptFiles(
      name => this.#uri(name),
      documents,
      () => this.#listModules(),
    )
    this.#grow()
    this.releaseDraft(this.takeDraft(''))
  }

  uriOf(module: string): string {
    return this.#uri(fileOf(module))
  }

  /** How many cells the server holds, those to spare among them. */
  get size(): number {
    return this.#modules.length
  }

  titleOf(module: string): string | undefined {
    return (this.#executed.get(module) ?? (this.#next?.module === module ? this.#next : undefined))?.title
  }

  /** The local files that the live cells import, as they write them. */
  *localImports(): Iterable<string> {
    for (const file of this.#executed.values()) yield* file.localImports
    yield* this.kept.localImports()
  }

  /** What the live cells are, newest first, and those that are kept as files. */
  *sources(): Iterable<string> {
    for (const { source } of [...this.#executed.values()].reverse()) yield source
    yield* this.kept.sources()
  }

  /** The cell that is about to run, as a module. */
  open(cell: CellSource): CellFile {
    const module = this.#moduleFor(cell)
    const file = new CellFile(module, cell, this.names)
    this.#next = file
    this.#documents.set(this.uriOf(module), file.text, file.isJsx)
    return file
  }

  /** A cell that has run: later ones see its names. */
  add(cell: CellSource): void {
    const file = this.#next?.source === cell.source ? this.#next : this.open(cell)
    this.#next = undefined
    this.#executed.delete(file.module) // one that runs again is the newest now
    this.#executed.set(file.module, file)
    this.names.declare(file.module, file.declared)
  }

  /** Forgets every cell; what is kept as a file stays, as files do. */
  reset(): void {
    this.names.clear()
    for (const module of this.#executed.keys()) this.#giveBack(module)
    if (this.#next !== undefined) this.#giveBack(this.#next.module)
    this.#executed.clear()
    this.#next = undefined
  }

  beginCheck(file: CellFile): void {
    this.#beingChecked.add(file)
  }

  endCheck(file: CellFile): void {
    this.#beingChecked.delete(file)
  }

  /** Whether the module is still this cell's. */
  holds(file: CellFile): boolean {
    return this.#next === file || this.#executed.get(file.module) === file
  }

  /** Takes over what a check has found out about a cell's names. */
  update(file: CellFile): void {
    this.#documents.set(this.uriOf(file.module), file.text, file.isJsx)
    if (this.#next === file) return
    this.names.clear()
    for (const { module, declared } of this.#executed.values()) this.names.declare(module, declared)
  }

  /** The session as the cell found it: later ones may have been added since. */
  namesBefore(file: CellFile): NameOwners {
    if (this.#next === file) return this.names
    const names = new NameOwners(givenNames)
    for (const { module, declared } of this.#executed.values()) {
      if (module === file.module) break
      names.declare(module, declared)
    }
    return names
  }

  /** A module for code that is being typed, with one line of imports before it; to be given back. */
  takeDraft(source: string): string {
    const module = this.#freeDrafts.pop() ?? this.#addDraft()
    const tags = cellTags(source)
    const isAlone = tags.module !== undefined || tags.isBrowser // it sees no names of cells
    const line = isAlone ? importOfHub : importsOf(scanCellNames(source, tags.isJsx), this.names).line
    this.#documents.set(this.uriOf(module), `${line}\n${source}`, tags.isJsx)
    return module
  }

  /** Emptied, since what is typed may augment types that all cells see. */
  releaseDraft(module: string): void {
    this.#documents.set(this.uriOf(module), emptyModule)
    this.#freeDrafts.push(module)
  }

  #uri(name: string): string {
    return pathToFileURL(join(this.#folder, name)).href
  }

  #addDraft(): string {
    const module = draftModule(this.#drafts.size)
    this.#drafts.add(module)
    this.#listModules()
    return module
  }

  #listModules(): void {
    this.#documents.set(this.#uri(hubFile), hubText(this.#modules, this.#drafts, { globals, files: this.kept.names() }))
  }

  #moduleFor({ source }: CellSource): string {
    // in a module of its own a cell that runs again would augment what its first run has augmented already
    const again = [...this.#executed.values()].find(file => file.augments && file.source === source)?.module
    const next = this.#next?.module
    if (again === undefined) return next ?? this.#takeModule()
    if (next !== undefined && next !== again) this.#giveBack(next)
    return again
  }

  #takeModule(): string {
    if (this.#spare.length === 0) {
      this.#collect()
      // where few are left, all cells would soon be looked through again
      if (this.#spare.length < this.#modules.length / 4) this.#grow()
    }
    return this.#spare.pop() ?? this.#takeModule()
  }

  #grow(): void {
    const added = Array.from({ length: modulesAtOnce }, (_, index) => cellModule(this.#modules.length + index))
    this.#modules.push(...added)
    // the hub first: what is open before it belongs to no program, and gets one of its own, with the browser's types
    this.#listModules()
    for (const module of added) this.#giveBack(module)
  }

  #giveBack(module: string): void {
    this.#documents.set(this.uriOf(module), emptyModule)
    this.#spare.push(module)
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
    for (const module of dead) {
      this.#executed.delete(module)
      this.#giveBack(module)
    }
  }
}
