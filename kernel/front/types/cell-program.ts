/**
 * The cells that the compiler knows of, each in a module: those that were executed and still matter, the one about to
 * run, and the drafts in which a person types.
 * A cell whose names have all been declared again, and which no other cell uses, gives its module back.
 * A cell that runs again, and means what it meant, stays in its module: what was found of it then holds.
 */

import { cellTags } from '../../cell/cell-tags'
import { CellFile, type CellSource } from './cell-file'
import { scanCellNames } from './cell-names'
import { importOfHub } from './hub'
import type { KeptFiles } from './kept-files'
import { importsOf, NameOwners } from './name-owners'
import type { OpenDocuments } from './open-documents'
import { ProgramModules } from './program-modules'
import { givenNames } from './project-files'
import { type Grounds, SoundCells } from './sound-cells'

/** So many cells that no name leads to keep their modules: they may run again. */
const remembered = 16

export class CellProgram {
  readonly names = new NameOwners(givenNames)
  readonly sound = new SoundCells()
  readonly #modules: ProgramModules
  /** Executed cells that still matter or have not been looked at, oldest first. */
  readonly #executed = new Map<string, CellFile>()
  /** With the cells that had run when the check began. */
  readonly #beingChecked = new Map<CellFile, readonly CellFile[]>()
  /** Drafts that change what every cell sees, by their modules, as they are typed. */
  readonly #augmentingDrafts = new Map<string, string>()
  #next: CellFile | undefined
  /** Counts the changes of what is not of cells: packages, local files, the server that has read them. */
  #outside = 0

  constructor(folder: string, tasklabRoot: string, documents: OpenDocuments) {
    this.#modules = new ProgramModules(folder, tasklabRoot, documents)
    this.releaseDraft(this.takeDraft(''))
  }

  get kept(): KeptFiles {
    return this.#modules.kept
  }

  uriOf(module: string): string {
    return this.#modules.uriOf(module)
  }

  /** How many cells the server holds, those to spare among them. */
  get size(): number {
    return this.#modules.size
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
    this.#dropNext()
    const file = this.#again(cell) ?? new CellFile(this.#moduleFor(cell), cell, this.names)
    this.#next = file
    this.#modules.fill(file.module, file.text, file.isJsx)
    return file
  }

  /** What a check of this cell rests on now, beside its own text. */
  groundsOf(file: CellFile): Grounds {
    const others = [...this.#executed.values()].filter(({ module }) => module !== file.module)
    const augmenting = others.filter(({ augments }) => augments)
    const reached = this.#reachedFrom([...file.imports, ...augmenting.map(({ module }) => module)])
    const next = this.#next?.augments === true && this.#next.module !== file.module ? [this.#next.text] : []
    // a file that one cell imports may change what every cell sees
    const files = new Set([...others.flatMap(({ localImports }) => localImports), ...this.kept.localImports()])
    return [
      `${this.#outside}`,
      ...[...reached].flatMap(module => this.#executed.get(module)?.text ?? []),
      ...next,
      ...this.#augmentingDrafts.values(),
      ...this.kept.texts(),
      ...[...files].sort(),
    ]
  }

  /** What the cells rest on outside of themselves is not what it was. */
  outsideChanged(): void {
    this.#outside++
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
    for (const module of this.#executed.keys()) this.#modules.giveBack(module)
    this.#executed.clear()
  }

  beginCheck(file: CellFile): void {
    this.#beingChecked.set(file, [...this.#executed.values()])
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
    this.#modules.fill(file.module, file.text, file.isJsx)
    if (this.#next === file) return
    this.names.clear()
    for (const { module, declared } of this.#executed.values()) this.names.declare(module, declared)
  }

  /** The session as a cell that is being checked found it: since then others may have run, or earlier ones again. */
  namesBefore(file: CellFile): NameOwners {
    const names = new NameOwners(givenNames)
    for (const { module, declared } of this.#beingChecked.get(file) ?? []) names.declare(module, declared)
    return names
  }

  /** Opens one module more to spare; false where there are enough. */
  prepare(): boolean {
    if (!this.#modules.hasEnough) this.#collect()
    return this.#modules.prepare()
  }

  /** A module for code that is being typed, with one line of imports before it; to be given back. */
  takeDraft(source: string): string {
    const tags = cellTags(source)
    const names = scanCellNames(source, tags.isJsx)
    const isAlone = tags.module !== undefined || tags.isBrowser // it sees no names of cells
    const line = isAlone ? importOfHub : importsOf(names, this.names).line
    const draft = this.#modules.takeDraft(`${line}\n${source}`, tags.isJsx)
    if (names.augments) this.#augmentingDrafts.set(draft, source)
    return draft
  }

  releaseDraft(draft: string): void {
    this.#augmentingDrafts.delete(draft)
    this.#modules.releaseDraft(draft)
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
    if (again !== undefined) return again
    if (!this.#modules.hasAny) this.#collect()
    return this.#modules.take()
  }

  /** The cell that was about to run does not: its module is again what it was before. */
  #dropNext(): void {
    if (this.#next === undefined) return
    const { module } = this.#next
    const before = this.#executed.get(module)
    if (before === undefined) this.#modules.giveBack(module)
    else this.#modules.fill(module, before.text, before.isJsx)
    this.#next = undefined
  }

  #collect(): void {
    const augmenting = [...this.#executed.values()].filter(({ augments }) => augments)
    const inUse = [...augmenting, ...this.#beingChecked.keys(), ...(this.#next === undefined ? [] : [this.#next])]
    const live = this.#reachedFrom([...this.names.owners(), ...inUse.map(({ module }) => module)])
    const dead = [...this.#executed.keys()].filter(module => !live.has(module))
    for (const module of dead.slice(0, -remembered)) {
      this.#executed.delete(module)
      this.#modules.giveBack(module)
    }
  }

  /** These modules and all that they import names from. */
  #reachedFrom(modules: Iterable<string>): ReadonlySet<string> {
    const reached = new Set(modules)
    for (const module of reached) for (const used of this.#executed.get(module)?.imports ?? []) reached.add(used)
    return reached
  }
}
