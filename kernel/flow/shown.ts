/**
 * What the library's views add to `display`: tables of records and charts. Loaded, and the library with it, by the
 * first value that looks as if it were one.
 */

import { chart, recordTable, type VegaLiteSpec } from '../../lib/index'
import type { MimeBundle } from '../link'

export interface TableOptions {
  /** Rows at most, default 20. */
  readonly rows?: number
  /** Columns at most, default 30. */
  readonly columns?: number
}

/** Undefined for what is no table. */
export function tableBundle(value: unknown, options: TableOptions = {}): MimeBundle | undefined {
  return recordTable(value, options)
}

/** The chart, with a picture for who cannot draw it; a spec that cannot be drawn here is shown without one. */
export async function chartBundle(spec: VegaLiteSpec): Promise<MimeBundle> {
  const text = chartText(spec)
  try {
    return { ...(await bundleOf(chart({ spec, text }))) }
  } catch (error) {
    process.stderr.write(`The chart has no picture: ${error instanceof Error ? error.message : String(error)}\n`)
    return { 'application/vnd.vegalite.v5+json': spec, 'text/plain': text }
  }
}

function bundleOf(value: object): Promise<MimeBundle> {
  return Reflect.apply(Reflect.get(value, Symbol.for('Jupyter.display')), value, [])
}

/** What stands for a chart in a terminal. */
export function chartText({ title, mark }: VegaLiteSpec): string {
  const name = typeof title === 'object' && title !== null ? Reflect.get(title, 'text') : title
  const kind = typeof mark === 'object' && mark !== null ? Reflect.get(mark, 'type') : mark
  const words = [
    typeof kind === 'string' ? `${kind} chart` : 'chart',
    ...(typeof name === 'string' ? [`: ${name}`] : []),
  ]
  return `<${words.join('')}>`
}
