/**
 * The files of the notebook's folder as cells see them: those on disk, and before them the cells that are kept as files
 * (`@module name`), which are on no disk. Whoever imports, requires or reads a local file asks here.
 */

import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { CellModule } from '../../link'

interface Kept {
  readonly source: string
  readonly stamp: string
  title: string
}

export class SourceFiles {
  readonly #folder: string
  readonly #kept = new Map<string, Kept>()
  #stamps = 0

  /** @param folder the notebook's. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Keeps a cell as a file, in the place of the one that had its name. One whose text is the same has not changed. */
  keep({ file, source, title }: CellModule): void {
    const path = resolve(this.#folder, file)
    this.#kept.delete(path.endsWith('x') ? path.slice(0, -1) : `${path}x`) // the same to an import
    const before = this.#kept.get(path)
    if (before?.source === source) before.title = title
    else this.#kept.set(path, { source, stamp: `cell ${++this.#stamps}`, title })
  }

  /** The path of a kept file among those that an import may mean. */
  find(importer: string, specifiers: readonly string[]): string | undefined {
    if (this.#kept.size === 0) return undefined
    return specifiers.map(each => resolve(dirname(importer), each)).find(path => this.#kept.has(path))
  }

  /** @throws where there is no such file. */
  read(path: string): string {
    return this.#kept.get(path)?.source ?? readFileSync(path, 'utf8')
  }

  /** Changes with the file; empty where there is none. */
  stampOf(path: string): string {
    const kept = this.#kept.get(path)
    if (kept !== undefined) return kept.stamp
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`
  }

  /** What errors call a kept file: the cell that it is, which may have run again since. */
  titleOf(path: string): (() => string) | undefined {
    const kept = this.#kept.get(path)
    return kept && (() => kept.title)
  }
}
