/**
 * Reads the mappings of a source map with one source (version 3, https://tc39.es/ecma426/).
 */

import type { PositionStage } from './positions'

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const digitValue = new Map([...digits].map((digit, value) => [digit, value]))

/**
 * @returns for each generated place, `line:column` counted from 0, where it came from, counted from 1. Of several
 * mappings of one place the last counts, which is the innermost.
 */
export function decodeMappings(map: string): ReadonlyMap<string, { readonly line: number; readonly column: number }> {
  const { mappings }: { readonly mappings: string } = JSON.parse(map)
  const origins = new Map<string, { readonly line: number; readonly column: number }>()
  let originLine = 0
  let originColumn = 0
  mappings.split(';').forEach((line, index) => {
    let column = 0
    for (const segment of line.split(',')) {
      const [columnStep = 0, , lineStep, originColumnStep] = decodeNumbers(segment)
      column += columnStep
      if (lineStep === undefined || originColumnStep === undefined) continue
      originLine += lineStep
      originColumn += originColumnStep
      origins.set(`${index}:${column}`, { line: originLine + 1, column: originColumn + 1 })
    }
  })
  return origins
}

/** The same as a stage of positions. */
export function stageOf(map: string): PositionStage {
  return [...decodeMappings(map)].map(([place, origin]) => {
    const [line = 0, column = 0] = place.split(':').map(Number)
    return [line + 1, column + 1, origin.line, origin.column]
  })
}

/** Base 64 digits of five bits and a continuation bit; the lowest bit of a number is its sign. */
function decodeNumbers(segment: string): number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const digit of segment) {
    const bits = digitValue.get(digit) ?? 0
    value |= (bits & 31) << shift
    if (bits & 32) {
      shift += 5
      continue
    }
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return numbers
}
