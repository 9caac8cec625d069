/**
 * What the cells of a session have declared so far: the part of a cell's surroundings that its compilation needs.
 * Lives where cells are compiled; a new cell host begins with a new one.
 */

import type { DeclarationKind } from './scope'

/** What `compileCell` reads of a session. */
export interface SessionNames {
  /** Names of earlier cells, with how they were declared last. */
  readonly declared: ReadonlyMap<string, DeclarationKind>
  /** Names that functions of earlier cells use; `anyName` among them if one evaluates text. */
  readonly captured: ReadonlySet<string>
  /** Counts the cells: makes names that only one cell may have. */
  readonly serial: number
}

/** What a session keeps of a cell's script. */
export interface CellOfSession {
  readonly declares: readonly { readonly name: string; readonly kind: DeclarationKind }[]
  readonly captures: readonly string[]
}

export class CellSession implements SessionNames {
  readonly #declared = new Map<string, DeclarationKind>()
  readonly #captured = new Set<string>()
  #serial = 0

  get declared(): ReadonlyMap<string, DeclarationKind> {
    return this.#declared
  }

  get captured(): ReadonlySet<string> {
    return this.#captured
  }

  get serial(): number {
    return this.#serial
  }

  /** To be called for every cell that is evaluated, whether it succeeds or not, before the next is compiled. */
  add(script: CellOfSession): void {
    this.#serial++
    for (const { name, kind } of script.declares) this.#declared.set(name, kind)
    for (const name of script.captures) this.#captured.add(name)
  }

  /** Forgets every name, as `%reset` does. */
  clear(): void {
    this.#declared.clear()
    this.#captured.clear()
  }
}
