/**
 * Rewrites of a text, collected in any order, applied at once, with the map of what moved.
 * Invariants: an edit keeps the number of line breaks of what it replaces (`keepLines`), so lines never move; edits do
 * not overlap; of two insertions at one place the one that was asked for first comes first, and replaced text follows.
 */

import type { PositionStage, Segment } from './positions'

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
  /** All of it stands for what is there in the source. */
  readonly from?: number | undefined
}

/** Text of one line that comes before everything; `from`: it stands for what is there in the source. */
export type Prefix = Pick<Edit, 'text' | 'from'>

export class Edits {
  readonly #source: string
  readonly #edits: Edit[] = []

  constructor(source: string) {
    this.#source = source
  }

  insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text })
  }

  /** @param from all of the text stands for what is there; default: its columns run with those that it replaces. */
  replace(start: number, end: number, text: string, from?: number): void {
    this.#edits.push({ start, end, text: keepLines(this.#source.slice(start, end), text), from })
  }

  /** Leaves white space of the same shape. */
  blank(start: number, end: number): void {
    this.#edits.push({ start, end, text: this.#source.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, ' ') })
  }

  /** @returns the new text, and what moved in it; no stage where nothing did. */
  apply(prefixes: readonly Prefix[] = []): { readonly code: string; readonly stage: PositionStage | undefined } {
    const first = prefixes.map(prefix => ({ ...prefix, start: 0, end: 0 }))
    const edits = [...first, ...this.#edits].toSorted((a, b) => a.start - b.start || a.end - b.end)
    const cursor = new Cursor()
    let code = ''
    let done = 0
    for (const { start, end, text, from } of edits) {
      const kept = this.#source.slice(done, start)
      const replaced = this.#source.slice(start, end)
      cursor.copy(kept)
      if (from === undefined) cursor.replace(replaced, text)
      else cursor.replaceWhole(replaced, text, shape(this.#source.slice(0, from)))
      code += kept + text
      done = end
    }
    code += this.#source.slice(done)
    return { code, stage: cursor.stage.length > 0 ? cursor.stage : undefined }
  }
}

/** Walks the original and the new text side by side, and notes where their columns part. */
class Cursor {
  readonly stage: Segment[] = []
  #line = 1
  #column = 1
  #originalColumn = 1

  copy(text: string): void {
    const { breaks, last } = shape(text)
    this.#line += breaks
    this.#column = breaks > 0 ? last + 1 : this.#column + last
    this.#originalColumn = breaks > 0 ? last + 1 : this.#originalColumn + last
  }

  replace(original: string, text: string): void {
    const before = shape(original)
    const after = shape(text)
    const same = before.breaks === after.breaks && before.last === after.last
    if (!same || before.breaks > 0) this.#note()
    this.#advance(before, after)
    if (!same) this.#note()
  }

  /** @param before the shape of what stands before the place that the text stands for. */
  replaceWhole(original: string, text: string, before: ReturnType<typeof shape>): void {
    const [line, column] = [before.breaks + 1, before.last + 1]
    const [firstLine = ''] = text.split(lineBreak)
    this.stage.push([this.#line, this.#column, line, column])
    this.stage.push([this.#line, this.#column + firstLine.length, line, column]) // all of the text stands for the place
    this.#advance(shape(original), shape(text))
    this.stage.push([this.#line, this.#column, this.#line, this.#originalColumn])
  }

  #advance(before: ReturnType<typeof shape>, after: ReturnType<typeof shape>): void {
    this.#line += after.breaks
    this.#column = after.breaks > 0 ? after.last + 1 : this.#column + after.last
    this.#originalColumn = before.breaks > 0 ? before.last + 1 : this.#originalColumn + before.last
  }

  #note(): void {
    const segment: Segment = [this.#line, this.#column, this.#line, this.#originalColumn]
    const last = this.stage.at(-1)
    if (last !== undefined && last[0] === segment[0] && last[1] === segment[1]) this.stage.pop()
    this.stage.push(segment)
  }
}

/** How many line breaks a text has, and how long its last line is. */
function shape(text: string): { readonly breaks: number; readonly last: number } {
  const lines = text.split(lineBreak)
  return { breaks: lines.length - 1, last: lines.at(-1)?.length ?? 0 }
}

/** What ends a line for V8. */
const lineBreak = /\r\n|[\r\n\u2028\u2029]/

/** Lengthens a text of one line by the line breaks and the last column of what it replaces. */
function keepLines(original: string, text: string): string {
  const breaks = original.match(/\r\n|[\r\n\u2028\u2029]/g) ?? []
  if (breaks.length === 0) return text
  return text + breaks.join('') + ' '.repeat(shape(original).last)
}
