/**
 * The modules that cells and drafts stand in, and the hub that lists them. There are always some to spare: to fill an
 * empty one is a change of text, while each that is opened makes the compiler build its program anew (6 ms and more, 10
 * of CPU). So they are opened one at a time, while nobody asks anything; a cell that finds none opens one for itself.
 * Invariant: the server is told of the hub before it is told of a module that the hub has not listed yet: what is open
 * before belongs to no program, and gets one of its own, with the browser's types.
 */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cellModule, draftModule, emptyModule, fileOf, hubFile, hubText } from './hub'
import { KeptFiles } from './kept-files'
import type { OpenDocuments } from './open-documents'
import { configFile, givenNames, projectConfig } from './project-files'

/** What a cell has without declaring it, with its module. */
const globals = [...givenNames].flatMap(([name, { value }]) => (value ? [[name, value.module] as const] : []))

/** So many modules are to spare after a pause. */
const toSpare = 16
/** The hub lists so many more at a time: each change of it costs as much as a module. */
const listedAtOnce = 16

export class ProgramModules {
  readonly kept: KeptFiles
  readonly #folder: string
  readonly #documents: OpenDocuments
  readonly #listed: string[] = []
  #opened = 0
  readonly #spare: string[] = []
  readonly #drafts = new Set<string>()
  readonly #freeDrafts: string[] = []

  constructor(folder: string, tasklabRoot: string, documents: OpenDocuments) {
    this.#folder = folder
    this.#documents = documents
    documents.set(this.#uri(configFile), projectConfig(tasklabRoot))
    this.kept = new KeptFiles(
      name => this.#uri(name),
      documents,
      () => this.#list(),
    )
    this.#spare.push(this.#open())
  }

  uriOf(module: string): string {
    return this.#uri(fileOf(module))
  }

  /** How many there are for cells, those to spare among them. */
  get size(): number {
    return this.#opened
  }

  get hasAny(): boolean {
    return this.#spare.length > 0
  }

  get hasEnough(): boolean {
    return this.#spare.length >= toSpare
  }

  /** Opens one more to spare; false where there are enough. */
  prepare(): boolean {
    if (this.hasEnough) return false
    this.#spare.push(this.#open())
    return true
  }

  /** An empty one, to be given back. */
  take(): string {
    return this.#spare.pop() ?? this.#open()
  }

  fill(module: string, text: string, isJsx: boolean): void {
    this.#documents.set(this.uriOf(module), text, isJsx)
  }

  giveBack(module: string): void {
    this.#documents.set(this.uriOf(module), emptyModule)
    this.#spare.push(module)
  }

  /** One for code that is being typed, to be released. */
  takeDraft(text: string, isJsx: boolean): string {
    const module = this.#freeDrafts.pop() ?? this.#addDraft()
    this.#documents.set(this.uriOf(module), text, isJsx)
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

  #open(): string {
    const module = cellModule(this.#opened++)
    if (this.#opened > this.#listed.length) {
      for (let index = 0; index < listedAtOnce; index++) this.#listed.push(cellModule(this.#listed.length))
      this.#list()
    }
    this.#documents.set(this.uriOf(module), emptyModule)
    return module
  }

  #addDraft(): string {
    const module = draftModule(this.#drafts.size)
    this.#drafts.add(module)
    this.#list()
    return module
  }

  #list(): void {
    this.#documents.set(this.#uri(hubFile), hubText(this.#listed, this.#drafts, { globals, files: this.kept.names() }))
  }
}
