/**
 * What scripts of cells expect of the process that runs them.
 * A script reaches it as the one global named `helperName`: `import` followed by U+200D, a name that no cell can take
 * by accident. It is a function, for dynamic imports, with the rest as its members; it is not enumerable, cannot be
 * replaced, and whatever it does it does without a look at names that cells can redeclare.
 * A script begins with `begin`; after its end, however it ended, the host calls `settle`.
 * The value of the last expression (`hasResult`) is the script's completion value.
 */

import type { Position } from './positions'
import type { DeclarationKind } from './scope'

/** Name in the script, its kind, and 1 where the call that gives the value may learn the name. */
export type DeclaredName = readonly [name: string, kind: DeclarationKind, fromCall?: 1]

/** `import(specifier, { with })`, resolved from the notebook's folder. */
export type ImportModule = (specifier: string, options?: ImportCallOptions) => Promise<object>

export interface ImportCallOptions {
  readonly with?: Readonly<Record<string, string>>
}

export interface CellHelper {
  /** A dynamic import. */
  (specifier: unknown, options?: ImportCallOptions): Promise<object>
  /** `import.meta`. */
  readonly meta: object
  /** The cell's names, before its first statement runs. */
  begin(...names: readonly DeclaredName[]): void
  /**
   * A static import: binds each local name to what it imports (`*` for the whole module).
   * @param unused local names that the cell never uses as values: they may be types, so they may be missing.
   */
  link(
    specifier: string,
    bindings: Readonly<Record<string, string>>,
    unused?: readonly string[],
    attributes?: Readonly<Record<string, string>>,
  ): Promise<void>
  /** Before an await of the top level, at this line and column of the cell. Returns the place that was noted before. */
  here(line: number, column: number): Position | undefined
  /** After it: notes the place before it again, if there was one. Returns the value. */
  awaited<T>(before?: Position, value?: T): T | undefined
  /** `using`: to be disposed of when the cell ends. Returns the value. */
  use<T>(value: T): T
  /** `await using`. */
  useAsync<T>(value: T): T
  /** Disposes of what `use` got, last first. Run by `disposeScript` after a script that `disposes`. */
  dispose(): Promise<void>
  /** A loop's own copies of cells' names: the value of one. */
  take(name: string): unknown
  /** @param names what the loop that begins writes to, with commas between. */
  enter(names: string): void
  /** The end of the loop: the values back. */
  leave(values: Readonly<Record<string, unknown>>): void
  /** The values back, of a loop that is about to be terminated. */
  keep(values: Readonly<Record<string, unknown>>): void
  /** While a loop works on copies: the call of `keep`, to be evaluated where the copies are. */
  readonly keeping: string | undefined
  /** A function whose name in the script is not the one in the cell. */
  rename(fn: object, name: string): void
  /** Reading a name before its declaration: throws the ReferenceError. */
  early(name: string): never
  /** A name that is, or was, a constant: assigning to its value fails for as long as it is one. */
  variable(name: string): { value: unknown }
}
