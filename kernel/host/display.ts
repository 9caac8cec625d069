/**
 * How a value is shown: its own bundle by `Symbol.for('Jupyter.display')` (Deno's convention), else as Node prints it.
 * A view that throws hurts nobody: the value is shown as text, and stderr says why.
 */

import { inspect } from 'node:util'
import type { MimeBundle } from '../link'

const displaySymbol = Symbol.for('Jupyter.display')

/** At once where the value's own view is at once, so that what is shown keeps its place among what is printed. */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  const table = looksLikeRecords(value) ? tableOf(value) : undefined
  if (table !== undefined) return table
  const show = showMethod(value)
  if (show === undefined) return { 'text/plain': textOf(value) }
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
  if (isBundle(bundle)) return bundle
  process.stderr.write(`Symbol.for('Jupyter.display') gave ${textOf(bundle)}; expected a MIME bundle.\n`)
  return { 'text/plain': textOf(value) }
}

function refused(value: unknown, error: unknown): MimeBundle {
  process.stderr.write(`Symbol.for('Jupyter.display') threw: ${textOf(error)}\n`)
  return { 'text/plain': textOf(value) }
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
