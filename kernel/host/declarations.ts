/**
 * What cells have declared, of each name the newest, by its source: what `resume` knows a task's helpers by.
 * While a cell runs, its own declarations count, whether it has come to them or not (one that it has not come to cannot
 * be used); at its end those that it never reached are again what they were, as the names themselves are.
 */

import type { CellDeclaration } from '../cell/compile'

export class Declarations {
  readonly #newest = new Map<string, CellDeclaration>()
  readonly #before = new Map<string, CellDeclaration | undefined>()

  get newest(): ReadonlyMap<string, CellDeclaration> {
    return this.#newest
  }

  /** A cell begins. */
  begin(declares: readonly CellDeclaration[]): void {
    this.#before.clear()
    for (const declaration of declares) {
      this.#before.set(declaration.name, this.#newest.get(declaration.name))
      this.#newest.set(declaration.name, declaration)
    }
  }

  /** The cell has ended, without reaching these names. */
  settle(unreached: Iterable<string>): void {
    for (const name of unreached) {
      const before = this.#before.get(name)
      if (before === undefined) this.#newest.delete(name)
      else this.#newest.set(name, before)
    }
  }
}
