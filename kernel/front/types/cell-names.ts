/**
 * Which names a cell declares at its top level, mentions and assigns, read from its tokens, so that it also works on
 * half-typed code. Types count too, which a parse of the stripped JavaScript does not see.
 * It may be wrong where only a parser could tell; the compiler's own diagnostics then correct it (see cell-file).
 */

import type { DeclarationKind } from '../../cell/scope'
import { type Token, tokenize } from './tokens'

/** How a name is declared, types included. */
export type NameKind = DeclarationKind | 'interface' | 'type'

export interface DeclaredName {
  readonly name: string
  readonly kind: NameKind
  /** The cell exports it under this name itself. */
  readonly exported: boolean
  /** It says only what there is (`declare const …`), and leaves nothing to run. */
  readonly ambient?: boolean
}

type Marks = Partial<Pick<DeclaredName, 'exported' | 'ambient'>>

export interface CellNames {
  readonly declared: readonly DeclaredName[]
  readonly mentioned: ReadonlySet<string>
  readonly assigned: ReadonlySet<string>
  /** It holds `declare global` or `declare module 'x'`, which concern all cells. */
  readonly augments: boolean
  /** The `'x'` of `declare module 'x'`, as they are written. */
  readonly augmentedModules: ReadonlySet<string>
}

const assignments = new Set('= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??= ++ --'.split(' '))
const declarators: ReadonlyMap<string, NameKind> = new Map([
  ['const', 'const'],
  ['let', 'let'],
  ['var', 'var'],
  ['using', 'using'],
])
const named: ReadonlyMap<string, NameKind> = new Map([
  ['function', 'function'],
  ['class', 'class'],
  ['enum', 'enum'],
  ['interface', 'interface'],
  ['namespace', 'namespace'],
  ['module', 'namespace'],
  ['type', 'type'],
])
const modifiers = new Set(['export', 'default', 'declare', 'abstract', 'async', 'await', 'const'])
const elementMaker = /@jsx(?:Frag)?[ \t]+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu
/** A statement may begin after these on the same line. */
const statementEnds = new Set([';', '}', ')'])
/** And after these in a new line: an array, a type's arguments, an assertion. */
const lineEnds = new Set([']', '>', '>>', '>>>', '++', '--', '!'])

export function scanCellNames(source: string, isJsx = false): CellNames {
  const names = new Scan(tokenize(source)).names()
  return isJsx ? { ...names, mentioned: new Set([...names.mentioned, ...elementMakers(source)]) } : names
}

/** What JSX calls without naming it: React, or what a comment says (`@jsx h`, `@jsxFrag Fragment`). */
function elementMakers(source: string): readonly string[] {
  return ['React', ...[...source.matchAll(elementMaker)].flatMap(([, name]) => name ?? [])]
}

class Scan {
  readonly #tokens: readonly Token[]
  readonly #declared = new Map<string, DeclaredName>()
  readonly #exportedByList = new Set<string>()

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  names(): CellNames {
    const mentioned = new Set<string>()
    const assigned = new Set<string>()
    const augmentedModules = new Set<string>()
    let augments = false
    for (const [at, token] of this.#tokens.entries()) {
      if (token.kind !== 'name') continue
      if (token.depth === 0 && this.#startsStatement(at)) this.#declaration(at)
      const before = this.#text(at - 1)
      if (before === '.' || before === '?.') continue
      mentioned.add(token.text)
      const module = before === 'declare' && this.#tokens[at + 1]?.kind === 'string' ? this.#text(at + 1) : undefined
      if (module !== undefined) augmentedModules.add(module)
      augments ||= module !== undefined || (before === 'declare' && token.text === 'global')
      if (assignments.has(this.#text(at + 1)) || before === '++' || before === '--') assigned.add(token.text)
    }
    const declared = [...this.#declared.values()].map(name =>
      this.#exportedByList.has(name.name) ? { ...name, exported: true } : name,
    )
    return { declared, mentioned, assigned, augments, augmentedModules }
  }

  #text(at: number): string {
    return this.#tokens[at]?.text ?? ''
  }

  #isName(at: number): boolean {
    return this.#tokens[at]?.kind === 'name'
  }

  /** An expression may also hold `class` or `function`: then an operator stands before it. */
  #startsStatement(at: number): boolean {
    const before = this.#tokens[at - 1]
    if (before === undefined) return true
    const startsLine = this.#tokens[at]?.startsLine === true
    if (before.kind === 'punctuator') return statementEnds.has(before.text) || (startsLine && lineEnds.has(before.text))
    return startsLine || modifiers.has(before.text) || this.#text(at) === 'class'
  }

  #declaration(at: number): void {
    const keyword = this.#text(at)
    const variable = declarators.get(keyword)
    if (keyword === 'import') this.#import(at + 1)
    else if (keyword === 'export') this.#exportList(at + 1)
    else if (variable === undefined) this.#named(at, keyword)
    else if (this.#text(at + 1) !== 'enum') this.#variables(at + 1, variable, this.#marksOf(at))
  }

