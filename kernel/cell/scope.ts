/**
 * Which names a cell declares and which it uses, from its parse tree.
 * One walk answers four questions: how to rewrite the cell, which earlier names it mentions (the type service), what a
 * declaration depends on (`identify`), and which names functions hold on to, so that loops leave those alone.
 * A site is a place where a name of the cell's top level, or one that the cell does not declare at all, is written;
 * names of inner scopes are resolved here and never leave. Offsets are those of the JavaScript that was parsed.
 */

import type { AnyNode, Identifier, Program, VariableDeclaration } from 'acorn'
import { childrenOf } from './parse'
import { visitors } from './scope-visitors'

export type DeclarationKind =
  | 'let'
  | 'const'
  | 'var'
  | 'function'
  | 'class'
  | 'enum'
  | 'namespace'
  | 'import'
  | 'using'
  | 'await using'

/** Kinds whose names cannot be assigned to. */
export const constantKinds: ReadonlySet<DeclarationKind> = new Set(['const', 'import', 'using', 'await using'])

/** A name that the cell declares at its top level. */
export interface TopDeclaration {
  readonly name: string
  readonly kind: DeclarationKind
  /** The declaration that makes it: a declarator, a function, a class, an import. */
  readonly start: number
  readonly end: number
  /** Declared with a call as its value: what the call returns may take the variable's name. */
  readonly fromCall: boolean
  /** Where an import is from. */
  readonly module?: string
}

export type SiteRole = 'declare' | 'read' | 'write' | 'update'

export interface Site {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly role: SiteRole
  /** `{ name }`: a property and its value in one. */
  readonly shorthand: boolean
  /** Inside a function or a class member: it may run at any later time. */
  readonly nested: boolean
}

export interface Loop {
  readonly start: number
  readonly node: AnyNode
  /** Names that scopes inside it declare. */
  readonly innerNames: ReadonlySet<string>
}

export interface InnerVar {
  readonly node: VariableDeclaration
  /** In a block, or in the head of a loop. */
  readonly place: 'statement' | 'head'
}

export interface ScopeAnalysis {
  readonly declarations: readonly TopDeclaration[]
  readonly sites: readonly Site[]
  /** `import(…)` and `import.meta`, anywhere. */
  readonly imports: readonly AnyNode[]
  /** What awaits (also `for await`, `await using`) outside functions. */
  readonly awaits: readonly AnyNode[]
  /** Loops outside functions and outside other loops; a label belongs to its loop. */
  readonly loops: readonly Loop[]
  /** `var` declarations of the top level that stand inside something. */
  readonly innerVars: readonly InnerVar[]
}

export function analyseScope(program: Program): ScopeAnalysis {
  const walk = new ScopeWalk()
  walk.all(program.body)
  return walk.result()
}

/** Names that an analysed cell uses and does not declare. */
export function freeNames({ declarations, sites }: ScopeAnalysis): ReadonlySet<string> {
  const own = new Set(declarations.map(declaration => declaration.name))
  return new Set(sites.map(site => site.name).filter(name => !own.has(name)))
}

/** Offsets into a text. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Names that a declaration mentions, of its own cell or of others, its own aside. */
export function namesUsedIn({ start, end }: Range, own: string, sites: readonly Site[]): ReadonlySet<string> {
  const inside = sites.filter(site => site.start >= start && site.end <= end && site.role !== 'declare')
  return new Set(inside.map(site => site.name).filter(used => used !== own))
}

/** Stands among the names that functions hold on to: any of them, the code is not known before it runs. */
export const anyName = '*'

/** Names of the top level or of other cells that functions of the cell use; `anyName` where it evaluates text. */
export function capturedNames({ sites }: ScopeAnalysis): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { name, nested } of sites) {
    if (nested) names.add(name)
    if (name === 'eval' || name === 'Function') names.add(anyName)
  }
  return names
}

