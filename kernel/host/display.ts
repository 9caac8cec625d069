/**
 * How a value is shown: its own bundle by `Symbol.for('Jupyter.display')` (Deno's convention), a table, a picture, else
 * as Node prints it.
 * A view that throws hurts nobody: the value is shown as text, and stderr says why.
 */

import { inspect } from 'node:util'
import type { MimeBundle } from '../link'
import { pictureBundle } from './pictures'

/** Of a value that is shown; what is printed is printed whole. */
const longestText = 200_000
const mostLines = 1_000

const displaySymbol = Symbol.for('Jupyter.display')

/** At once where the value's own view is at once, so that what is shown keeps its place among what is printed. */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  const table = looksLikeRecords(value) ? tableOf(value) : undefined
  if (table !== undefined) return table
  const show = showMethod(value)
  if (show === undefined) {
    const text = (): string => shortened(textOf(value))
    return pictureBundle(value, text) ?? { 'text/plain': text() }
  }
  try {
    const bundle = show()
    if (bundle instanceof Promise)
      return bundle.then(
        shown => checked(value, shown),
        error => refused(value, error),
      )
    return checked(value, bundle)
  } catch (error) {
    return refused(value, error)
  }
}

function checked(value: unknown, bundle: unknown): MimeBundle {
  const fault = isBundle(bundle) ? faultOf(bundle) : `${textOf(bundle)}; expected a MIME bundle`
  if (isBundle(bundle) && fault === undefined) return bundle
  process.stderr.write(`Symbol.for('Jupyter.display') gave ${fault}.\n`)
  return { 'text/plain': textOf(value) }
}

/** What no message can carry, or no notebook can hold. */
function faultOf(bundle: MimeBundle): string | undefined {
  for (const [type, data] of Object.entries(bundle)) {
    if (typeof data === 'string') continue
    if (!/[/+]json$/.test(type) && !Array.isArray(data)) return `${textOf(data)} for ${type}; expected text`
    try {
      JSON.stringify(data)
    } catch (error) {
      return `no JSON for ${type}: ${error instanceof Error ? error.message : textOf(error)}`
    }
  }
  return undefined
}

function refused(value: unknown, error: unknown): MimeBundle {
  process.stderr.write(`Symbol.for('Jupyter.display') threw: ${textOf(error)}\n`)
  return { 'text/plain': textOf(value) }
}

/** Node shortens arrays and strings, but prints a million properties, at which a page would stop, and a library whole. */
function shortened(text: string): string {
  const end = Math.min(lengthOfLines(text, mostLines), longestText)
  if (text.length <= end) return text
  const cut = text.lastIndexOf('\n', end)
  const shown = text.slice(0, cut > 0 ? cut : end)
  return `${shown}\n… ${(text.length - shown.length).toLocaleString('en')} more characters`
}

function lengthOfLines(text: string, count: number): number {
  let end = -1
  for (let line = 0; line < count; line++) {
    end = text.indexOf('\n', end + 1)
    if (end < 0) return text.length
  }
  return end
}

export function textOf(value: unknown): string {
  try {
    return inspect(value)
  } catch (error) {
    return `[a value that cannot be printed: ${String(error)}]`
  }
}

export function isBundle(value: unknown): value is MimeBundle {
  return typeof value === 'object' && value !== null && Object.keys(value).every(key => key.includes('/'))
}

/** A look that costs nothing, before the library is loaded for a closer one: records, Arrow tables, polars frames. */
function looksLikeRecords(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  try {
    if (Array.isArray(value)) return typeof value[0] === 'object' && value[0] !== null && !Array.isArray(value[0])
    // read, not asked for with `in`: a polars frame is a proxy that answers for its columns only
    const { numRows, schema, height, columns } = value as Readonly<Record<string, unknown>>
    const isArrow = typeof numRows === 'number' && typeof schema === 'object'
    return isArrow || (typeof height === 'number' && Array.isArray(columns))
  } catch {
    return false // a proxy or getter that throws
  }
}

function tableOf(value: unknown): MimeBundle | undefined {
  const { tableBundle } = require('../flow/shown') as typeof import('../flow/shown')
  return tableBundle(value)
}

function showMethod(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  try {
    const method: unknown = Reflect.get(value, displaySymbol)
    return typeof method === 'function' ? () => Reflect.apply(method, value, []) : undefined
  } catch {
    return undefined // a proxy or getter that throws
  }
}
