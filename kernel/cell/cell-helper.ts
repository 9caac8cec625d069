/**
 * Makes what the scripts of cells expect (`CellHelper`), for the process that runs them, from that process's way to
 * import modules. Errors that it throws on behalf of a cell are the language's own.
 */

import { type BindingsOptions, CellBindings, early } from './bindings'
import type { CellHelper, DeclaredName, ImportCallOptions, ImportModule } from './helper'
import { homeOf, wholeNamespace } from './module-names'
import { helperName, scriptName } from './names'
import type { Position } from './positions'

export interface CellHelperOptions extends BindingsOptions {
  /** Where cells' names live: the global object of the process. */
  readonly scope: object
  readonly importModule: ImportModule
  /** `import.meta` of cells. */
  readonly meta: object
  /** The cell that the running code is of: one that was interrupted, or has failed, may still be at an await of its own. */
  readonly running: () => AwaitingCell | undefined
}

export interface AwaitingCell {
  /** The place of the await that it is at, or that has failed; undefined where it awaits nothing. */
  awaited: Position | undefined
}

/** To be evaluated after a script that `disposes`, as the script was. */
export const disposeScript = {
  code: `await ${helperName}.dispose()\n//# sourceURL=node:dispose`, // its frame is left out, as Node's are
  url: '',
  awaits: true,
} as const

/** What the host does with the names of cells, besides running scripts. */
export interface CellNames {
  /** After a script, however it ended: names that it did not reach are again what they were. @returns those names. */
  readonly settle: () => readonly string[]
  /** Takes away names that cells declared, as the cells call them. */
  readonly forget: (names: Iterable<string>) => void
}

/** Installs the helper in the scope. */
export function installCellHelper(options: CellHelperOptions): CellNames {
  const { scope, importModule, meta, running } = options
  const bindings = new CellBindings(scope, options)
  const resources = new Resources()
  const dynamicImport = (specifier: unknown, importOptions?: ImportCallOptions): Promise<object> =>
    (async () => importModule(String(specifier), importOptions))()
  const members: Members = {
    meta,
    begin: (...names: readonly DeclaredName[]) => bindings.begin(names),
    async link(specifier, names, unused = [], attributes) {
      const module = await importModule(specifier, attributes === undefined ? undefined : { with: attributes })
      for (const [local, imported] of Object.entries(names)) {
        bindings.bind(local, boundImport(module, imported, specifier, unused.includes(local)))
      }
    },
    here(line, column) {
      const cell = running()
      const before = cell?.awaited
      if (cell !== undefined) cell.awaited = { line, column }
      return before
    },
    awaited(before, value) {
      const cell = running()
      if (cell !== undefined) cell.awaited = before
      return value
    },
    use: value => resources.use(value, Symbol.dispose),
    useAsync: value => resources.use(value, Symbol.asyncDispose),
    dispose: () => resources.dispose(),
    take: name => bindings.take(name),
    enter: names => bindings.enter(names),
    leave: values => bindings.leave(values),
    keep: values => bindings.keep(values),
    get keeping() {
      return bindings.copied === undefined ? undefined : `${helperName}.keep({${bindings.copied}})`
    },
    rename: (fn, name) => void Object.defineProperty(fn, 'name', { value: name, configurable: true }),
    early: fail,
    variable: name => bindings.variable(name),
  }
  const helper = Object.defineProperties(dynamicImport, Object.getOwnPropertyDescriptors(members)) as CellHelper
  Object.defineProperty(scope, helperName, { value: Object.freeze(helper) })
  return {
    settle: () => bindings.settle(),
    forget: names => bindings.forget([...names].map(name => scriptName(name, true))),
  }
}

type Members = { readonly [M in keyof CellHelper]: CellHelper[M] }

function fail(name: string): never {
  throw early(name, fail)
}

/**
 * What a static import binds a name to. An object or a function is bound as it is; anything else stays a view of the
 * module's own variable, as the language wants it. An import that may be a type is missed only when it is used.
 */
function boundImport(
  module: object,
  imported: string,
  specifier: string,
  mayBeType: boolean,
): { readonly get: () => unknown } | { readonly value: unknown } {
  if (imported === '*') return { value: wholeNamespace(module) }
  const home = homeOf(module, imported)
  if (home === undefined) {
    const missing = (): never => {
      throw new SyntaxError(`The requested module '${specifier}' does not provide an export named '${imported}'`)
    }
    return mayBeType ? { get: missing } : missing()
  }
  const get = (): unknown => Reflect.get(home, imported)
  try {
    const value = get()
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') return { value }
  } catch {
    // the module has not come to it yet
  }
  return { get }
}

/** What `using` got, to be disposed of last first; errors pile up as SuppressedError, as in the language. */
class Resources {
  #stack = new AsyncDisposableStack()

  use<T>(value: T, symbol: typeof Symbol.dispose | typeof Symbol.asyncDispose): T {
    if (value === null || value === undefined) return value
    const method = methodOf(value, symbol) ?? methodOf(value, Symbol.dispose)
    if (method === undefined) throw new TypeError('The value of a `using` declaration is not disposable.')
    this.#stack.defer(async () => {
      const done: unknown = Reflect.apply(method, value, [])
      if (symbol === Symbol.asyncDispose) await done
    })
    return value
  }

  dispose(): Promise<void> {
    const stack = this.#stack
    this.#stack = new AsyncDisposableStack()
    return stack.disposeAsync()
  }
}

function methodOf(value: unknown, symbol: symbol): ((this: unknown) => unknown) | undefined {
  const method: unknown = Reflect.get(Object(value), symbol)
  return typeof method === 'function' ? (method as (this: unknown) => unknown) : undefined
}
