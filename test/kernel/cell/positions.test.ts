import { deepEqual, equal, ok } from 'node:assert/strict'
import { compileCell } from '../../../kernel/cell/compile'
import { Edits } from '../../../kernel/cell/edits'
import { visible } from '../../../kernel/cell/names'
import { parseJavaScript } from '../../../kernel/cell/parse'
import { generatedPosition, originalPosition } from '../../../kernel/cell/positions'
import { CellSession } from '../../../kernel/cell/session'
import { tokensOf } from '../../../kernel/cell/tokens'
import { cellCases } from './cases'

describe('A position map', () => {
  it('is none where nothing moved', () => {
    const edits = new Edits('const a = 1')
    edits.replace(0, 5, ';    ')
    deepEqual(edits.apply(), { code: ';     a = 1', stage: undefined })
  })

  it('survives JSON', () => {
    const { map } = compileCell('class A {}; f()', { url: 'c', session: new CellSession() })
    deepEqual(JSON.parse(JSON.stringify(map)), map)
  })

  it('takes all of an inserted text for the place where it was inserted', () => {
    const edits = new Edits('ab')
    edits.insert(1, '12345')
    const { stage } = edits.apply()
    ok(stage)
    const columns = [1, 2, 3, 6, 7, 8].map(column => originalPosition([stage], 1, column).column)
    deepEqual(columns, [1, 2, 2, 2, 2, 3])
  })

  it('does so too where the text before it has not moved', () => {
    const columns = [8, 9, 16].map(column => originalPosition([[[1, 20, 1, 9]]], 1, column).column)
    deepEqual(columns, [8, 9, 9])
  })

  it('keeps the line breaks of what is replaced', () => {
    const edits = new Edits('import {\n  a,\n} from "b"; c')
    edits.replace(0, 24, 'x()')
    const { code, stage } = edits.apply()
    equal(code.split('\n').length, 3)
    const place = { line: 3, column: code.split('\n')[2]?.indexOf('c') ?? 0 }
    const column = place.column + 1
    equal(originalPosition(stage && [stage], 3, column).column, 13)
  })
})

describe('Every name of a cell', () => {
  const cells = new Set(cellCases.flatMap(({ cells }) => cells).filter(isJavaScript))

  it('is found in the script where the map says, on its own line, and back', () => {
    let names = 0
    for (const cell of cells) names += checkNames(cell)
    ok(names > 300, String(names))
  })
})

/** @returns how many names were looked at. */
function checkNames(cell: string): number {
  let script: ReturnType<typeof compileCell>
  try {
    script = compileCell(cell, { url: 'c', session: new CellSession() })
  } catch {
    return 0
  }
  const lines = script.code.split(/\r\n|\n/)
  const used = new Set([...script.uses, ...script.declares.map(({ name }) => name)])
  let count = 0
  const imports = linesOfImports(cell)
  for (const { text, line, column } of placesOf(cell)) {
    // an import is one call in the script
    if (!used.has(text) || imports.has(line)) continue
    const place = generatedPosition(script.map, line, column)
    const there = visible(lines[place.line - 1]?.slice(place.column - 1, place.column + text.length) ?? '')
    if (there !== text && 'import'.startsWith(there.slice(0, 6))) continue // an assignment that is refused
    equal(place.line, line, cell)
    ok(there.startsWith(text.slice(0, there.length)), `${cell}: ${text} is at ${there}`)
    deepEqual(originalPosition(script.map, place.line, place.column), { line, column }, cell)
    count++
  }
  return count
}

/** The lines on which an import or export begins, goes on and ends. */
function linesOfImports(cell: string): ReadonlySet<number> {
  const statement = /^[ \t]*(?:import|export)\b(?:[^'"\n{]*\{[^}'"]*\}\s*from\s*["'])?.*$/gm
  const lines = new Set<number>()
  for (const { 0: text, index } of cell.matchAll(statement)) {
    const first = cell.slice(0, index).split('\n').length
    for (let line = first; line < first + text.split('\n').length; line++) lines.add(line)
  }
  return lines
}

function placesOf(cell: string): { readonly text: string; readonly line: number; readonly column: number }[] {
  let line = 1
  let column = 1
  return tokensOf(cell).flatMap(({ type, value }) => {
    const place = { text: value, line, column }
    const breaks = value.split(/\r\n|\n/)
    line += breaks.length - 1
    column = breaks.length > 1 ? (breaks.at(-1)?.length ?? 0) + 1 : column + value.length
    return type === 'IdentifierName' ? [place] : []
  })
}

function isJavaScript(cell: string): boolean {
  try {
    parseJavaScript(cell)
    return !/<[^;]*>\s*\(/.test(cell)
  } catch {
    return false
  }
}
