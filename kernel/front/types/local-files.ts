/**
 * Finds out which local files that cells import have changed since the server was last told: it does not watch files
 * itself here, and a watcher of ours would have to walk the whole folder. A handful of stats before a request is cheap.
 * Files that a cell imports in vain are looked for too, so that they are found once they are there.
 */

import { readFileSync, type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FileEvent } from './protocol'

interface KnownFile {
  /** Changes with the file; undefined where there is none. */
  readonly stamp: string | undefined
  readonly imports: readonly string[]
}

/** `module`: what a cell adds to a file's types rests on these too. */
const localImport = /(?:\bfrom|\bimport|\brequire|\bmodule)\s*\(?\s*(['"`])(\.{0,2}\/[^'"`\n]*|\.\.?)\1/g
const endings = ['', '.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.json', '/index.ts', '/index.js'] as const
const code = /\.[cm]?[jt]sx?$/

/** The paths of local files that this source imports, as it writes them. */
export function localImports(source: string): readonly string[] {
  return [...source.matchAll(localImport)].flatMap(match => match[2] ?? [])
}

export class LocalFiles {
  readonly #known = new Map<string, KnownFile>()

  /** What has changed among the files that these imports of cells in `folder` lead to. */
  changes(folder: string, imports: Iterable<string>): readonly FileEvent[] {
    const events: FileEvent[] = []
    const seen = new Set<string>()
    const visit = (from: string, path: string): void => {
      for (const candidate of candidates(resolve(from, path))) {
        if (seen.has(candidate)) continue
        seen.add(candidate)
        for (const next of this.#look(candidate, events)) visit(dirname(candidate), next)
      }
    }
    for (const path of imports) visit(folder, path)
    return events
  }

  #look(path: string, events: FileEvent[]): readonly string[] {
    const before = this.#known.get(path)
    const stats = fileStats(path)
    const stamp = stats === undefined ? undefined : `${stats.mtimeMs} ${stats.size}`
    if (before !== undefined && before.stamp === stamp) return before.imports
    const imports = stamp !== undefined && code.test(path) ? localImports(readText(path)) : []
    this.#known.set(path, { stamp, imports })
    // the server has read a file that is new to us itself, after this
    const type = before === undefined ? undefined : stamp === undefined ? 3 : before.stamp === undefined ? 1 : 2
    if (type !== undefined) events.push({ uri: pathToFileURL(path).href, type })
    return imports
  }
}

function candidates(path: string): readonly string[] {
  const source = path.replace(/\.([cm]?)js$/, '.$1ts')
  return [...(source === path ? [] : [source]), ...endings.map(ending => path + ending)]
}

function fileStats(path: string): Stats | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats?.isFile() === true ? stats : undefined
  } catch {
    return undefined
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
