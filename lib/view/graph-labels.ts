/**
 * The texts of a graph's picture and the room that each has: names to the upper right of their circles, as long as the
 * way to the next one; where that is narrow, every second name goes below, which gives both twice the room.
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

/** What each edge carries, beside its middle. */
export function edgeLabels(keys: readonly string[], { edges }: GraphLayout): readonly PlacedText[] {
  return edges.flatMap((points, edge) => {
    const key = keys[edge] ?? ''
    return key === '' ? [] : [{ ...middle(points), text: truncate(key, 24) }]
  })
}

function middle(points: readonly Point[]): Point {
  const [one = origin, other = origin] = points.slice(Math.max(0, Math.floor(points.length / 2) - 1))
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }
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
