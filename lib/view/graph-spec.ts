/**
 * The vega-lite 5 spec of a graph whose places are known. The look is the tutorial's: filled circles with a thin blue
 * line, names to the upper right, a line from centre to centre with an open triangle where it arrives, the title bold
 * at the top left, the legend in a box at the top right.
 */
import type { VegaLiteSpec } from './chart'
import { arrowHeads, edgeLines } from './graph-edges'
import { edgeLabels, nodeLabels, titleLines } from './graph-labels'
import type { GraphLayout } from './graph-layout'
import { area, faint, ink, outline, place, texts, tooltip } from './graph-marks'
import type { GraphModel } from './graph-model'
import { origin } from './graph-page'
import { legendLabels, statusFill, statusLabel, statusMarks } from './palette'

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
      // the tutorial's lines end in the circles' middles; where there are many, they must not hide the circles
      ...(isSmall ? [] : edgeLines(layout, isSmall)),
      ...mappedRings(model, layout),
      circles(model, layout),
      ...(isSmall ? edgeLines(layout, isSmall) : []),
      ...(isSmall
        ? texts(edgeLabels(model.keys, layout), layout, { dx: 6, fontSize: layout.sizes.label - 2, color: faint })
        : []),
      ...arrowHeads(model, layout),
      ...texts(nodeLabels(model.labels, layout), layout, {
        dx: layout.sizes.radius * 0.8,
        fontSize: layout.sizes.label,
        color: ink,
      }),
      ...marks(model, layout),
      ...overallState(model, layout),
    ],
  }
}

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
      fill: {
        field: 'status',
        type: 'nominal',
        scale,
        legend: hasRun ? { title: null, labelExpr: legendLabels(model.statuses) } : null,
      },
      tooltip: tooltip(values),
    },
  }
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

/** Beside each circle the mark of its state, where a run is shown; among many, what went well needs none. */
function marks(model: GraphModel, layout: GraphLayout): readonly VegaLiteSpec[] {
  const { radius, label } = layout.sizes
  if (model.statuses.length === 0 || label === 0) return []
  const isSmall = model.nodes.length <= fewNodes
  const values = model.nodes.flatMap(({ status, mapped }, index) => {
    const { x, y } = layout.nodes[index] ?? origin
    const at = { x: x - radius * (mapped ? 1.7 : 1.2), y }
    return isSmall || status !== 'Success' ? [{ ...at, text: statusMarks[status] }] : []
  })
  return texts(values, layout, { align: 'right', fontSize: label - 1, color: faint })
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
  const name = texts([{ x: 20, y: 70, text: overallName }], layout, { fontSize: 13, color: ink })
  const state = texts([{ x: 20, y: 88, text: statusLabel(overall.status) }], layout, { fontSize: 12, color: faint })
  return [circle, ...name, ...state]
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
