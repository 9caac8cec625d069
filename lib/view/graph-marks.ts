/**
 * What the layers of a graph's picture have in common: places as channels, sizes of circles, tooltips, texts, inks.
 */
import type { VegaLiteSpec } from './chart'
import type { PlacedText } from './graph-labels'
import type { GraphLayout } from './graph-layout'

export const outline = '#6ba3cf'
export const ink = '#333333'
export const faint = '#767676'

/** Places are in units of the picture, so the scales do nothing but turn y downwards. */
const across = (field: string, { width }: GraphLayout) => ({
  field,
  type: 'quantitative',
  scale: { domain: [0, width], nice: false },
})
const down = (field: string, { height }: GraphLayout) => ({
  field,
  type: 'quantitative',
  scale: { domain: [height, 0], nice: false },
})
/** The channels of a place. */
export const place = (layout: GraphLayout) => ({ x: across('x', layout), y: down('y', layout) })

/** The size of a point with this radius, as vega counts it. */
export const area = (radius: number): number => Math.round(Math.PI * radius * radius)

const tooltipTitles = { name: 'Name', state: 'State', attempts: 'Attempts', duration: 'Duration' } as const

/** Only what some node has: a line of the tooltip that is empty everywhere helps nobody. */
export function tooltip(values: readonly Readonly<Record<string, unknown>>[]): readonly VegaLiteSpec[] {
  return Object.entries(tooltipTitles)
    .filter(([field]) => values.some(value => value[field] !== undefined))
    .map(([field, title]) => ({ field, type: 'nominal', title }))
}

/** Texts at their places. */
export function texts(values: readonly PlacedText[], layout: GraphLayout, look: VegaLiteSpec): readonly VegaLiteSpec[] {
  if (values.length === 0) return []
  const mark = { type: 'text', align: 'left', baseline: 'middle', limit: 400, ...look }
  return [{ data: { values }, mark, encoding: { ...place(layout), text: { field: 'text', type: 'nominal' } } }]
}
