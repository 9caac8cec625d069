/**
 * The cells that the compiler knows of: those that were executed and still matter, the one about to run, and the drafts
 * in which a person types. Each has a module, of which there are always some to spare: to fill an empty one is a change
 * of text, while each that is opened makes the compiler build its program anew (6 ms and more, 10 of CPU). So they are
 * opened one at a time, while nobody asks anything; a cell that finds none opens one for itself.
 * A cell whose names have all been declared again, and which no other cell uses, gives its module back.
 * A cell that runs again, and means what it meant, stays in its module: what was found of it then holds.
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
import { type Grounds, SoundCells } from './sound-cells'

/** What a cell has without declaring it, with its module. */
const globals = [...givenNames].flatMap(([name, { value }]) => (value ? [[name, value.module] as const] : []))

/** So many modules are to spare after a pause. */
const toSpare = 16
/** So many cells that no name leads to keep their modules: they may run again. */
const remembered = 16
/** The hub lists so many more at a time: each change of it costs as much as a module. */
const listedAtOnce = 16

export class CellProgram {
  readonly names = new NameOwners(givenNames)
  readonly kept: KeptFiles
  readonly sound = new SoundCells()
  readonly #folder: string
  readonly #documents: OpenDocuments
  readonly #listed: string[] = []
  #opened = 0
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
    this.#spare.push(this.#openModule())
    this.releaseDraft(this.takeDraft(''))
  }

  uriOf(module: string): string {
    return this.#uri(fileOf(module))
  }

  /** How many cells the server holds, those to spare among them. */
  get size(): number {
    return this.#opened
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
    const file = this.#again(cell) ?? new CellFile(this.#moduleFor(cell), cell, this.names)
    if (this.#next?.module !== file.module) this.#dropNext()
    this.#next = file
    this.#documents.set(this.uriOf(file.module), file.text, file.isJsx)
    return file
  }

  /** What a check of this cell rests on, beside its own text. */
  groundsOf(file: CellFile): Grounds {
    const augmenting = [...this.#executed.values()].filter(({ augments, module }) => augments && module !== file.module)
    const reached = this.#reachedFrom([...file.imports, ...augmenting.map(({ module }) => module)])
    const others = [...reached].flatMap(module => this.#executed.get(module) ?? [])
    if ([file, ...others].some(({ localImports }) => localImports.length > 0)) return undefined
    return [...others.map(({ text }) => text), ...this.kept.sources()]
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
    this.#dropNext()
    for (const module of this.#executed.keys()) this.#giveBack(module)
    this.#executed.clear()
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

  /** Opens one module more to spare; false where there are enough. */
  prepare(): boolean {
    if (this.#spare.length < toSpare) this.#collect()
    if (this.#spare.length >= toSpare) return false
    this.#spare.push(this.#openModule())
    return true
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
    this.#documents.set(this.#uri(hubFile), hubText(this.#listed, this.#drafts, { globals, files: this.kept.names() }))
  }

  /** The cell in the module that it has, where it means what it meant when it last ran. */
  #again(cell: CellSource): CellFile | undefined {
    const before = [...this.#executed.values()].findLast(({ source }) => source === cell.source)
    if (before === undefined || !this.sound.has(before)) return undefined
    const file = new CellFile(before.module, cell, this.names)
    return this.sound.takeOver(before, file, this.groundsOf(file)) ? file : undefined
  }

  #moduleFor({ source }: CellSource): string {
    // in a module of its own a cell that runs again would augment what its first run has augmented already
    const again = [...this.#executed.values()].find(file => file.augments && file.source === source)?.module
    const next = this.#next?.module
    return again ?? (next !== undefined && !this.#executed.has(next) ? next : this.#takeModule())
  }

  /** The cell that was about to run does not: its module serves another, unless it has run before. */
  #dropNext(): void {
    const module = this.#next?.module
    this.#next = undefined
    if (module !== undefined && !this.#executed.has(module)) this.#giveBack(module)
  }

  #takeModule(): string {
    if (this.#spare.length === 0) this.#collect()
    return this.#spare.pop() ?? this.#openModule()
  }

  #openModule(): string {
    const module = cellModule(this.#opened++)
    if (this.#opened > this.#listed.length) {
      for (let index = 0; index < listedAtOnce; index++) this.#listed.push(cellModule(this.#listed.length))
      // before the module: what is open before it belongs to no program, and gets one of its own, with the browser's types
      this.#listModules()
    }
    this.#documents.set(this.uriOf(module), emptyModule)
    return module
  }

  #giveBack(module: string): void {
    this.#documents.set(this.uriOf(module), emptyModule)
    this.#spare.push(module)
  }

  #collect(): void {
    const augmenting = [...this.#executed.values()].filter(({ augments }) => augments)
    const inUse = [...augmenting, ...this.#beingChecked].map(({ module }) => module)
    const live = this.#reachedFrom([...this.names.owners(), ...inUse])
    const dead = [...this.#executed.keys()].filter(module => !live.has(module))
    for (const module of dead.slice(0, -remembered)) {
      this.#executed.delete(module)
      this.#giveBack(module)
    }
  }

  /** These modules and all that they import names from. */
  #reachedFrom(modules: Iterable<string>): ReadonlySet<string> {
    const reached = new Set(modules)
    for (const module of reached) for (const used of this.#executed.get(module)?.imports ?? []) reached.add(used)
    return reached
  }
}
