/**
 * Offsets and positions in a source: lines as the protocol ends them, columns in UTF-16 units, both from 0.
 */

import type { Position } from './protocol'

const lineEnd = /\r\n|\r|\n/

export function linesOf(source: string): readonly string[] {
  return source.split(lineEnd)
}

export function positionAt(source: string, offset: number): Position {
  const lines = linesOf(source.slice(0, offset))
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

export function offsetAt(source: string, { line, character }: Position): number {
  let rest = source
  let start = 0
  for (let left = line; left > 0; left--) {
    const end = lineEnd.exec(rest)
    if (end === null) return source.length
    start += end.index + end[0].length
    rest = source.slice(start)
  }
  return Math.min(source.length, start + character)
}
