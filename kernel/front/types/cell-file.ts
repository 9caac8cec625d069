/**
 * A cell as a virtual TypeScript module: one line that imports the earlier names it mentions, its source untouched, one
 * line that exports what it declares. So lines differ by one and columns not at all.
 * What the reading of its names got wrong, the compiler reports in those two lines of ours; `correct` then mends it.
 */

import { bareObject } from '../../cell/object-literal'
import { originalPosition, type PositionMap } from '../../cell/positions'
import type { DeclarationKind } from '../../cell/scope'
import { type CellNames, type NameKind, scanCellNames } from './cell-names'
import { localImports } from './local-files'
import { importsOf, type NameOwners } from './name-owners'
import { linesOf } from './offsets'
import type { Position, ServerDiagnostic } from './protocol'

export interface CellSource {
  /** TypeScript as the person wrote it, with magics blanked out. */
  readonly source: string
  /** How messages call the cell: `Cell [3]`. */
  readonly title?: string
  /** The values that it declares at its top level, where its compilation has told; else they are read from its tokens. */
  readonly declares?: readonly { readonly name: string; readonly kind: DeclarationKind }[]
  /** It may hold JSX. */
  readonly isJsx?: boolean
  /** Nobody wants to hear of its type errors. */
  readonly isUnchecked?: boolean
  /** The file that it is kept as, for other cells to import: it shares no names with them. */
  readonly module?: string
}

/** What the compiler says in the lines around a cell when a name was taken for what it is not. */
const conflicts = new Set([2300, 2440, 2451, 2395, 2567])
const exportedTwice = new Set([2323, 2484])
const missing = new Set([2304, 2552, 18004, 2663])
const notAssignable = 2632

export class CellFile {
  /** The module name, without folder and extension. */
  readonly module: string
  readonly source: string
  readonly title: string | undefined
  readonly isJsx: boolean
  /** The local files that it imports, as it writes them. */
  readonly localImports: readonly string[]
  #names: CellNames
  readonly #code: string
  readonly #map: PositionMap
  #text = ''
  #imports: ReadonlySet<string> = new Set()

  /** @param owners the session as the cell finds it. */
  constructor(module: string, cell: CellSource, owners: NameOwners) {
    this.module = module
    this.source = cell.source
    this.title = cell.title
    this.isJsx = cell.isJsx === true
    this.localImports = localImports(cell.source)
    this.#names = withDeclared(scanCellNames(cell.source, this.isJsx), cell.declares)
    const object = bareObject(cell.source)
    // a script's first line for the shell is no first line here
    this.#code = withOneDefault((object?.code ?? cell.source).replace(/^#!/, '//'))
    this.#map = object?.stage === undefined ? [] : [object.stage]
    this.#render(owners)
  }

  get text(): string {
    return this.#text
  }

  get declared(): CellNames['declared'] {
    return this.#names.declared
  }

  /** It changes what every cell sees, whether or not one mentions its names. */
  get augments(): boolean {
    return this.#names.augments
  }

  /** What it imports names from. */
  get imports(): ReadonlySet<string> {
    return this.#imports
  }

  /** The line after the cell's last one, as the compiler counts. */
  get lastLine(): number {
    return linesOf(this.source).length
  }

  /** Where a place of the file, as the compiler counts, is in the cell: lines and columns from 1. */
  placeOf({ line, character }: Position): { readonly line: number; readonly column: number } {
    return originalPosition(this.#map, line, character + 1)
  }

  /** Mends the file by what the compiler says of it; true if there was something to mend. */
  correct(diagnostics: readonly ServerDiagnostic[], owners: NameOwners): boolean {
    const before = this.#text
    for (const { code, range } of diagnostics) {
      const name = this.#nameAt(range.start)
      if (name === undefined) continue
      const own = this.#names.declared.some(declared => declared.name === name)
      if (range.start.line === 0 && conflicts.has(Number(code)) && !own) this.#declare(name)
      else if (range.start.line >= this.lastLine + 1 && missing.has(Number(code))) this.#undeclare(name)
      else if (range.start.line >= this.lastLine + 1 && exportedTwice.has(Number(code))) this.#leaveExported(name)
      else if (Number(code) === notAssignable) this.#assign(name)
      else if (own && missing.has(Number(code)) && owners.get(name) !== undefined) this.#undeclare(name)
    }
    this.#render(owners)
    return this.#text !== before
  }

  #declare(name: string): void {
    const declared = [...this.#names.declared, { name, kind: 'var' as NameKind, exported: false }]
    this.#names = { ...this.#names, declared }
  }

  #undeclare(name: string): void {
    this.#names = { ...this.#names, declared: this.#names.declared.filter(declared => declared.name !== name) }
  }

  #leaveExported(name: string): void {
    const declared = this.#names.declared.map(one => (one.name === name ? { ...one, exported: true } : one))
    this.#names = { ...this.#names, declared }
  }

  #assign(name: string): void {
    this.#names = { ...this.#names, assigned: new Set([...this.#names.assigned, name]) }
  }

  #nameAt({ line, character }: Position): string | undefined {
    const text = linesOf(this.#text)[line]?.slice(character) ?? ''
    return /^(?:import (?=\S+ = ))?([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)/u.exec(text)?.[1]
  }

  #render(owners: NameOwners): void {
    const { line, modules } = importsOf(this.#names, owners)
    const exported = this.#names.declared.filter(declared => !declared.exported).map(({ name }) => name)
    this.#imports = modules
    // `global` before `export` would begin a declaration
    this.#text = `${this.isJsx ? makersOf(this.source) : ''}${line}\n${this.#code}\n;export { ${exported.join(', ')} }`
  }
}

const defaultDeclaration =
  /(?<=^|;)([ \t]*export\s+default)(?=\s+(?:(?:async\s+)?function\b\s*\*?|(?:abstract\s+)?class)\s+(?!extends\b)[\p{ID_Start}$_])/gmu

/** Several default exports mean as little as one: what they declare is declared, in its place. */
function withOneDefault(code: string): string {
  if ((code.match(/\bexport\s+default\b/g)?.length ?? 0) < 2) return code
  return code.replace(defaultDeclaration, words => words.replace(/\S/g, ' '))
}

/** What `@jsx h` and its like say: the compiler reads them only before a module's first statement, which is ours. */
function makersOf(source: string): string {
  return [...source.matchAll(/@jsx\w*[ \t]+[^\s*]+/g)].map(([tag]) => `/** ${tag} */`).join('')
}

/** The compilation's word on values counts more than the tokens'; of types, and of what is only said to be, it knows nothing. */
function withDeclared(names: CellNames, values: CellSource['declares']): CellNames {
  if (values === undefined) return names
  const known = new Map(values.map(({ name, kind }) => [name, kind]))
  const kept = names.declared.flatMap(declared => {
    const kind = known.get(declared.name)
    if (kind === undefined) return mayBeErased(declared) ? [declared] : []
    return [{ ...declared, kind }]
  })
  const seen = new Set(kept.map(({ name }) => name))
  const added = values.filter(({ name }) => !seen.has(name)).map(declared => ({ ...declared, exported: false }))
  return { ...names, declared: [...kept, ...added] }
}

/** A namespace may hold types alone. */
function mayBeErased({ kind, ambient }: CellNames['declared'][number]): boolean {
  return ambient === true || kind === 'interface' || kind === 'type' || kind === 'import' || kind === 'namespace'
}
