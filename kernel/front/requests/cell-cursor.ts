/**
 * What a cursor in a cell stands in: code, as the type service may see it, or a magic's name or argument.
 * A magic whose argument is code (`%time f(`) is code, its options aside; one that is assigned (`x = %pwd`) is a magic
 * as others are. Pure.
 */

import { argumentCode, codeOf, endsInOption } from '../../magics/code-of'
import type { Known } from '../../magics/line-magic'
import { type MagicStep, planCell } from '../../magics/plan'
import { type Magic, magics } from '../../magics/table'

export type CellCursor =
  /** `before` is how many characters the magics before the cursor's line had more than what stands for them. */
  | { readonly kind: 'code'; readonly source: string; readonly offset: number; readonly before: number }
  | { readonly kind: 'magic name'; readonly typed: string; readonly isFirst: boolean; readonly assigned: boolean }
  | { readonly kind: 'argument'; readonly magic: Magic; readonly word: string }
  | { readonly kind: 'text' }

interface Line {
  readonly code: string
  readonly cursor: number
  readonly number: number
  readonly start: number
  readonly text: string
  /** What stands before the cursor. */
  readonly typed: string
  readonly isFirst: boolean
}

export function cellCursor(code: string, cursor: number, known: Known): CellCursor {
  const line = lineAt(code, cursor)
  const name = nameBeingTyped(line, known)
  if (name !== undefined) return name
  const lines = codeOf(code, known).split('\n')
  const own = lines[line.number] ?? ''
  const step = stepAt(code, line.number, known)
  const args = step && argumentsTyped(step, line)
  if (step !== undefined && args !== undefined) {
    const run = endsInOption(step, args) ? undefined : argumentCode(step)
    if (run !== undefined) return codeAt(line, lines.with(line.number, run.split('\n')[line.number] ?? ''))
    const magic = magics.get(step.name)
    return magic === undefined ? { kind: 'text' } : { kind: 'argument', magic, word: lastWord(args) }
  }
  if (step !== undefined && own.trim() === '' && line.text.trim() !== '') return { kind: 'text' }
  return codeAt(line, lines)
}

function lineAt(code: string, cursor: number): Line {
  const start = code.lastIndexOf('\n', cursor - 1) + 1
  const before = code.slice(0, start)
  return {
    code,
    cursor,
    number: before.split('\n').length - 1,
    start,
    text: code.slice(start).split('\n', 1)[0] ?? '',
    typed: code.slice(start, cursor),
    isFirst: before.trim() === '',
  }
}

/** The name of a magic that ends at the cursor. At a line's end any name may be meant, also one that is a variable's. */
function nameBeingTyped(line: Line, known: Known): CellCursor | undefined {
  const { code, cursor, text, typed, isFirst } = line
  const [, sign] = /(?:^\s*|=\s*)(%{1,2}\w*)$/.exec(typed) ?? []
  if (sign === undefined) return undefined
  const isEnd = text.slice(typed.length).trim() === ''
  const some = `${isFirst && sign.startsWith('%%') ? '%%' : '%'}_magic_`
  const named = isEnd ? code.slice(0, cursor - sign.length) + some + code.slice(cursor) : code
  const step = stepAt(named, line.number, known)
  if (step === undefined) return undefined
  return { kind: 'magic name', typed: sign, isFirst, assigned: step.assign !== undefined }
}

/** The magic that the line is, goes on with, or is below. */
function stepAt(code: string, lineNumber: number, known: Known): MagicStep | undefined {
  const steps = planCell(code, known)
  return steps.find((step): step is MagicStep => step.kind === 'magic' && isOn(step, lineNumber))
}

function isOn({ form, line, body }: MagicStep, lineNumber: number): boolean {
  return line <= lineNumber && (form === 'cell' || lineNumber < body.split('\n').length)
}

/** What is typed of the magic's arguments; undefined where the cursor is not in them. */
function argumentsTyped({ name, form, line, assign }: MagicStep, { number, typed }: Line): string | undefined {
  if (name.startsWith('?')) return undefined
  if (line !== number) return form === 'line' ? typed : undefined
  const start = assign === undefined ? /^\s*(?:!|%{1,2}\w+)(.*)$/ : /=\s*(?:!|%\w+)(.*)$/
  return start.exec(typed)?.[1]
}

/** What is typed of a word, as a shell takes words: an open quote and a backslash hold it together. */
function lastWord(args: string): string {
  const closed = args.replace(/"[^"]*"|'[^']*'/g, quoted => 'x'.repeat(quoted.length))
  const [word = ''] = /(?:["'][^"']*|(?:\\.|[^\s\\!"'])*)$/.exec(closed) ?? []
  return args.slice(args.length - word.length)
}

function codeAt({ number, start, typed }: Line, lines: readonly string[]): CellCursor {
  const before = lines.slice(0, number).reduce((sum, { length }) => sum + length + 1, 0)
  // blanks where a magic ends the line are not kept
  const source = lines.with(number, (lines[number] ?? '').padEnd(typed.length)).join('\n')
  return { kind: 'code', source, offset: before + typed.length, before: start - before }
}
