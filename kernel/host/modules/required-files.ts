/**
 * The local files that `require` has loaded, by cells or by what they import. Node keeps each for good; one that has
 * changed is forgotten before the next `require` of a cell, and so are the files that require it.
 */

import { resolve } from 'node:path'
import type { SourceFiles } from './source-files'

const ownFolder = resolve(__dirname, '..', '..', '..')

/** A file of the person's own. */
export function isLocal(path: string): boolean {
  return !path.includes('/node_modules/') && !path.startsWith(ownFolder)
}

export class RequiredFiles {
  readonly #sources: SourceFiles
  readonly #stamps = new Map<string, string>()

  constructor(sources: SourceFiles) {
    this.#sources = sources
  }

  /** To be called before the file is loaded, or at any later `require` of it. */
  note(path: string): void {
    if (!this.#stamps.has(path)) this.#stamps.set(path, this.#sources.stampOf(path))
  }

  forgetChanged(cache: NodeJS.Require['cache']): void {
    const stamps = this.#stamps
    const stale = new Set([...stamps.keys()].filter(path => this.#sources.stampOf(path) !== stamps.get(path)))
    // a set that is added to while it is gone through comes to those too
    for (const path of stale) {
      for (const [importer, module] of Object.entries(cache)) {
        if (stamps.has(importer) && module?.children?.some(child => child.filename === path)) stale.add(importer)
      }
    }
    for (const path of stale) {
      delete cache[path]
      stamps.delete(path)
    }
  }
}
