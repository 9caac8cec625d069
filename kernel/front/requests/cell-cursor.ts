/**
 * What a cursor in a cell stands in: code, as the type service may see it, or a magic's name or argument.
 * A magic whose argument is code (`%time f(`) is code. Pure.
 */

import type { Known } from '../../magics/line-magic'
import { codeOf, planCell } from '../../magics/plan'
import { type Magic, magics } from '../../magics/table'

export type CellCursor =
  /** `before` is how many characters the magics before the cursor's line had more than what stands for them. */
  | { readonly kind: 'code'; readonly source: string; readonly offset: number; readonly before: number }
  | { readonly kind: 'magic name'; readonly typed: string; readonly isFirst: boolean }
  | { readonly kind: 'argument'; readonly magic: Magic; readonly word: string }
  | { readonly kind: 'text' }

export function cellCursor(code: string, cursor: number, known: Known): CellCursor {
  const lineStart = code.lastIndexOf('\n', cursor - 1) + 1
  const lineNumber = code.slice(0, lineStart).split('\n').length - 1
  const line = code.slice(lineStart).split('\n', 1)[0] ?? ''
  const typed = code.slice(lineStart, cursor)
  const isFirst = code.slice(0, lineStart).trim() === ''
  const [, name] = /^\s*(%{1,2}\w*)$/.exec(typed) ?? []
  if (name !== undefined && mayBeName(code, lineNumber, line, known))
    return { kind: 'magic name', typed: name, isFirst }
  const source = codeOf(code, known)
  const lines = source.split('\n')
  const magic = magicOn(code, lineNumber, known)
  const isBlank = (lines[lineNumber] ?? '').trim() === ''
  if (magic !== undefined && isBlank && line.trim() !== '') {
    const isNamed = typed.trimStart().startsWith(`%`) || typed.trimStart().startsWith('!')
    return isNamed ? { kind: 'argument', magic, word: /[^\s!]*$/.exec(typed)?.[0] ?? '' } : { kind: 'text' }
  }
  if (magic !== undefined && !line.trimStart().startsWith('%') && !isBlank && /=\s*[!%]/.test(typed))
    return { kind: 'text' }
  const start = lines.slice(0, lineNumber).reduce((sum, { length }) => sum + length + 1, 0)
  // blanks where a magic ends the line are not kept
  const padded = lines.with(lineNumber, (lines[lineNumber] ?? '').padEnd(typed.length)).join('\n')
  return { kind: 'code', source: padded, offset: start + typed.length, before: lineStart - start }
}

/** A sign alone is no magic yet. */
function mayBeName(code: string, lineNumber: number, line: string, known: Known): boolean {
  const [, rest] = /^\s*%{1,2}\w*(.*)$/.exec(line) ?? []
  if (rest?.trim() === '') return true
  return planCell(code, known).some(step => step.kind === 'magic' && step.line === lineNumber)
}

function magicOn(code: string, lineNumber: number, known: Known): Magic | undefined {
  for (const step of planCell(code, known)) {
    if (step.kind !== 'magic') continue
    if (step.line === lineNumber || (step.form === 'cell' && step.line < lineNumber)) return magics.get(step.name)
  }
  return undefined
}
