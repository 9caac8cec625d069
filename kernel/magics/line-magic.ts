/**
 * The forms that a magic may have on its line: `%name …`, `!command`, `name?`, and `x = !command` or `x = %name …`.
 * All but the first may be TypeScript as well. The rule: a line that TypeScript can read, and whose names all exist, is
 * TypeScript: `!done` is a negation where there is something named `done`, and `!ls` a command where there is no `ls`.
 * Where a statement may begin at all, `magicLines` of the cell's scanner decides: it is shown the lines in question
 * with a magic's mark before them.
 */

import { CellSyntaxError } from '../cell/syntax-error'

export type Known = (name: string) => boolean

export interface LineMagic {
  /** Numbers of its first and last line, from 0. */
  readonly line: number
  readonly last: number
  /** `!` for a command, `?` and `??` for help. */
  readonly name: string
  readonly args: string
  /** Where its arguments begin on their line. */
  readonly column: number
  readonly assign?: string
}

const percentForm = /^(\s*%)([A-Za-z_]\w*)[ \t]*(.*)$/
const commandForm = /^(\s*!)(.*)$/
const helpForm = /^(\s*)(%{0,2}[A-Za-z_$][\w$]*(?:\.[\w$]+)*|!)(\?\??)\s*$/
const assignForm =
  /^(\s*)((?:(?:const|let|var)\s+)?(?:[A-Za-z_$][\w$.]*|\[[^\]=]*\]|\{[^}=]*\})(?:\s*:[^=]+)?)\s*=\s*([!%].*)$/
const mark = '%magic _ '

/** A cheap look, for the many cells that hold none. */
export function mayHoldMagics(source: string): boolean {
  return /^[ \t]*[%!]|[\w$!]\?{1,2}[ \t]*$|=[ \t]*[!%]/m.test(source)
}

/** The cell with a mark before each line that is a magic if a statement may begin there. */
export function marked(source: string, known: Known): string {
  const exists: Known = name => known(name) || declares(source, name)
  let continued = false
  return source
    .split('\n')
    .map(line => {
      if (continued) {
        continued = line.endsWith('\\')
        return ''
      }
      const form = formOf(line, exists)
      continued = form !== undefined && line.endsWith('\\') && /^\s*!|=\s*!/.test(line)
      return form === 'marked' ? mark + line : line
    })
    .join('\n')
}

/** The magic on a line that is one. */
export function lineMagic(lines: readonly string[], at: number): LineMagic | undefined {
  const line = lines[at] ?? ''
  const [, , help, marks] = helpForm.exec(line) ?? []
  if (help !== undefined && marks !== undefined) {
    return { line: at, last: at, name: marks, args: help, column: line.indexOf(help) }
  }
  const [, indent = '', target, right] = assignForm.exec(line) ?? []
  if (target !== undefined && right !== undefined) {
    const magic = lineMagic(
      [...lines.slice(0, at), ' '.repeat(line.length - right.length) + right, ...lines.slice(at + 1)],
      at,
    )
    return magic && { ...magic, assign: indent + target }
  }
  const [, sign = '', text] = commandForm.exec(line) ?? []
  if (text !== undefined) {
    let last = at
    while (lines[last]?.endsWith('\\') === true && last + 1 < lines.length) last++
    const args = [text, ...lines.slice(at + 1, last + 1)].join('\n')
    return { line: at, last, name: '!', args, column: sign.length }
  }
  const [, , name, args] = percentForm.exec(line) ?? []
  if (name === undefined || args === undefined) return undefined
  return { line: at, last: at, name, args, column: line.length - args.length }
}

/** Whether TypeScript can read it. */
export function readsAsCode(source: string): boolean {
  return Array.isArray(namesOf(source))
}

/** Undefined for a line that is surely none; a plain one is left to the scanner as it is. */
function formOf(line: string, exists: Known): 'plain' | 'marked' | undefined {
  if (/^\s*%/.test(line)) {
    // `%cd /tmp` after a line without semicolon: a division only where there is something named cd
    const [, , name] = percentForm.exec(line) ?? []
    return helpForm.test(line) || (name !== undefined && !exists(name)) ? 'marked' : 'plain'
  }
  if (/^\s*!/.test(line)) {
    if (helpForm.test(line)) return 'marked'
    return /^\s*!\s*[A-Za-z_$(]/.test(line) && !isCode(line.trim(), exists) ? 'marked' : 'plain'
  }
  if (helpForm.test(line)) return 'marked'
  const [, , , right] = assignForm.exec(line) ?? []
  if (right === undefined) return undefined
  if (right.startsWith('%')) return /^%[A-Za-z_]/.test(right) ? 'marked' : undefined
  return isCode(right, exists) ? undefined : 'marked'
}

function isCode(text: string, exists: Known): boolean {
  // most negations need no parser; of a call and of a member's member there are no commands that look so
  const [, alone] = /^!\s*([A-Za-z_$][\w$]*)\s*;?$/.exec(text) ?? []
  if (alone !== undefined) return exists(alone)
  if (/^!\s*(?:[!{'"`]|[A-Za-z_$][\w$]*(?:[([]|\?\.|\.[A-Za-z_$][\w$]*[.(]))/.test(text)) return true
  const names = namesOf(text)
  if (names === 'unfinished') return exists(/[A-Za-z_$][\w$]*/.exec(text)?.[0] ?? '')
  return names?.every(exists) ?? false
}

/** Names that a text uses as TypeScript; undefined where it is none. */
function namesOf(text: string): readonly string[] | 'unfinished' | undefined {
  const { compileCell } = require('../cell/compile') as typeof import('../cell/compile')
  try {
    return compileCell(text, { url: 'magic', session: { declared: new Map(), captured: new Set(), serial: 0 } }).uses
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error
    return error.atEnd ? 'unfinished' : undefined
  }
}

/** Whether the cell seems to declare the name: on a line with the keyword for it. */
function declares(source: string, name: string): boolean {
  const word = name.replaceAll('$', '\\$')
  return new RegExp(
    `\\b(?:const|let|var|function|class|enum|namespace|import|using)\\b[^;\\n=]*(?<![\\w$])${word}(?![\\w$])`,
  ).test(source)
}
