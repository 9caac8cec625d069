/**
 * The names of a session's cells, in the process that runs them: properties of the global object.
 * While a cell runs, each name that it declares is an accessor until its declaration is reached: reading gives what an
 * earlier cell left there, or the error of a name before its declaration; the first assignment makes it a property of
 * its own. When the cell ends, however it ends, its constants become read-only (not before: a timer of an earlier cell
 * may assign first), and names that it did not reach are again what they were, so a cell that fails breaks no name.
 * Only cells get that error: a package that looks for a global of that name while it is loaded (lodash asks for `_`)
 * finds none. Imports are bound before anything of their cell could read them: until then they are left as they were.
 * A function is the exception: V8 declares it, before anything runs, as a property that cannot be configured again.
 */

import type { DeclaredName } from './helper'
import { visible } from './names'
import { constantKinds, type DeclarationKind } from './scope'

/** Gives a value the name of the variable that it was declared as. */
export type GiveName = (value: unknown, name: string) => unknown

export interface BindingsOptions {
  readonly giveName?: GiveName | undefined
  /** Told when a loop begins to work on copies, and when it has put them back. */
  readonly onLoop?: ((goesOn: boolean) => void) | undefined
  /** Whether it is a cell's code that reads a name just now; default: always. */
  readonly isCellReading?: (() => boolean) | undefined
}

export class CellBindings {
  readonly #scope: object
  readonly #giveName: GiveName
  /** Names of the running cell that it has not come to, with what they were before. */
  readonly #pending = new Map<string, PropertyDescriptor | undefined>()
  /** Imports of the running cell that are not bound yet. */
  readonly #imports = new Set<string>()
  /** Constants of the running cell, to be made read-only at its end. */
  readonly #constants = new Set<string>()
  /** Constants whose property cannot be made read-only, because it was a function's. */
  readonly #fixed = new Set<string>()
  readonly #onLoop: (goesOn: boolean) => void
  readonly #isCellReading: () => boolean
  /** What the loop at hand writes to. */
  #copied: string | undefined

  constructor(scope: object, { giveName, onLoop, isCellReading }: BindingsOptions = {}) {
    this.#scope = scope
    this.#giveName = giveName ?? (value => value)
    this.#onLoop = onLoop ?? (() => undefined)
    this.#isCellReading = isCellReading ?? (() => true)
  }

