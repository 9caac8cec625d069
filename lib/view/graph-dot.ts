/**
 * The two ends of the talk with Graphviz: what it is given, boxes as wide as their labels, and what is read of its
 * answer, places and the curves of edges that must go round other nodes.
 */
import type { Graph } from '@viz-js/viz'
import type { GraphShape } from './graph-layout'
import { type NodeSizes, origin, type Point, widestLabel } from './graph-page'

/** The graph as Graphviz takes it. */
export function dotGraph({ labels, edges }: GraphShape, sizes: NodeSizes): Graph {
  const width = 2 * sizes.radius + 6 + widestLabel(labels, sizes)
  return {
    graphAttributes: { ranksep: inches(sizes.rank - 2 * sizes.radius), nodesep: 0.02 },
    nodeAttributes: {
      shape: 'box',
      fixedsize: true,
      label: '',
      width: inches(width),
      height: inches(2 * sizes.radius),
    },
    edgeAttributes: { arrowhead: 'none' },
    nodes: labels.map((_, node) => ({ name: String(node) })),
    edges: edges.map(([from, to]) => ({ tail: String(from), head: String(to) })),
  }
}

const inches = (units: number): number => units / 72

/** What Graphviz drew, y growing downwards. */
export interface Drawing {
  readonly places: readonly Point[]
  /** Points of an edge between its ends; none where it is straight. */
  readonly curves: readonly (readonly Point[])[]
}

/** Reads Graphviz' JSON: y grows upwards, positions are texts, nodes and edges come in the order in which they were given. */
export function readDrawing(output: object, { labels, edges }: GraphShape): Drawing {
  const { objects = [], edges: lines = [] } = output as {
    readonly objects?: readonly { readonly name: string; readonly pos: string }[]
    readonly edges?: readonly { readonly tail: number; readonly head: number; readonly pos?: string }[]
  }
  const byName = new Map(objects.map(({ name, pos }) => [name, readPoint(pos)]))
  const places = labels.map((_, node) => byName.get(String(node)) ?? origin)
  const curves = edges.map((_, index) =>
    sampleCurve(
      (lines[index]?.pos ?? '')
        .split(' ')
        .filter(each => /^-?\d/.test(each))
        .map(readPoint),
    ),
  )
  return { places, curves }
}

function readPoint(text: string): Point {
  const [x = 0, y = 0] = text.split(',').map(Number)
  return { x, y: -y }
}

/** A curve of one piece runs between neighbouring ranks and is as good as straight; a longer one goes round nodes. */
function sampleCurve(controls: readonly Point[]): readonly Point[] {
  if (controls.length <= 4) return []
  const points: Point[] = []
  for (let piece = 0; piece + 3 < controls.length; piece += 3) {
    const [a = origin, b = origin, c = origin, d = origin] = controls.slice(piece, piece + 4)
    for (const t of [0, 0.25, 0.5, 0.75]) points.push(bezier(a, b, c, d, t))
  }
  return points.slice(1)
}

function bezier(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const s = 1 - t
  const mix = (p: number, q: number, r: number, u: number): number =>
    s * s * s * p + 3 * s * s * t * q + 3 * s * t * t * r + t * t * t * u
  return { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) }
}
