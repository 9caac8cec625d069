/**
 * Cells that are kept as files (`@module name`): documents of the notebook's folder that others import by their names,
 * before what stands there on disk. Each holds its cell as it is, below one line of ours, as cells' own modules do.
 * The hub lists them all, so that they are of the program.
 */

import type { CellSource } from './cell-file'
import { scanCellNames } from './cell-names'
import { localImports } from './local-files'
import { linesOf } from './offsets'
import type { OpenDocuments } from './open-documents'
import type { Position } from './protocol'

export type KeptSource = CellSource & { readonly module: string }

export class KeptFile {
  /** `shapes.ts` */
  readonly name: string
  readonly source: string
  readonly isJsx: boolean
  /** The local files that it imports, as it writes them. */
  readonly localImports: readonly string[]
  /** The compiler looks for what a module augments only where it is imported too. */
  readonly #imports: string

  constructor({ module, source, isJsx }: KeptSource) {
    this.name = module
    this.source = source
    this.isJsx = isJsx === true
    this.localImports = localImports(source)
    this.#imports = [...scanCellNames(source).augmentedModules].map(augmented => `import ${augmented};`).join(' ')
  }

  get text(): string {
    return `${this.#imports}\n${this.source.replace(/^#!/, '//')}`
  }

  get lastLine(): number {
    return linesOf(this.source).length
  }

  placeOf({ line, character }: Position): { readonly line: number; readonly column: number } {
    return { line, column: character + 1 }
  }
}

export class KeptFiles {
  readonly uriOf: (name: string) => string
  readonly #documents: OpenDocuments
  readonly #onNames: () => void
  readonly #kept = new Map<string, KeptFile>()
  #shown: KeptFile | undefined

  /** @param onNames told when there are other names than before. */
  constructor(uriOf: (name: string) => string, documents: OpenDocuments, onNames: () => void) {
    this.uriOf = uriOf
    this.#documents = documents
    this.#onNames = onNames
  }

  names(): ReadonlySet<string> {
    return new Set(this.#seen().keys())
  }

  /** The local files that they import, as they write them. */
  *localImports(): Iterable<string> {
    for (const file of this.#kept.values()) yield* file.localImports
  }

  *sources(): Iterable<string> {
    for (const { source } of this.#kept.values()) yield source
  }

  /** What the compiler sees of them, the one that is shown for a moment too, each below its name. */
  *texts(): Iterable<string> {
    for (const { name, text } of this.#seen().values()) yield `${name}\n${text}`
  }

  /** Lets the compiler see a cell as the file that it may become; it is to be kept, or settled, afterwards. */
  show(cell: KeptSource): KeptFile {
    const file = new KeptFile(cell)
    this.#shown = file
    if (!this.#kept.has(file.name)) this.#onNames() // before it is opened: the program must know of it
    this.#open(file)
    return file
  }

  /** From now on the cell is the file, in the place of the one that had its name. */
  keep(cell: KeptSource): void {
    const file = this.show(cell)
    this.#kept.set(file.name, file)
    const other = otherName(file.name)
    if (this.#kept.delete(other)) this.settle(other)
  }

  /** The file is as it is kept, whatever was shown. */
  settle(name: string): void {
    if (this.#shown?.name === name) this.#shown = undefined
    const kept = this.#kept.get(name)
    if (kept === undefined) {
      this.#documents.close(this.uriOf(name))
      this.#onNames()
    } else {
      this.#open(kept)
    }
  }

  #seen(): ReadonlyMap<string, KeptFile> {
    const seen = new Map(this.#kept)
    return this.#shown === undefined ? seen : seen.set(this.#shown.name, this.#shown)
  }

  #open(file: KeptFile): void {
    this.#documents.set(this.uriOf(file.name), file.text, file.isJsx)
  }
}

/** `shapes.ts` and `shapes.tsx` are the same to an import. */
function otherName(name: string): string {
  return name.endsWith('x') ? name.slice(0, -1) : `${name}x`
}