  begin(names: readonly DeclaredName[]): void {
    this.settle()
    for (const [name, kind, fromCall] of names) {
      if (kind === 'function') continue
      const before = Object.getOwnPropertyDescriptor(this.#scope, name)
      if (before?.configurable === false) {
        if (constantKinds.has(kind)) this.#fixed.add(name)
        else this.#fixed.delete(name)
        if (startsEmpty.has(kind)) Reflect.set(this.#scope, name, undefined)
        continue
      }
      if (kind === 'import') this.#imports.add(name)
      else if (kind === 'var') this.#declareVar(name, before)
      else this.#await(name, kind, before, fromCall === 1)
    }
  }

  /** Ends a cell: names that it did not reach are again what they were. @returns those names, as the cell has them. */
  settle(): readonly string[] {
    this.#endLoop() // it may have been terminated
    const unreached = [...this.#pending.keys(), ...this.#imports].map(visible)
    this.#imports.clear()
    for (const [name, before] of this.#pending) {
      if (before === undefined) Reflect.deleteProperty(this.#scope, name)
      else Object.defineProperty(this.#scope, name, before)
    }
    this.#pending.clear()
    for (const name of this.#constants) {
      const now = Object.getOwnPropertyDescriptor(this.#scope, name)
      if (now?.configurable && now.writable) Object.defineProperty(this.#scope, name, { ...now, writable: false })
    }
    this.#constants.clear()
    return unreached
  }

  /** Takes names away; what cannot go is left without a value. */
  forget(names: Iterable<string>): void {
    for (const name of names) {
      this.#fixed.delete(name)
      if (!Reflect.deleteProperty(this.#scope, name)) Reflect.set(this.#scope, name, undefined)
    }
  }

  /** Binds an import; `get` for what the module may still change. */
  bind(name: string, value: { readonly get: () => unknown } | { readonly value: unknown }): void {
    this.#imports.delete(name)
    this.#constants.delete(name)
    const existing = Object.getOwnPropertyDescriptor(this.#scope, name)
    if (existing?.configurable === false) {
      Reflect.set(this.#scope, name, 'get' in value ? value.get() : value.value)
      return
    }
    const rights = { configurable: true, enumerable: true }
    const access = 'get' in value ? { ...value, set: refuse } : { ...value, writable: false }
    Object.defineProperty(this.#scope, name, { ...access, ...rights })
  }

  /** A name that the cell's compiler took for a constant; by now it may be another variable. */
  variable(name: string): { value: unknown } {
    const scope = this.#scope
    const isPending = this.#pending.has(name)
    const isReadOnly = Object.getOwnPropertyDescriptor(scope, name)?.writable === false
    const isConstant = isReadOnly || this.#constants.has(name) || this.#fixed.has(name)
    const assign = (value: unknown): void => {
      if (isPending) throw early(name, assign)
      if (isConstant) throw constantError(assign)
      Reflect.set(scope, name, value)
    }
    return Object.defineProperty({ value: undefined }, 'value', { get: () => Reflect.get(scope, name), set: assign })
  }

  take(name: string): unknown {
    if (!(name in this.#scope)) throw withoutFrames(new ReferenceError(`${visible(name)} is not defined`), this.take)
    return Reflect.get(this.#scope, name)
  }

  /** What the loop at hand works on copies of, with commas between; none outside such loops. */
  get copied(): string | undefined {
    return this.#copied
  }

  enter(names: string): void {
    this.#copied = names
    this.#onLoop(true)
  }

  leave(values: Readonly<Record<string, unknown>>): void {
    try {
      this.keep(values)
    } finally {
      this.#endLoop() // not before: an interrupt that comes meanwhile has them kept again
    }
  }

  keep(values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) Reflect.set(this.#scope, name, value)
  }

  #endLoop(): void {
    if (this.#copied === undefined) return
    this.#copied = undefined
    this.#onLoop(false)
  }

  #declareVar(name: string, before: PropertyDescriptor | undefined): void {
    if (before?.writable === true) return
    const value = before === undefined ? undefined : Reflect.get(this.#scope, name)
    Object.defineProperty(this.#scope, name, property(value))
  }

  #await(name: string, kind: DeclarationKind, before: PropertyDescriptor | undefined, fromCall: boolean): void {
    this.#pending.set(name, before)
    const get = (): unknown => {
      if (startsEmpty.has(kind)) return undefined
      if (before === undefined) {
        if (this.#isCellReading()) throw early(name, get)
        return undefined
      }
      return before.get === undefined ? before.value : before.get.call(this.#scope)
    }
    Object.defineProperty(this.#scope, name, {
      configurable: true,
      enumerable: true,
      get,
      set: (value: unknown) => {
        this.#pending.delete(name)
        const named = fromCall ? this.#giveName(value, visible(name)) : value
        Object.defineProperty(this.#scope, name, property(named))
        if (constantKinds.has(kind)) this.#constants.add(name)
      },
    })
  }
}

/** What assigning to an import is answered with. */
function refuse(_value: unknown): never {
  throw constantError(refuse)
}

function constantError(above: (value: never) => unknown): TypeError {
  return withoutFrames(new TypeError('Assignment to constant variable.'), above)
}

/**
 * What reading a name before its declaration is answered with.
 * @param above the function that stands for the language here: it is no part of the stack.
 */
export function early(name: string, above: (name: string) => unknown): ReferenceError {
  return withoutFrames(new ReferenceError(`Cannot access '${visible(name)}' before initialization`), above)
}

/** Makes an error's stack begin in the cell. */
export function withoutFrames<E extends Error>(error: E, above: (value: never) => unknown): E {
  Error.captureStackTrace(error, above)
  return error
}

/** Kinds that add to what is there, and are to start from nothing in each cell. */
const startsEmpty: ReadonlySet<DeclarationKind> = new Set(['enum', 'namespace'])

function property(value: unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true, enumerable: true }
}
