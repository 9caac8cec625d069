/**
 * A notebook in memory, as nbformat 4 has it but for one thing: a text is one string, never a list of lines.
 * Fields that we do not know are kept, so that reading and writing lose nothing.
 * https://nbformat.readthedocs.io/en/latest/format_description.html
 */

import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../wire/message'

export interface Notebook {
  readonly nbformat: number
  readonly nbformat_minor: number
  readonly metadata: JsonObject
  readonly cells: readonly Cell[]
  readonly [extra: string]: unknown
}

export interface Cell {
  readonly cell_type: 'code' | 'markdown' | 'raw'
  readonly id?: string
  readonly source: string
  readonly metadata: JsonObject
  /** Of code cells only. */
  readonly outputs?: readonly Output[]
  readonly execution_count?: number | null
  readonly [extra: string]: unknown
}

export type Output =
  | { readonly output_type: 'stream'; readonly name: string; readonly text: string }
  | { readonly output_type: 'display_data'; readonly data: JsonObject; readonly metadata: JsonObject }
  | {
      readonly output_type: 'execute_result'
      readonly data: JsonObject
      readonly metadata: JsonObject
      readonly execution_count: number | null
    }
  | {
      readonly output_type: 'error'
      readonly ename: string
      readonly evalue: string
      readonly traceback: readonly string[]
    }

export function hasTag(cell: Cell, tag: string): boolean {
  const { tags } = cell.metadata
  return Array.isArray(tags) && tags.includes(tag)
}

/** Code to be run: Jupyter's own runners pass a blank cell by too, and the kernel does not count it. */
export function isRunnable(cell: Cell): boolean {
  return cell.cell_type === 'code' && cell.source.trim() !== ''
}

/** An id as nbformat makes them. */
export function newCellId(): string {
  return randomUUID().slice(0, 8)
}

/** The same notebook before its first run. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map(cell =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  )
  return { ...notebook, cells }
}
