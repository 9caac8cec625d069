/**
 * Where the nodes and edges of a graph go: Graphviz orders and places them by depth, and what it gives is fitted into a
 * page: a wide rank is wrapped, a deep graph goes on in a second column, a small one is spread over the frame as the
 * tutorial's pictures are. A function of its arguments; Graphviz is handed in.
 */
import type { Viz } from '@viz-js/viz'
import { dotGraph, readDrawing } from './graph-dot'
import { fitWidth, ranksOf, type Stack, stackRows } from './graph-fold'
import { labelWidth, type NodeSizes, origin, type Point, page, sizesFor, widestLabel } from './graph-page'

/** What is laid out: a text for each node, and pairs of their numbers, upstream first. */
export interface GraphShape {
  readonly labels: readonly string[]
  readonly edges: readonly (readonly [from: number, to: number])[]
  /** Height of the band at the top that is kept free for the legend and the flow's own state. */
  readonly header: number
}

export interface GraphLayout {
  readonly width: number
  readonly height: number
  readonly sizes: NodeSizes
  readonly nodes: readonly Point[]
  /** The way of each edge from centre to centre: two points, or more where it goes round other nodes. */
  readonly edges: readonly (readonly Point[])[]
}

/** Lays the graph out. Graphviz is asked once. */
export function layoutGraph(shape: GraphShape, viz: Pick<Viz, 'renderJSON'>): GraphLayout {
  const sizes = sizesFor(shape.labels.length)
  const drawn = readDrawing(viz.renderJSON(dotGraph(shape, sizes)), shape)
  const apart = 2 * sizes.radius + 4
  const ranks = ranksOf(drawn.places)
  const label = widestLabel(shape.labels, sizes)
  const widest = page.widest - 2 * page.margin - label
  const rows = fitWidth(ranks, { widest, apart })
  const gaps = { rankGap: sizes.rank, rowGap: apart, columnGap: 5 * sizes.radius + label }
  const stack = stackRows(rows, { tallest: page.tallest, widest, ...gaps })
  const isPlain = rows.length === ranks.length && stack.columns.every(column => column === 0)
  const fit = fitPage(stack, shape, sizes)
  const nodes = stack.places.map(fit.move)
  const toPage = isPlain ? wayToPage(drawn.places, nodes) : undefined
  const lefts = columnLefts(stack, nodes)
  const edges = shape.edges.map(([from, to], index) => {
    const [first = origin, last = origin] = [nodes[from], nodes[to]]
    if (toPage !== undefined) return [first, ...(drawn.curves[index] ?? []).map(toPage), last]
    const column = stack.columns[to] ?? 0
    return wayBetweenColumns(
      first,
      last,
      column === stack.columns[from] ? undefined : lefts[column],
      gaps.columnGap / 2,
    )
  })
  return { width: fit.width, height: fit.height, sizes, nodes, edges }
}

/** Centres what was stacked, below the header; a graph that is lower than the page is spread over it. */
function fitPage({ width, height, places }: Stack, { header, labels }: GraphShape, sizes: NodeSizes) {
  const left = places.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const right = places.reduce(
    (most, { x }, node) => Math.max(most, x + labelWidth(labels[node] ?? '', sizes.label)),
    width,
  )
  const pageWidth = Math.max(page.width, right - left + 2 * page.margin)
  const top = header + sizes.radius + 2 * sizes.label
  const pageHeight = Math.max(page.height, top + height + page.bottom)
  const room = pageHeight - page.bottom - top
  const shiftX = (pageWidth - (width - left)) / 2 - left
  const stretch = height > 0 && height < room ? Math.min(room / height, 2.2) : 1
  const shiftY = top + (room - height * stretch) / 2
  const move = ({ x, y }: Point): Point => ({
    x: round(x + Math.min(shiftX, pageWidth - page.margin - right)),
    y: round(y * stretch + shiftY),
  })
  return { width: Math.ceil(pageWidth), height: Math.ceil(pageHeight), move }
}

const round = (value: number): number => Math.round(value * 10) / 10

function columnLefts({ columns }: Stack, nodes: readonly Point[]): readonly number[] {
  const lefts: number[] = []
  nodes.forEach(({ x }, node) => {
    const column = columns[node] ?? 0
    lefts[column] = Math.min(lefts[column] ?? x, x)
  })
  return lefts
}

/** The way that took the places of the drawing to the page, for what else was drawn: a shift and a stretch. */
function wayToPage(from: readonly Point[], to: readonly Point[]): (point: Point) => Point {
  const along = (axis: 'x' | 'y'): ((value: number) => number) => {
    const order = from.map((_, node) => node).sort((a, b) => (from[a] ?? origin)[axis] - (from[b] ?? origin)[axis])
    const [low, high] = [order[0] ?? 0, order.at(-1) ?? 0]
    const span = (from[high] ?? origin)[axis] - (from[low] ?? origin)[axis]
    const stretch = span === 0 ? 1 : ((to[high] ?? origin)[axis] - (to[low] ?? origin)[axis]) / span
    return value => round((value - (from[low] ?? origin)[axis]) * stretch + (to[low] ?? origin)[axis])
  }
  const [x, y] = [along('x'), along('y')]
  return point => ({ x: x(point.x), y: y(point.y) })
}

/** From the foot of one column to the head of the next, an edge goes through the space between them. */
function wayBetweenColumns(from: Point, to: Point, columnLeft: number | undefined, aside: number): readonly Point[] {
  if (columnLeft === undefined) return [from, to]
  const x = round(columnLeft - aside)
  return [from, { x, y: from.y }, { x, y: to.y }, to]
}
