/**
 * The page that graphs are drawn on, and the sizes that suit a number of nodes: the tutorial's circles for a few,
 * dots for a thousand. Units are those of the picture.
 */

/** A place on the page, in its units from the top left. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Stands in for what cannot be missing. */
export const origin: Point = { x: 0, y: 0 }

/** The sizes that suit so many nodes. */
export interface NodeSizes {
  readonly radius: number
  /** Size of the labels' letters; 0: no labels. */
  readonly label: number
  /** Distance of two ranks where nothing spreads them. */
  readonly rank: number
}

/**
 * The smallest page is the tutorial's; a larger graph has a larger one, but none that is wider than the notebook beside
 * JupyterLab's file browser on a small screen: what is too wide for that goes on below.
 */
export const page = { width: 700, height: 450, widest: 790, tallest: 1100, margin: 40, bottom: 30 }

/** Sizes by the number of nodes: the tutorial's for a few, dots for a thousand. */
const sizeTable: readonly (NodeSizes & { readonly upTo: number })[] = [
  { upTo: 12, radius: 16, label: 13, rank: 100 },
  { upTo: 40, radius: 12, label: 12, rank: 76 },
  { upTo: 250, radius: 8, label: 10, rank: 58 },
]
const dots: NodeSizes = { radius: 4.5, label: 0, rank: 32 }

/** The sizes for a graph of so many nodes. */
export const sizesFor = (count: number): NodeSizes => sizeTable.find(({ upTo }) => count <= upTo) ?? dots

/** About how wide a label is: letters are taken to be as wide as in DejaVu Sans, on average. */
export const labelWidth = (label: string, size: number): number => label.length * 0.6 * size

const longestLabel = 150

/** The room that labels are given beside their nodes; longer ones are cut where another node stands. */
export const widestLabel = (labels: readonly string[], { label }: NodeSizes): number =>
  Math.min(
    longestLabel,
    labels.reduce((most, text) => Math.max(most, labelWidth(text, label)), 0),
  )
