/**
 * What cells mean, as data: each case is a session of its own, its cells run one after another, and what is expected
 * is of the last one. The same table runs against the compiler alone and through the whole kernel.
 */

import type { CellCase } from './cases/case'
import { awaiting, disposing, failing } from './cases/failing'
import { constants, deadZone, functions } from './cases/functions'
import { loops } from './cases/loops'
import { modules } from './cases/modules'
import { patterns } from './cases/patterns'
import { places } from './cases/places'
import { redeclarations, redeclaring } from './cases/redeclaring'
import { results } from './cases/results'
import { shadowing } from './cases/shadowing'
import { types } from './cases/types'

export const cellCases: readonly CellCase[] = [
  ...redeclarations,
  ...redeclaring,
  ...functions,
  ...constants,
  ...deadZone,
  ...failing,
  ...awaiting,
  ...disposing,
  ...patterns,
  ...types,
  ...modules,
  ...results,
  ...shadowing,
  ...loops,
  ...places,
]
