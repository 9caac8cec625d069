/**
 * A notebook's text, both ways and exactly as Jupyter writes it (nbformat 4.5): one space of indent, sorted keys, texts
 * as lists of lines, a newline at the end. So a notebook that our runner saved shows in a diff only what has changed.
 * The rules for what is split into lines are nbformat's (`nbformat/v4/rwbase.py`).
 */

import type { JsonObject } from '../wire/message'
import { type Notebook, newCellId } from './notebook'

/** The text of the file. Every cell gets an id, as 4.5 wants. */
export function notebookText(notebook: Notebook): string {
  const ids = new Set<string>()
  const cells = notebook.cells.map(cell => {
    const id = cell.id === undefined || ids.has(cell.id) ? newCellId() : cell.id
    ids.add(id)
    return writtenCell({ ...cell, id })
  })
  const minor = Math.max(5, notebook.nbformat_minor)
  return `${JSON.stringify(sorted({ ...notebook, cells, nbformat_minor: minor }), null, 1)}\n`
}

/** Lists of lines become one string: the inverse of what `notebookText` does to a cell. */
export function joinedCell(cell: JsonObject): JsonObject {
  return mapTexts(cell, joinLines)
}

function writtenCell(cell: JsonObject): JsonObject {
  return mapTexts(cell, splitLines)
}

function mapTexts(cell: JsonObject, change: (text: unknown) => unknown): JsonObject {
  return {
    ...cell,
    source: change(cell.source),
    ...(isObject(cell.attachments) && {
      attachments: mapValues(cell.attachments, bundle => mapBundle(bundle, change)),
    }),
    ...(Array.isArray(cell.outputs) && { outputs: cell.outputs.map(output => mapOutput(output, change)) }),
  }
}

function mapOutput(output: unknown, change: (text: unknown) => unknown): unknown {
  if (!isObject(output)) return output
  if (output.output_type === 'stream') return { ...output, text: change(output.text) }
  return 'data' in output ? { ...output, data: mapBundle(output.data, change) } : output
}

function mapBundle(bundle: unknown, change: (text: unknown) => unknown): unknown {
  if (!isObject(bundle)) return bundle
  return Object.fromEntries(
    Object.entries(bundle).map(([type, value]) => [type, changesLines(type, change) ? change(value) : value]),
  )
}

/** Lines are joined wherever they come, but for JSON, whose lists are its own; split only where it reads as text. */
function changesLines(type: string, change: (text: unknown) => unknown): boolean {
  if (change === joinLines) return type !== 'application/json' && !type.endsWith('+json')
  return type.startsWith('text/') || type === 'application/javascript' || type === 'image/svg+xml'
}

function joinLines(value: unknown): unknown {
  return Array.isArray(value) && value.every(line => typeof line === 'string') ? value.join('') : value
}

// what Python's str.splitlines takes for the end of a line
const ends = '\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029'
const line = new RegExp(`[^${ends}]*(?:\r\n|[${ends}])|[^${ends}]+$`, 'g')

function splitLines(value: unknown): unknown {
  return typeof value === 'string' ? (value.match(line) ?? []) : value
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
