/**
 * Cells that were found without errors, and what that rests on: their own text, those of the cells that they take names
 * from, all that changes what every cell sees, and the state of what stands outside of the cells. As long as all of
 * these are what they were, a cell that runs again need not be checked again.
 */

import { isDeepStrictEqual } from 'node:util'
import type { CellFile } from './cell-file'

/** What a finding rests on: texts of cells, and what tells one state of packages and local files from another. */
export type Grounds = readonly string[]

export class SoundCells {
  readonly #grounds = new WeakMap<CellFile, Grounds>()

  has(file: CellFile): boolean {
    return this.#grounds.has(file)
  }

  /**
   * A check of this cell has found no error. That says nothing of later ones where something has changed meanwhile:
   * the server may have seen the one or the other.
   */
  add(file: CellFile, before: Grounds, after: Grounds): void {
    if (isDeepStrictEqual(before, after)) this.#grounds.set(file, before)
  }

  /** Whether a cell that runs again, on these grounds now, means what it meant; then it is sound as well. */
  takeOver(before: CellFile, file: CellFile, grounds: Grounds): boolean {
    const known = this.#grounds.get(before)
    if (known === undefined || file.text !== before.text || file.isJsx !== before.isJsx) return false
    if (!isDeepStrictEqual(known, grounds)) return false
    this.#grounds.set(file, known)
    return true
  }
}
