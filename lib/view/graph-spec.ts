/**
 * The vega-lite 5 spec of a graph whose places are known. The look is the tutorial's: filled circles with a thin blue
 * line, names to the upper right, a line from centre to centre with an open triangle where it arrives, the title bold
 * at the top left, the legend in a box at the top right.
 */
import type { VegaLiteSpec } from './chart'
import { edgeLabels, nodeLabels, type PlacedText, titleLines } from './graph-labels'
import type { GraphLayout } from './graph-layout'
import type { GraphModel } from './graph-model'
import { origin } from './graph-page'
import { statusFill } from './palette'

const outline = '#6ba3cf'
const ink = '#333333'
const faint = '#767676'
/** Where no run is shown, no state is meant. */
const noRunFill = '#e3eef7'

/** Above this number of nodes lines are pale and keys are left out: there are too many of them to follow. */
const fewNodes = 40

/** Puts the layers together, from the back to the front. */
export function graphSpec(model: GraphModel, layout: GraphLayout, title: string): VegaLiteSpec {
  const isSmall = model.nodes.length <= fewNodes
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    background: 'white',
    title: { text: titleLines(title), anchor: 'start', fontSize: 16, fontWeight: 'bold', color: ink, offset: 8 },
    width: layout.width,
    height: layout.height,
    config: { view: { stroke: '#dddddd' }, axis: { disable: true }, legend: legendLook(model.statuses.length) },
    layer: [
      ...mappedRings(model, layout),
      circles(model, layout),
      ...lines(layout, isSmall),
      ...(isSmall
        ? texts(edgeLabels(model.keys, layout), layout, { dx: 6, fontSize: layout.sizes.label - 2, color: faint })
        : []),
      ...arrowHeads(model, layout),
      ...texts(nodeLabels(model.labels, layout), layout, {
        dx: layout.sizes.radius * 0.8,
        fontSize: layout.sizes.label,
        color: ink,
      }),
      ...overallState(model, layout),
    ],
  }
}

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
const place = (layout: GraphLayout) => ({ x: across('x', layout), y: down('y', layout) })

const area = (radius: number): number => Math.round(Math.PI * radius * radius)

function circles(model: GraphModel, layout: GraphLayout): VegaLiteSpec {
  const values = model.nodes.map((node, index) => ({ ...(layout.nodes[index] ?? origin), ...node }))
  const hasRun = model.statuses.length > 0
  const scale = hasRun ? { domain: model.statuses, range: model.statuses.map(statusFill) } : { range: [noRunFill] }
  return {
    data: { values },
    mark: {
      type: 'point',
      shape: 'circle',
      filled: true,
      opacity: 1,
      size: area(layout.sizes.radius),
      stroke: outline,
      strokeWidth: 1,
    },
    encoding: {
      ...place(layout),
      fill: { field: 'status', type: 'nominal', scale, legend: hasRun ? { title: null } : null },
      tooltip: tooltip(values),
    },
  }
}

const tooltipTitles = { name: 'Name', state: 'State', attempts: 'Attempts', duration: 'Duration' } as const

/** Only what some node has: a line of the tooltip that is empty everywhere helps nobody. */
function tooltip(values: readonly Readonly<Record<string, unknown>>[]): readonly VegaLiteSpec[] {
  return Object.entries(tooltipTitles)
    .filter(([field]) => values.some(value => value[field] !== undefined))
    .map(([field, title]) => ({ field, type: 'nominal', title }))
}

/** A mapped task stands on top of its children: a second circle shows behind it. */
function mappedRings(model: GraphModel, layout: GraphLayout): readonly VegaLiteSpec[] {
  const shift = Math.max(2, layout.sizes.radius / 4)
  const values = model.nodes.flatMap((node, index) => {
    const at = layout.nodes[index] ?? origin
    return node.mapped ? [2, 1].map(step => ({ x: at.x - step * shift, y: at.y + step * shift })) : []
  })
  if (values.length === 0) return []
  const mark = {
    type: 'point',
    shape: 'circle',
    filled: true,
    fill: 'white',
    opacity: 1,
    size: area(layout.sizes.radius),
    stroke: outline,
  }
  return [{ data: { values }, mark: { ...mark, strokeWidth: 1 }, encoding: place(layout) }]
}

/** Straight edges are rules; one that goes round other nodes is a line through its points. */
function lines(layout: GraphLayout, isSmall: boolean): readonly VegaLiteSpec[] {
  const look = { color: '#555555', strokeWidth: isSmall ? 1 : 0.7, opacity: isSmall ? 1 : 0.4 }
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

/** An open triangle in the circle where the edge ends, its tip at the centre; dots are too small for one. */
/** They stand on the circles, in their very middle, and so tell of the node that they point at, too. */
function arrowHeads(model: GraphModel, layout: GraphLayout): readonly VegaLiteSpec[] {
  if (layout.sizes.label === 0) return []
  const size = Math.max(1.5, layout.sizes.radius * 0.3)
  const values = layout.edges.flatMap((points, edge) => {
    const [from, to] = points.slice(-2)
    if (from === undefined || to === undefined) return []
    const angle = Math.atan2(to.y - from.y, to.x - from.x)
    const at = { x: to.x - size * Math.cos(angle), y: to.y - size * Math.sin(angle) }
    const target = model.nodes[model.edges[edge]?.[1] ?? -1]
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

function texts(values: readonly PlacedText[], layout: GraphLayout, look: VegaLiteSpec): readonly VegaLiteSpec[] {
  if (values.length === 0) return []
  const mark = { type: 'text', align: 'left', baseline: 'middle', limit: 400, ...look }
  return [{ data: { values }, mark, encoding: { ...place(layout), text: { field: 'text', type: 'nominal' } } }]
}

/** The flow's own state, a large circle under the title. */
function overallState({ overall }: GraphModel, layout: GraphLayout): readonly VegaLiteSpec[] {
  if (overall === undefined) return []
  const values = [{ x: 34, y: 34, name: overallName, state: overall.state }]
  const mark = {
    type: 'point',
    shape: 'circle',
    filled: true,
    opacity: 1,
    size: area(22),
    stroke: outline,
    strokeWidth: 1,
  }
  const circle = {
    data: { values },
    mark: { ...mark, fill: statusFill(overall.status) },
    encoding: { ...place(layout), tooltip: tooltip(values) },
  }
  return [circle, ...texts([{ x: 20, y: 70, text: overallName }], layout, { fontSize: 13, color: ink })]
}

const overallName = 'Overall Flow State'

const legendRows = 4

/** Height of the band that the legend and the flow's own state take. */
export const headerHeight = (statuses: number): number => Math.max(100, 36 + 28 * Math.min(legendRows, statuses))

const legendLook = (statuses: number): VegaLiteSpec => ({
  orient: 'top-right',
  offset: 0,
  columns: Math.max(1, Math.ceil(statuses / legendRows)),
  columnPadding: 16,
  rowPadding: 12,
  padding: 16,
  labelFontSize: 15,
  labelOffset: 8,
  labelColor: ink,
  symbolType: 'circle',
  symbolSize: area(6),
  symbolStrokeColor: outline,
  symbolStrokeWidth: 1,
  strokeColor: '#dddddd',
  fillColor: 'white',
})
