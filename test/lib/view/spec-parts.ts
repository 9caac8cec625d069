/**
 * Looks into vega-lite specs as tests need it: layers by their mark, and the values that they draw.
 */
import type { VegaLiteSpec } from '../../../lib/view/chart'

/** One thing that is drawn. */
export type Drawn = Readonly<Record<string, string | number | boolean | undefined>>

interface Channel {
  readonly field?: string
  readonly legend?: unknown
  readonly scale?: { readonly domain: readonly unknown[]; readonly range: readonly unknown[] }
}

interface Layer {
  readonly mark: { readonly type: string; readonly shape?: string; readonly [name: string]: unknown }
  readonly data?: { readonly values: readonly Drawn[] }
  readonly encoding: Readonly<Record<string, Channel>>
}

/** The layers of a layered or faceted spec. */
export function layersOf(spec: VegaLiteSpec): readonly Layer[] {
  const inner = (spec.spec ?? spec) as { readonly layer: readonly Layer[] }
  return inner.layer
}

/** The values of the layers with such a mark and shape. */
export function drawn(spec: VegaLiteSpec, type: string, shape?: string): readonly Drawn[] {
  const fit = layersOf(spec).filter(({ mark }) => mark.type === type && (shape === undefined || mark.shape === shape))
  return fit.flatMap(layer => layer.data?.values ?? [])
}
