/**
 * One row of a table: the same work, done by us and by every peer that can do it.
 */

export type Unit = 'µs' | 'ms' | 's' | 'bytes' | 'MB' | 'lines'

/** A figure, or in a few words why there is none: `stack overflow`, `no such thing`. */
export type Outcome = number | string

export interface Row {
  readonly name: string
  readonly unit: Unit
  /** What we want to reach: at most this. */
  readonly target?: number
  /** …or the figure of this peer. */
  readonly targetPeer?: string
  /** By contestant. One that is missing was not asked. */
  readonly outcomes: ReadonlyMap<string, Outcome>
}

/** A table: ours is the first contestant. */
export interface Table {
  readonly title: string
  /** How it was measured, a line or two. */
  readonly note: string
  readonly contestants: readonly string[]
  readonly rows: readonly Row[]
}

/** Is the target reached? Undefined where there is none, or nothing to compare. */
export function reached(row: Row, ours: string): boolean | undefined {
  const figure = row.outcomes.get(ours)
  const target = row.targetPeer === undefined ? row.target : row.outcomes.get(row.targetPeer)
  if (typeof target !== 'number') return undefined
  return typeof figure === 'number' && figure <= target
}
