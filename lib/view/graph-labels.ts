/**
 * The texts of a graph's picture and the room that each has: names to the upper right of their circles, as long as the
 * way to the next one; where that is narrow, every second name goes below, which gives both twice the room. What an
 * edge carries stands at its middle, or a little off it where edges cross and another text is there.
 */
import type { GraphLayout } from './graph-layout'
import { labelWidth, origin, type Point } from './graph-page'
import { truncate } from './preview'

/** A text with its place. */
export interface PlacedText extends Point {
  readonly text: string
}

/** Names that have less room than this say nothing. */
const fewestLetters = 4

/** The name of each node where it has room. */
export function nodeLabels(labels: readonly string[], { nodes, sizes }: GraphLayout): readonly PlacedText[] {
  const { radius, label: size } = sizes
  if (size === 0) return []
  return rowsOf(nodes).flatMap(row => {
    const room = (index: number, step: number): number =>
      roomBetween(nodes[row[index] ?? 0], nodes[row[index + step] ?? -1])
    const fits = row.every((node, index) => labelWidth(labels[node] ?? '', size) + radius <= room(index, 1))
    return row.flatMap((node, index) => {
      const { x, y } = nodes[node] ?? origin
      const below = !fits && index % 2 === 1
      const letters = Math.floor((room(index, fits ? 1 : 2) - radius) / labelWidth('m', size))
      if (letters < fewestLetters) return []
      return [{ x, y: y + (below ? 1 : -1) * (radius + size / 3), text: truncate(labels[node] ?? '', letters) }]
    })
  })
}

const roomBetween = (one: Point | undefined, next: Point | undefined): number =>
  one === undefined || next === undefined ? longestName : next.x - one.x

/** Nobody stands to the right: a name may be this long, in units. */
const longestName = 320

/** Nodes of one height, from left to right. */
function rowsOf(nodes: readonly Point[]): readonly (readonly number[])[] {
  const rows = new Map<number, number[]>()
  nodes.forEach(({ y }, node) => {
    const row = rows.get(y)
    if (row === undefined) rows.set(y, [node])
    else row.push(node)
  })
  return [...rows.values()].map(row => row.sort((a, b) => (nodes[a] ?? origin).x - (nodes[b] ?? origin).x))
}

/** Where on its edge a text may stand, as a share of the way: in the middle, unless another text is there already. */
const places = [0.5, 0.4, 0.6, 0.3, 0.7] as const

/** What each edge carries, beside it. */
export function edgeLabels(keys: readonly string[], { edges, sizes }: GraphLayout): readonly PlacedText[] {
  const placed: PlacedText[] = []
  edges.forEach((points, edge) => {
    const text = truncate(keys[edge] ?? '', 24)
    if (text === '') return
    const candidates = places.map(share => ({ ...pointAt(points, share), text }))
    const free = candidates.find(one => !placed.some(other => touch(one, other, sizes.label)))
    placed.push(free ?? candidates[0] ?? { ...origin, text })
  })
  return placed
}

/** Whether two texts of this size would be written over each other. */
function touch(one: PlacedText, other: PlacedText, size: number): boolean {
  const [left, right] = one.x <= other.x ? [one, other] : [other, one]
  return Math.abs(one.y - other.y) < size && right.x - left.x < labelWidth(left.text, size)
}

/** The point after this share of the way along a line through the points. */
function pointAt(points: readonly Point[], share: number): Point {
  const steps = points.slice(1).map((to, index) => {
    const from = points[index] ?? origin
    return { from, to, length: Math.hypot(to.x - from.x, to.y - from.y) }
  })
  let left = share * steps.reduce((sum, { length }) => sum + length, 0)
  for (const { from, to, length } of steps) {
    if (left <= length && length > 0) {
      const part = left / length
      return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) }
    }
    left -= length
  }
  return points.at(-1) ?? origin
}

const titleLetters = 88

/** A title in lines that are no longer than the picture is wide. */
export function titleLines(title: string): readonly string[] {
  const lines: string[] = []
  for (const word of title.split(/\s+/)) {
    const line = lines.at(-1)
    if (line === undefined || line.length + word.length >= titleLetters) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}
