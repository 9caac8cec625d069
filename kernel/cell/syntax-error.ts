/**
 * A cell that is not TypeScript, said once, in a programmer's words and with its place.
 * The parsers' own messages are cleaned here: acorn appends the place, swc draws boxes around it.
 */

import { originalPosition, type Position, type PositionMap } from './positions'

/** Recognised by `code`, as every error of the kernel's. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = 'SyntaxError'
  readonly code = 'CELL_SYNTAX'
  /** Counts from 1. */
  readonly line: number
  /** Counts from 1, in UTF-16 units. */
  readonly column: number
  /** The line of the cell that the error is in. */
  readonly excerpt: string

  /** How its lines are called, where they are not the cell's: of a file that a cell runs. */
  title: string | undefined

  /** Something is missing at the end of the cell: what is there may be right. */
  readonly atEnd: boolean

  constructor(message: string, source: string, line: number, column: number, atEnd = false) {
    super(message)
    this.atEnd = atEnd
    this.line = line
    this.column = column
    this.excerpt = sourceLine(source, line)
  }

  /** The same error with a message that knows more. */
  saying(message: string | undefined): this {
    if (message !== undefined) this.message = message
    return this
  }
}

/**
 * acorn: `Unexpected token (2:4)`, with `pos` and `loc`.
 * @param map from what acorn was given to the source.
 */
export function fromAcorn(
  error: unknown,
  source: string,
  file?: string,
  map?: PositionMap,
): CellSyntaxError | undefined {
  if (!(error instanceof SyntaxError) || !('loc' in error)) return undefined
  const { loc } = error
  if (typeof loc !== 'object' || loc === null || !('line' in loc) || !('column' in loc)) return undefined
  const { line, column } = loc
  if (typeof line !== 'number' || typeof column !== 'number') return undefined
  const place = originalPosition(map, line, column + 1)
  return new CellSyntaxError(
    inFile(plain(error.message.replace(/ \(\d+:\d+\)$/, '')), place, file),
    source,
    place.line,
    place.column,
  )
}

/** swc: the message in a line that begins with `x`, then an excerpt with numbered lines and carets under the place. */
export function fromSwc(error: unknown, source: string, file?: string): CellSyntaxError | undefined {
  if (!(error instanceof Error)) return undefined
  const message = /^\s*[x×]\s+(.*)$/m.exec(error.message)?.[1]
  if (message === undefined) return undefined
  const place = caretPlace(error.message, source)
  const { line, column } = place ?? endOf(source)
  return new CellSyntaxError(inFile(plain(message), { line, column }, file), source, line, column, place === undefined)
}

/** @returns undefined where swc found something missing at the end: it draws no caret then. */
function caretPlace(report: string, source: string): Position | undefined {
  const rows = report.split('\n')
  const index = rows.findIndex(row => /^\s*[:·][\s|]*\^/.test(row) || /^\s*\d+ [|│] ,->/.test(row))
  const margin = rows
    .slice(0, index + 1)
    .flatMap(row => /^\s*(\d+) [|│] /.exec(row) ?? [])
    .slice(-2)
  const [margins, number] = margin
  if (margins === undefined || number === undefined) return undefined
  const line = Number(number)
  const caret = rows[index]?.indexOf('^') ?? -1
  return { line, column: caret < 0 ? 1 : columnAt(caret - margins.length, sourceLine(source, line)) }
}

function endOf(source: string): Position {
  const lines = source.trimEnd().split(/\r\n|[\r\n]/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** A cell's error has its place in the traceback, a file's in its message. */
function inFile(message: string, { line, column }: Position, file: string | undefined): string {
  return file === undefined ? message : `${file}:${line}:${column}: ${message}`
}

/** The caret counts cells of a terminal: a tab has four there, a wide letter two. */
function columnAt(cells: number, text: string): number {
  let width = 0
  let column = 1
  for (const letter of text) {
    if (width >= cells) break
    width += letter === '\t' ? 4 : wide.test(letter) ? 2 : 1
    column += letter.length
  }
  return column
}

const wide = /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

function sourceLine(source: string, line: number): string {
  return source.split(/\r\n|[\r\n]/)[line - 1] ?? ''
}

/** The parser's words where they need a translation. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^Unexpected eof$/i, 'Unexpected end of input'],
  [/^Unexpected token `<eof>`/, 'Unexpected end of input'],
  [/got '<eof>'$/, 'got the end of input'],
  [/got 'ident'$/, 'got an identifier'],
  [/^Unexpected token `ident`/, 'Unexpected identifier'],
  [/^Expected ident$/, 'Identifier expected'],
  [/^Expected ';', '}' or <eof>$/, "';' expected"],
  [/^Unexpected character '@'$/, 'Decorators of parameters are of the experimental kind, which cells do not have'],
  [/^Expected a semicolon$/, "';' expected"],
  [/^the name `(.+)` is defined multiple times$/, "Identifier '$1' has already been declared"],
  // what else could stand there: a help where it is short
  [/\. Expected (?:[^,]+, ){3,}.*$/, ''],
]

function plain(message: string): string {
  return words.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), message)
}
