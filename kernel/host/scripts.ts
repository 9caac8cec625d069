/**
 * The scripts that were run in this cell host, by URL: what turns a position in a stack frame into a line of a cell.
 * The same code run twice has the same URL; the newest run gives it its title.
 */

import { originalPosition, type PositionMap } from '../cell/positions'

export interface ScriptSource {
  readonly url: string
  /** `Cell [3]` */
  readonly title: string
  readonly source: string
  readonly map?: PositionMap
}

/** A place in a cell as its author counts: lines and columns from 1. */
export interface CellPosition {
  readonly title: string
  readonly line: number
  readonly column: number
}

export class Scripts {
  readonly #byUrl = new Map<string, ScriptSource>()
  readonly #byTitle = new Map<string, ScriptSource>()

  add(script: ScriptSource): void {
    this.#byUrl.set(script.url, script)
    this.#byTitle.set(script.title, script)
  }

  /** Where a generated position (from 1) lies in a cell; undefined for a file that is no cell. */
  locate(url: string, line: number, column: number): CellPosition | undefined {
    const script = this.#byUrl.get(url)
    if (script === undefined) return undefined
    const position = script.map === undefined ? { line, column } : originalPosition(script.map, line, column)
    return { title: script.title, ...position }
  }

  /** One line of a cell's source, from 1. */
  sourceLine(title: string, line: number): string | undefined {
    return this.#byTitle.get(title)?.source.split('\n')[line - 1]
  }
}
