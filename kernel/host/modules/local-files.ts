/**
 * Which version of a local file an import means. A file's version goes up when it has changed on disk since it was last
 * imported, or when something that it imports has: Node, which keeps a module for good under its URL, then loads the
 * file anew, and what imports it too, but no file twice that is as it was.
 */

import type { SourceFiles } from './source-files'

interface LocalFile {
  stamp: string
  version: number
  /** What this version imports, each with the version that it got. */
  readonly imports: Map<string, number>
}

export class LocalFiles {
  readonly #sources: SourceFiles
  readonly #files = new Map<string, LocalFile>()

  constructor(sources: SourceFiles) {
    this.#sources = sources
  }

  /**
   * The version that an import of the file gets now, from 1.
   * @param importer the file that imports it; none for a cell, which is run once.
   */
  versionFor(path: string, importer?: string): number {
    const version = this.#current(path, new Set())
    if (importer !== undefined) this.#files.get(importer)?.imports.set(path, version)
    return version
  }

  #current(path: string, visiting: Set<string>): number {
    const stamp = this.#sources.stampOf(path)
    const file = this.#files.get(path)
    if (file === undefined) {
      this.#files.set(path, { stamp, version: 1, imports: new Map() })
      return 1
    }
    if (visiting.has(path)) return file.version // a cycle: whoever began with it decides
    visiting.add(path)
    const hasChanged = file.stamp !== stamp
    if (hasChanged || [...file.imports].some(([each, version]) => this.#current(each, visiting) !== version)) {
      file.stamp = stamp
      file.version++
      file.imports.clear()
    }
    return file.version
  }
}
