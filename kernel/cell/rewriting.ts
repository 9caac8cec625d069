/** A rewrite under way: what each of its parts reads, and where they put their edits. */

import type { Program } from 'acorn'
import type { Edits, Prefix } from './edits'
import type { PositionMap } from './positions'
import type { DeclarationKind, ScopeAnalysis } from './scope'
import type { SessionNames } from './session'

export interface Rewriting {
  readonly code: string
  readonly program: Program
  readonly scope: ScopeAnalysis
  readonly session: SessionNames
  readonly edits: Edits
  /** From the code to the cell. */
  readonly map: PositionMap
  /** The cell's own top-level names, with the kind that the cell's author sees. */
  readonly kinds: ReadonlyMap<string, DeclarationKind>
  /** Names that the compiler added. */
  readonly internal: ReadonlySet<string>
  /** A cell's name, as the script calls it. */
  readonly nameOf: (name: string) => string
  /** Statements that come before the cell's first. */
  readonly prologue: Prefix[]
}
