/**
 * Lays compiled code back on the lines of its source, by the compiler's source map, so that breakpoints, stack traces
 * and excerpts speak of the cell's own lines also where enums or decorators made a compiler necessary.
 * The code is taken apart into tokens; each goes to the line and, where there is room, to the column that it came from.
 * The compiler ends every statement with a semicolon, so white space may be chosen freely, except inside templates and
 * where the language forbids a line break. Comments go.
 */

import { type Token, tokTypes } from 'acorn'
import { tokenize } from './parse'
import type { PositionStage, Segment } from './positions'
import { decodeMappings } from './source-map'

interface Place {
  readonly line: number
  readonly column: number
}

/** @param map as JSON, one source. */
export function layOut(
  code: string,
  map: string | undefined,
): { readonly code: string; readonly stage: PositionStage | undefined } {
  if (map === undefined) return { code, stage: undefined }
  const origins = decodeMappings(map)
  const page = new Page()
  const starts = lineStarts(code)
  let line = 0
  let before: Token | undefined
  for (const token of tokenize(code)) {
    if (token.type === tokTypes.eof) break
    while ((starts[line + 1] ?? Infinity) <= token.start) line++
    const origin = origins.get(`${line}:${token.start - (starts[line] ?? 0)}`)
    const spaced = before !== undefined && before.end < token.start
    page.place(code.slice(token.start, token.end), origin, spaced, mayBreak(before, token))
    before = token
  }
  return { code: page.text, stage: page.stage.length > 0 ? page.stage : undefined }
}

/** The new text as it grows. Lines and columns count from 1. */
class Page {
  readonly stage: Segment[] = []
  text = ''
  #line = 1
  #column = 1
  #origin: Place = { line: 1, column: 1 }

  /** @param breaks whether a line may begin here: 'no', or not even space: 'glued'. */
  place(token: string, origin: Place | undefined, spaced: boolean, breaks: 'yes' | 'no' | 'glued'): void {
    if (breaks !== 'glued') this.#space(origin, spaced, breaks === 'yes')
    if (origin !== undefined) this.#origin = origin
    this.#note(origin)
    this.#write(token)
  }

  #space(origin: Place | undefined, spaced: boolean, mayBreak: boolean): void {
    if (origin !== undefined && origin.line > this.#line && mayBreak) {
      this.#write('\n'.repeat(origin.line - this.#line) + ' '.repeat(origin.column - 1))
    } else if (origin !== undefined && origin.line === this.#line && origin.column > this.#column) {
      this.#write(' '.repeat(origin.column - this.#column))
    } else if (spaced) {
      this.#write(' ')
    }
  }

  #write(text: string): void {
    this.text += text
    const lines = text.split('\n')
    this.#line += lines.length - 1
    this.#column = lines.length > 1 ? (lines.at(-1)?.length ?? 0) + 1 : this.#column + text.length
  }

  /** What has no place of its own in the source runs on from what came before it. */
  #note(own: Place | undefined): void {
    const last = this.stage.at(-1)
    const known = last !== undefined && last[0] === this.#line ? last : undefined
    if (own === undefined && (known !== undefined || this.#origin.line === this.#line)) return
    const origin = own ?? this.#origin
    const line = known?.[2] ?? this.#line
    const drift = known === undefined ? 0 : known[3] - known[1]
    if (origin.line === line && origin.column - this.#column === drift) return
    this.stage.push([this.#line, this.#column, origin.line, origin.column])
  }
}

/** After these a line break would end the statement, or change what it means. */
const stuck: ReadonlySet<string> = new Set(
  'return throw break continue yield async accessor using await get set static'.split(' '),
)

function mayBreak(before: Token | undefined, token: Token): 'yes' | 'no' | 'glued' {
  if (before === undefined) return 'yes'
  if (token.type === tokTypes.template || before.type === tokTypes.template) return 'glued'
  if (token.type === tokTypes.arrow || token.type === tokTypes.incDec || token.type === tokTypes.backQuote) return 'no'
  const word = before.type.keyword ?? (before.type === tokTypes.name ? nameOf(before) : undefined)
  return word !== undefined && stuck.has(word) ? 'no' : 'yes'
}

/** acorn's types leave out what a token says. */
function nameOf(token: Token & { readonly value?: unknown }): string {
  return String(token.value)
}

function lineStarts(code: string): number[] {
  const starts = [0]
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
