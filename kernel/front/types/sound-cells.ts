/**
 * Cells that were found without errors, and what that rests on: their own text, those of the cells that they take names
 * from, and of those that change what every cell sees. As long as all of these are what they were, a cell that runs
 * again need not be checked again. What stands outside of the cells may change unseen: a cell that leads to local files
 * is never known, and a package that is added makes all others doubtful.
 */

import { isDeepStrictEqual } from 'node:util'
import type { CellFile } from './cell-file'

/** The texts that a finding rests on; none where it holds for the moment alone. */
export type Grounds = readonly string[] | undefined

export class SoundCells {
  #grounds = new WeakMap<CellFile, readonly string[]>()

  has(file: CellFile): boolean {
    return this.#grounds.has(file)
  }

  /** A check of this cell, on these grounds, has found no error. */
  add(file: CellFile, grounds: Grounds): void {
    if (grounds !== undefined) this.#grounds.set(file, grounds)
  }

  /** Whether a cell that runs again, on these grounds now, means what it meant; then it is sound as well. */
  takeOver(before: CellFile, file: CellFile, grounds: Grounds): boolean {
    const known = this.#grounds.get(before)
    if (known === undefined || file.text !== before.text || file.isJsx !== before.isJsx) return false
    if (!isDeepStrictEqual(known, grounds)) return false
    this.#grounds.set(file, known)
    return true
  }

  clear(): void {
    this.#grounds = new WeakMap()
  }
}
