/**
 * The edges of a graph's picture: a line from centre to centre, and an open triangle where it arrives.
 */
import type { VegaLiteSpec } from './chart'
import type { GraphLayout } from './graph-layout'
import { area, place, tooltip } from './graph-marks'
import type { GraphModel } from './graph-model'

/** Straight edges are rules; one that goes round other nodes is a line through its points. */
export function edgeLines(layout: GraphLayout, isSmall: boolean): readonly VegaLiteSpec[] {
  const opacity = isSmall ? 1 : Math.min(0.4, 0.4 * Math.sqrt(400 / layout.edges.length))
  const look = { color: '#555555', strokeWidth: isSmall ? 1 : 0.7, opacity }
  const straight = layout.edges.flatMap(([from, to, more]) =>
    from && to && !more ? [{ x: from.x, y: from.y, x2: to.x, y2: to.y }] : [],
  )
  const bent = layout.edges.flatMap((points, edge) =>
    points.length > 2 ? points.map((at, step) => ({ ...at, edge, step })) : [],
  )
  const through = { detail: { field: 'edge', type: 'nominal' }, order: { field: 'step', type: 'quantitative' } }
  const rules = {
    data: { values: straight },
    mark: { type: 'rule', ...look },
    encoding: { ...place(layout), x2: { field: 'x2' }, y2: { field: 'y2' } },
  }
  const ways = {
    data: { values: bent },
    mark: { type: 'line', ...look, strokeJoin: 'round' },
    encoding: { ...place(layout), ...through },
  }
  return [...(straight.length > 0 ? [rules] : []), ...(bent.length > 0 ? [ways] : [])]
}

/** More heads than these would be one black spot in the middle of a circle. */
const mostInMiddle = 3
/** Edges that arrive from nearly the same side, in radians, share a head. */
const nearestHeads = 0.4

/**
 * An open triangle in the circle where the edge ends, its tip at the centre, or around it where many end; dots are too
 * small for one. They stand on the circles, and so tell of the node that they point at, too.
 */
export function arrowHeads(model: GraphModel, layout: GraphLayout): readonly VegaLiteSpec[] {
  if (layout.sizes.label === 0) return []
  const size = Math.max(1.5, layout.sizes.radius * 0.3)
  const angles: (readonly number[])[] = []
  const incoming: number[] = []
  for (const [, to] of model.edges) incoming[to] = (incoming[to] ?? 0) + 1
  const values = layout.edges.flatMap((points, edge) => {
    const [from, to] = points.slice(-2)
    const node = model.edges[edge]?.[1] ?? -1
    if (from === undefined || to === undefined) return []
    const angle = Math.atan2(to.y - from.y, to.x - from.x)
    const drawn = angles[node] ?? []
    if (drawn.some(other => Math.abs(other - angle) < nearestHeads)) return []
    angles[node] = [...drawn, angle]
    const back = (incoming[node] ?? 0) > mostInMiddle ? layout.sizes.radius : size
    const at = { x: to.x - back * Math.cos(angle), y: to.y - back * Math.sin(angle) }
    const target = model.nodes[node]
    return [{ ...at, angle: Math.round((angle * 180) / Math.PI) + 90, ...target }]
  })
  const scale = { domain: [0, 360], range: [0, 360] }
  const mark = {
    type: 'point',
    shape: 'triangle-up',
    filled: false,
    stroke: '#222222',
    strokeWidth: layout.sizes.radius > 8 ? 1.2 : 0.6,
    opacity: 1,
  }
  const angle = { field: 'angle', type: 'quantitative', scale }
  const encoding = { ...place(layout), angle, tooltip: tooltip(values) }
  return [{ data: { values }, mark: { ...mark, size: area(size) * 1.4 }, encoding }]
}