  #named(at: number, keyword: string): void {
    const kind = named.get(keyword)
    const nameAt = keyword === 'function' && this.#text(at + 1) === '*' ? at + 2 : at + 1
    if (kind === undefined || !this.#isName(nameAt) || this.#text(nameAt) === 'extends') return
    if (kind === 'type' && !['=', '<'].includes(this.#text(nameAt + 1))) return
    this.#add(nameAt, kind, this.#marksOf(at))
  }

  #add(at: number, kind: NameKind, marks: Marks = {}): void {
    const name = this.#text(at)
    const known = this.#declared.get(name)
    // a name may be a type and a value; then what the value is decides
    const isType = kind === 'interface' || kind === 'type'
    if (known === undefined || !isType) {
      this.#declared.set(name, { name, kind, ...marks, exported: (marks.exported ?? known?.exported) === true })
    }
  }

  /** What the words before a declaration say of it. */
  #marksOf(at: number): Marks {
    let marks: Marks = {}
    for (let before = at - 1; modifiers.has(this.#text(before)); before--) {
      const word = this.#text(before)
      if (word === 'default') return marks
      if (word === 'declare') marks = { ...marks, ambient: true }
      if (word === 'export') marks = { ...marks, exported: true }
    }
    return marks
  }

  /** `import a, * as b, { c as d, type e } from '…'`, and `import f = …`; not `import(…)` nor `import.meta`. */
  #import(from: number): void {
    if (['(', '.'].includes(this.#text(from))) return
    for (let at = from; at < this.#tokens.length; at++) {
      const token = this.#tokens[at]
      if (token === undefined || token.kind === 'string' || token.text === 'from') return
      if (token.kind !== 'name' || token.text === 'as' || (token.text === 'type' && this.#namesFollow(at))) continue
      const next = this.#text(at + 1)
      if (next === 'as') continue
      this.#add(at, 'import')
      if (next === '=') return
    }
  }

  #namesFollow(at: number): boolean {
    const next = this.#tokens[at + 1]
    return next !== undefined && (next.kind === 'name' ? next.text !== 'from' : ['{', '*'].includes(next.text))
  }

  /** `export { a, b as c }`, with `type` too. */
  #exportList(from: number): void {
    const open = this.#text(from) === 'type' ? from + 1 : from
    if (this.#text(open) !== '{') return
    for (let at = open + 1; at < this.#tokens.length && this.#text(at) !== '}'; at++) {
      if (this.#isName(at) && [',', '}'].includes(this.#text(at + 1)) && this.#text(at - 1) !== 'as') {
        this.#exportedByList.add(this.#text(at))
      }
    }
  }

  /** `a = 1, { b, c: [d] } = e`: targets stand at the start and after each comma that is not inside anything. */
  #variables(from: number, kind: NameKind, marks: Marks): void {
    let at = this.#target(from, kind, marks)
    let angles = 0
    let inType = this.#text(at) === ':'
    for (; at < this.#tokens.length; at++) {
      const token = this.#tokens[at]
      if (token === undefined || token.text === ';') return
      if (token.depth > 0) continue
      if (token.text === '=') inType = false
      if (inType && token.text === '<') angles++
      if (inType && /^>+$/.test(token.text)) angles -= token.text.length
      if (token.startsLine && (declarators.has(token.text) || named.has(token.text) || modifiers.has(token.text)))
        return
      if (token.text === ',' && angles <= 0 && this.#isTarget(at + 1)) {
        at = this.#target(at + 1, kind, marks) - 1
        inType = this.#text(at + 1) === ':'
      }
    }
  }

  #isTarget(at: number): boolean {
    const text = this.#text(at)
    if (text === '{' || text === '[') return true
    return this.#isName(at) && ['=', ':', ',', ';', '!', ''].includes(this.#text(at + 1))
  }

  /** Adds the names of a binding, a name or a pattern; returns the place after it. */
  #target(at: number, kind: NameKind, marks: Marks): number {
    const open = this.#text(at)
    if (open === '[' || open === '{') return this.#pattern(at + 1, open, kind, marks)
    if (this.#isName(at)) this.#add(at, kind, marks)
    return at + 1
  }

  #pattern(from: number, open: '[' | '{', kind: NameKind, marks: Marks): number {
    const inside = this.#tokens[from]?.depth
    let at = from
    let expectsTarget = true
    while (at < this.#tokens.length) {
      const token = this.#tokens[at]
      if (token === undefined) break
      const isClose = token.kind === 'punctuator' && (token.text === ']' || token.text === '}')
      const outside = isClose && token.depth < (this.#tokens[from - 1]?.depth ?? 0) + 1
      if (outside) return at + 1
      const here = token.depth === inside
      if (here && token.text === ',') expectsTarget = true
      else if (expectsTarget && here && token.text !== '...') {
        const key = open === '{' && this.#keyEnd(at)
        at = this.#target(key === false ? at : key, kind, marks)
        expectsTarget = false
        continue
      }
      at++
    }
    return at
  }

  /** The place after `key:` in an object pattern, or false where the key is the name itself. */
  #keyEnd(at: number): number | false {
    if (this.#text(at) !== '[') return this.#text(at + 1) === ':' ? at + 2 : false
    const depth = this.#tokens[at]?.depth
    let end = at + 1
    while (end < this.#tokens.length && !(this.#text(end) === ']' && this.#tokens[end]?.depth === depth)) end++
    return end + 2
  }
}
