/**
 * The scripts that were run in this cell host, by URL, and the local files that they loaded: what turns a position in a
 * stack frame into a line that the person wrote.
 * The same code run twice has the same URL; the newest run gives it its title. Only the newest thousands are kept, so
 * that memory stays flat.
 */

import { relative } from 'node:path'
import { originalPosition, type PositionMap } from '../../cell/positions'

export interface ScriptSource {
  readonly url: string
  /** `Cell [3]` */
  readonly title: string
  readonly source: string
  readonly map?: PositionMap
}

export interface FileSource {
  /** As stack frames call it. */
  readonly url: string
  readonly file: string
  readonly source: string
  /** What error messages call it; default: its path. */
  readonly title?: () => string
  /** Where a place of what was run (from 1) is in the source. */
  readonly origin: (line: number, column: number) => { readonly line: number; readonly column: number }
}

/** A place in a cell or file as its author counts: lines and columns from 1. */
export interface SourcePosition {
  readonly title: string
  readonly line: number
  readonly column: number
}

/** As the language has it, and V8 counts. */
const lineEnd = /\r\n|[\n\r\u2028\u2029]/

const remembered = 2000

export class Scripts {
  readonly #byUrl = new Map<string, ScriptSource>()
  readonly #byTitle = new Map<string, ScriptSource>()
  readonly #files = new Map<string, FileSource & { readonly title: () => string }>()

  add({ url, title, source, map }: ScriptSource): void {
    const script = { url, title, source, ...(map !== undefined && { map }) }
    this.#byUrl.delete(url) // the newest one stands last
    this.#byUrl.set(url, script)
    this.#byTitle.set(title, script)
    forgetOldest(this.#byUrl)
    forgetOldest(this.#byTitle)
  }

  addFile(file: FileSource): void {
    const path = relative(process.cwd(), file.file)
    const title = path.startsWith('..') ? file.file : path
    forgetOldest(this.#files)
    this.#files.set(file.url, { ...file, title: file.title ?? (() => title) })
  }

  /** Whether this is the URL of a cell's script. */
  isCell(url: string): boolean {
    return this.#byUrl.has(url)
  }

  /** Whether a cell is called so. */
  isCellTitle(title: string | undefined): boolean {
    return title !== undefined && this.#byTitle.has(title)
  }

  /** Where a generated position (from 1) lies in a cell or a local file; undefined for what is neither. */
  locate(url: string, line: number, column: number): SourcePosition | undefined {
    const script = this.#byUrl.get(url)
    if (script !== undefined) return { title: script.title, ...originalPosition(script.map, line, column) }
    const file = this.#files.get(url)
    return file === undefined ? undefined : { title: file.title(), ...file.origin(line, column) }
  }

  /** One line of a cell's or a file's source, from 1. */
  sourceLine(title: string, line: number): string | undefined {
    const source = this.#byTitle.get(title)?.source ?? this.#newestFile(title)?.source
    return source?.split(lineEnd)[line - 1]
  }

  /** A file that has changed was loaded more than once. */
  #newestFile(title: string): FileSource | undefined {
    return [...this.#files.values()].findLast(file => file.title() === title)
  }
}

function forgetOldest(scripts: Map<string, unknown>): void {
  const [oldest] = scripts.keys()
  if (oldest !== undefined && scripts.size > remembered) scripts.delete(oldest)
}
