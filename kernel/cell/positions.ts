/**
 * Where a place in a cell's script stands in the cell that the person wrote, and back.
 * A map is plain data, to be sent as JSON: a list of stages, one per rewrite, first rewrite first; none for a cell
 * whose positions are those of its script. Lines of a script are the cell's own lines wherever that is possible, so a
 * stage holds only the places where columns (seldom lines) move; every place that it does not mention stays.
 * Lines and columns count from 1, columns in UTF-16 units, as in V8's stack traces.
 */

/** From this place of the output on, to the next segment or the end of the line, columns run as in the original. */
export type Segment = readonly [line: number, column: number, originalLine: number, originalColumn: number]

/** Segments of one rewrite, ordered by their place in the output. */
export type PositionStage = readonly Segment[]

export type PositionMap = readonly PositionStage[]

export interface Position {
  readonly line: number
  readonly column: number
}

/** The place in the cell's source of a place in its script. */
export function originalPosition(map: PositionMap | undefined, line: number, column: number): Position {
  let position: Position = { line, column }
  for (const stage of map?.toReversed() ?? []) position = back(stage, position)
  return position
}

/** The place in a cell's script of a place in its source: for breakpoints. */
export function generatedPosition(map: PositionMap | undefined, line: number, column: number): Position {
  let position: Position = { line, column }
  for (const stage of map ?? []) position = forth(stage, position)
  return position
}

function back(stage: PositionStage, { line, column }: Position): Position {
  const index = stage.findLastIndex(segment => segment[0] < line || (segment[0] === line && segment[1] <= column))
  const segment = stage[index]
  const isMoved = segment !== undefined && segment[0] === line
  const [, from, originalLine, originalColumn] = isMoved ? segment : [line, 1, line, 1]
  const next = stage[index + 1]
  const moved = originalColumn + column - from
  // inserted text is longer than what it stands for: all of it is the place where it was inserted
  const limit = next !== undefined && next[0] === line && next[2] === originalLine ? next[3] : Infinity
  return { line: originalLine, column: Math.max(originalColumn, Math.min(moved, limit)) }
}

function forth(stage: PositionStage, { line, column }: Position): Position {
  const segment = stage.findLast(([, , originalLine, original]) => originalLine === line && original <= column)
  if (segment === undefined) {
    // the start of a line that was put elsewhere as a whole
    const moved = stage.find(([, , originalLine]) => originalLine === line)
    return moved === undefined || moved[0] === line ? { line, column } : { line: moved[0], column: moved[1] }
  }
  return { line: segment[0], column: segment[1] + column - segment[3] }
}