interface Scope {
  readonly names: Set<string>
  sites: Site[]
  readonly isFunction: boolean
  readonly parent: Scope | undefined
}

/** The walk itself; what is special about a kind of node is in the table of visitors. */
export class ScopeWalk {
  readonly #top: Scope = { names: new Set(), sites: [], isFunction: true, parent: undefined }
  readonly #declarations: TopDeclaration[] = []
  readonly #imports: AnyNode[] = []
  readonly #awaits: AnyNode[] = []
  readonly #loops: Loop[] = []
  readonly #innerVars: InnerVar[] = []
  #scope = this.#top
  #functions = 0
  /** Names of the inner scopes of the loop at hand; none outside loops of the top level. */
  #loopNames: Set<string> | undefined

  get atTop(): boolean {
    return this.#scope === this.#top
  }

  result(): ScopeAnalysis {
    return {
      declarations: this.#declarations,
      sites: this.#top.sites,
      imports: this.#imports,
      awaits: this.#awaits,
      loops: this.#loops,
      innerVars: this.#innerVars,
    }
  }

  all(nodes: readonly (AnyNode | null | undefined)[]): void {
    for (const node of nodes) this.node(node)
  }

  node(node: AnyNode | null | undefined): void {
    if (node === null || node === undefined) return
    const visit = visitors[node.type]
    if (visit !== undefined) visit(node, this)
    else this.children(node)
  }

  children(node: AnyNode): void {
    for (const child of childrenOf(node)) this.node(child)
  }

  /** Runs `fn` in a new scope; names that it does not declare are handed to the scope around it. */
  inScope(kind: 'block' | 'function', fn: () => void): void {
    const parent = this.#scope
    const isFunction = kind === 'function'
    const scope: Scope = { names: new Set(), sites: [], isFunction, parent }
    this.#scope = scope
    if (isFunction) this.#functions++
    fn()
    if (isFunction) this.#functions--
    this.#scope = parent
    for (const site of scope.sites) if (!scope.names.has(site.name)) parent.sites.push(site)
  }

  inLoop(node: AnyNode, start: number, fn: () => void): void {
    if (this.#functions > 0 || this.#loopNames !== undefined) {
      fn()
      return
    }
    const innerNames = new Set<string>()
    this.#loopNames = innerNames
    this.#loops.push({ start, node, innerNames })
    fn()
    this.#loopNames = undefined
  }

  /** Declares a name in the scope at hand, a `var` in the function around it. */
  declare(id: Identifier, kind: DeclarationKind, whole: AnyNode, shorthand = false): void {
    let scope = this.#scope
    if (kind === 'var') while (!scope.isFunction && scope.parent !== undefined) scope = scope.parent
    scope.names.add(id.name)
    if (scope !== this.#top) {
      this.#loopNames?.add(id.name)
      return
    }
    const { start, end } = whole
    const fromCall = whole.type === 'VariableDeclarator' && whole.id === id && whole.init?.type === 'CallExpression'
    const module = whole.type === 'ImportDeclaration' && { module: String(whole.source.value) }
    this.#declarations.push({ name: id.name, kind, start, end, fromCall, ...module })
    this.#top.sites.push({ name: id.name, start: id.start, end: id.end, role: 'declare', shorthand, nested: false })
  }

  /** A name that only this scope has and that stands nowhere: a function expression's own, `arguments`. */
  bind(name: string): void {
    this.#scope.names.add(name)
    this.#loopNames?.add(name)
  }

  refer(id: Identifier, role: SiteRole, shorthand = false): void {
    const { name, start, end } = id
    this.#scope.sites.push({ name, start, end, role, shorthand, nested: this.#functions > 0 })
  }

  dynamicImport(node: AnyNode): void {
    this.#imports.push(node)
  }

  awaited(node: AnyNode): void {
    if (this.#functions === 0) this.#awaits.push(node)
  }

  innerVar(inner: InnerVar): void {
    if (this.#functions === 0) this.#innerVars.push(inner)
  }
}
