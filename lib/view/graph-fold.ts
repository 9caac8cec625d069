/**
 * Fits the ranks of a graph into a page: a rank that is too wide is broken into rows, and when there are more rows than
 * a page is high, they go on in a further column, to be read like a newspaper. Pure arithmetic on places.
 */
import type { Point } from './graph-page'

/** Nodes side by side, by their numbers, with their places across. */
export interface Row {
  readonly rank: number
  readonly nodes: readonly { readonly node: number; readonly x: number }[]
}

/** Where the rows came to stand, and in which column each node is. */
export interface Stack {
  readonly places: readonly Point[]
  readonly columns: readonly number[]
  readonly width: number
  readonly height: number
}

/** Groups places by their depth, from the top, each rank from left to right. */
export function ranksOf(places: readonly Point[]): readonly Row[] {
  const ranks = new Map<number, { node: number; x: number }[]>()
  places.forEach(({ x, y }, node) => {
    const depth = Math.round(y)
    const rank = ranks.get(depth)
    if (rank === undefined) ranks.set(depth, [{ node, x }])
    else rank.push({ node, x })
  })
  const ordered = [...ranks].sort(([a], [b]) => a - b)
  return ordered.map(([, nodes], rank) => ({ rank, nodes: nodes.sort((a, b) => a.x - b.x) }))
}

/** Ranks narrowed to the page; one that would put nodes closer than `apart` becomes several rows. */
export function fitWidth(
  ranks: readonly Row[],
  page: { readonly widest: number; readonly apart: number },
): readonly Row[] {
  const xs = ranks.flatMap(rank => rank.nodes.map(({ x }) => x))
  const left = xs.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const natural = xs.reduce((most, x) => Math.max(most, x), left) - left
  const scale = natural > page.widest ? page.widest / natural : 1
  const perRow = Math.max(2, Math.floor(page.widest / page.apart))
  return ranks.flatMap(({ rank, nodes }) => {
    const scaled = nodes.map(({ node, x }) => ({ node, x: (x - left) * scale }))
    const crowded = scaled.some((place, index) => index > 0 && place.x - (scaled[index - 1]?.x ?? 0) < page.apart)
    return crowded ? breakRank(rank, scaled, perRow, page.widest) : [{ rank, nodes: scaled }]
  })
}

/** A crowded rank: its nodes evenly over the page in as few rows as they need, each half a step beside the one above. */
function breakRank(rank: number, nodes: Row['nodes'], perRow: number, widest: number): readonly Row[] {
  const count = Math.ceil(nodes.length / perRow)
  const length = Math.ceil(nodes.length / count)
  const step = widest / length
  const start = count === 1 ? step / 2 : step / 4
  return Array.from({ length: count }, (_, row) => {
    const part = nodes.slice(row * length, (row + 1) * length)
    const shift = count > 1 && row % 2 === 1 ? step / 2 : 0
    return { rank, nodes: part.map(({ node }, index) => ({ node, x: start + shift + index * step })) }
  })
}

/** What rows are stacked by, in units of the picture. */
export interface StackPage {
  readonly tallest: number
  readonly widest: number
  readonly rankGap: number
  readonly rowGap: number
  readonly columnGap: number
}

function columnsThatFit(rows: readonly Row[], { widest, columnGap }: StackPage): number {
  const width = rows.reduce((most, { nodes }) => Math.max(most, (nodes.at(-1)?.x ?? 0) - (nodes[0]?.x ?? 0)), 0)
  return Math.max(1, Math.floor((widest + columnGap) / (width + columnGap)))
}

/** Puts row under row, and goes on beside them where they would be higher than `tallest`, if there is room for that. */
export function stackRows(rows: readonly Row[], page: StackPage): Stack {
  const heights = rows.map((row, index) =>
    index === 0 ? 0 : row.rank === rows[index - 1]?.rank ? page.rowGap : page.rankGap,
  )
  const total = heights.reduce((sum, height) => sum + height, 0)
  const isSingle = total <= page.tallest || columnsThatFit(rows, page) === 1
  const columnHeight = isSingle ? total : total / Math.min(Math.ceil(total / page.tallest), columnsThatFit(rows, page))
  const places: Point[] = []
  const columns: number[] = []
  let [column, left, width, y, height] = [0, 0, 0, 0, 0]
  const offset = isSingle ? () => 0 : (row: Row) => row.nodes[0]?.x ?? 0
  rows.forEach((row, index) => {
    y += heights[index] ?? 0
    if (y > columnHeight + 0.5 && row.rank !== rows[index - 1]?.rank) {
      column++
      left += width + page.columnGap
      width = 0
      y = 0
    }
    for (const { node, x } of row.nodes) {
      const across = x - offset(row)
      places[node] = { x: left + across, y }
      columns[node] = column
      width = Math.max(width, across)
    }
    height = Math.max(height, y)
  })
  return { places, columns, width: left + width, height }
}
