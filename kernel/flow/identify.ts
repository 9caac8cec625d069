/**
 * `Host.identify`: what a task's function uses, by source, so that `resume` runs a task again when a helper of another
 * cell was mended. Each declaration of a cell counts by its own text; an import by its own line and by what it brings.
 * What counts is what cells declared last, never a live value. A function's text is parsed once.
 */

import { dirname } from 'node:path'
import type { Node } from 'acorn'
import type { CellDeclaration } from '../cell/compile'
import { declarationsFrom, namesUsedByFunction } from '../cell/identify'
import { parseJavaScript } from '../cell/parse'
import type { SourceFiles } from '../host/modules/source-files'
import { ModuleSources, modulesNamedIn } from './module-sources'

type AnyFunction = (...args: never[]) => unknown

const remembered = 10_000

interface FunctionFacts {
  readonly text: string
  readonly names: ReadonlySet<string>
  readonly modules: readonly string[]
  /** The local file that the function is from; none for one of a cell. */
  readonly file: string | undefined
}

export class Identify {
  readonly #declared: ReadonlyMap<string, CellDeclaration>
  readonly #cellFile: string
  readonly #modules: ModuleSources
  readonly #functions = new WeakMap<AnyFunction, FunctionFacts>()
  /** Of functions that a loop makes, thousands have the same text. */
  readonly #byText = new Map<string, FunctionFacts>()
  readonly #texts = new WeakMap<CellDeclaration, { readonly text: string; readonly modules: readonly string[] }>()

  /**
   * @param declared what cells have declared, of each name the newest.
   * @param cellFile where cells stand, for what they import.
   * @param sources the files around it.
   */
  constructor(declared: ReadonlyMap<string, CellDeclaration>, cellFile: string, sources: SourceFiles) {
    this.#declared = declared
    this.#cellFile = cellFile
    this.#modules = new ModuleSources(dirname(cellFile), sources)
  }

  /** Name to source, the function's own text aside. */
  of(fn: AnyFunction): Readonly<Record<string, string>> {
    const facts = this.#factsOf(fn)
    const { modules, file } = facts
    if (file !== undefined) return Object.fromEntries(this.#modules.ofFile(file))
    const names = [...facts.names, ...this.#makersOf(facts)]
    const found: Record<string, string> = {}
    const imported = new Set(modules)
    for (const [name, declaration] of declarationsFrom(names, this.#declared)) {
      const { text, modules } = this.#textOf(declaration)
      found[name] = text
      for (const each of modules) imported.add(each)
    }
    for (const each of imported) Object.assign(found, Object.fromEntries(this.#modules.of(each, this.#cellFile)))
    return found
  }

  /**
   * A function that another one made uses names of that one, which are nobody else's. Then all of the declaration that
   * it stands in counts.
   */
  #makersOf({ text, names }: FunctionFacts): readonly string[] {
    const isKnown = (name: string): boolean => this.#declared.has(name) || name in globalThis
    if ([...names].every(isKnown)) return []
    return [...this.#declared.values()].flatMap(({ name, source }) => (source.includes(text) ? [name] : []))
  }

  #factsOf(fn: AnyFunction): FunctionFacts {
    const known = this.#functions.get(fn)
    if (known !== undefined) return known
    const text = Function.prototype.toString.call(fn)
    const facts = this.#byText.get(text) ?? this.#read(text)
    this.#functions.set(fn, facts)
    return facts
  }

  #read(text: string): FunctionFacts {
    const file = this.#modules.holding(text, this.#imports(), this.#cellFile)
    const facts = { text, names: namesUsedByFunction(text), modules: modulesIn(`(${text})`), file }
    if (this.#byText.size >= remembered) this.#byText.clear()
    this.#byText.set(text, facts)
    return facts
  }

  *#imports(): Iterable<string> {
    for (const declaration of this.#declared.values()) yield* this.#textOf(declaration).modules
  }

  #textOf(declaration: CellDeclaration): { readonly text: string; readonly modules: readonly string[] } {
    const known = this.#texts.get(declaration)
    if (known !== undefined) return known
    const { module, source } = declaration
    const made =
      module === undefined
        ? { text: source, modules: modulesIn(statementOf(declaration)) }
        : { text: importText(declaration, module), modules: [module] }
    this.#texts.set(declaration, made)
    return made
  }
}

/** Its declaration where it may stand, `await` and all: most are one declarator of a list. */
function statementOf({ kind, source }: CellDeclaration): string {
  const isStatement = kind === 'function' || kind === 'class' || kind === 'namespace'
  return `(async () => { ${isStatement ? source : `var ${source}`} })`
}

function modulesIn(text: string): readonly string[] {
  // what a cell imports by a call stands in its script under a hidden name
  const shown = text.replaceAll('\u200d', '')
  for (const each of [shown, `({${shown.slice(1, -1)}})`]) {
    try {
      return modulesNamedIn(each)
    } catch {
      // a method's text is no expression of its own
    }
  }
  return []
}

/** The line that would import this name alone: what else its statement imports is of no matter. */
function importText({ name, source }: CellDeclaration, module: string): string {
  const from = `from ${JSON.stringify(module)}`
  for (const node of parseJavaScript(source).body) {
    if (node.type !== 'ImportDeclaration') continue
    const specifier = node.specifiers.find(({ local }) => local.name === name)
    if (specifier === undefined) continue
    const text = textAt(source, specifier)
    return `import ${specifier.type === 'ImportSpecifier' ? `{ ${text} }` : text} ${from}`
  }
  return source
}

function textAt(source: string, { start, end }: Node): string {
  return source.slice(start, end)
}
