/**
 * `{expression}` in a command or a magic's arguments: replaced by the expression's value, an array by its items with
 * blanks between. `{{` and `}}` stand for braces. What is no expression, or uses a name that does not exist, stays as it
 * was typed: `awk '{print $1}'`, `{a,b}`; `$name` and `${name}` are the shell's.
 */

import { CellSyntaxError } from '../cell/syntax-error'
import type { MagicContext } from './magic'

export type Piece = { readonly text: string } | { readonly code: string }

/** Text with the values of its expressions. */
export async function expand(text: string, { call, known }: Pick<MagicContext, 'call' | 'known'>): Promise<string> {
  const pieces = piecesOf(text, known)
  const codes = pieces.flatMap(piece => ('code' in piece ? [piece.code] : []))
  const values =
    codes.length === 0 ? [] : await call('texts', {}, { code: `[${codes.map(code => `(${code})`).join(', ')}]` })
  let used = 0
  return pieces.map(piece => ('code' in piece ? (values[used++] ?? '') : piece.text)).join('')
}

export function piecesOf(text: string, known: (name: string) => boolean): readonly Piece[] {
  const pieces: Piece[] = []
  let plain = ''
  for (let at = 0; at < text.length; at++) {
    const two = text.slice(at, at + 2)
    if (two === '{{' || two === '}}') {
      plain += text[at++] ?? ''
    } else if (two === '${') {
      const end = text.indexOf('}', at)
      plain += end < 0 ? text.slice(at) : text.slice(at, end + 1)
      at = end < 0 ? text.length : end
    } else if (text[at] === '{') {
      const code = expressionAt(text, at + 1, known)
      if (code === undefined) {
        plain += '{'
        continue
      }
      if (plain !== '') pieces.push({ text: plain })
      pieces.push({ code })
      plain = ''
      at += code.length + 1
    } else {
      plain += text[at]
    }
  }
  if (plain !== '') pieces.push({ text: plain })
  return pieces
}

/** The shortest text up to a closing brace that is an expression of names that exist. */
function expressionAt(text: string, start: number, known: (name: string) => boolean): string | undefined {
  for (let end = text.indexOf('}', start); end >= 0; end = text.indexOf('}', end + 1)) {
    const code = text.slice(start, end)
    if (code.trim() === '') return undefined
    const names = namesOf(code)
    if (names !== undefined) return names.every(known) ? code : undefined
  }
  return undefined
}

function namesOf(code: string): readonly string[] | undefined {
  const { compileCell } = require('../cell/compile') as typeof import('../cell/compile')
  const session = { declared: new Map(), captured: new Set<string>(), serial: 0 }
  if (hasComma(code)) return undefined
  try {
    return compileCell(`(${code})`, { url: 'magic', session }).uses
  } catch (error) {
    if (error instanceof CellSyntaxError) return undefined
    throw error
  }
}

/** A list for the shell, `{a,b}`, is no sequence of expressions. */
function hasComma(code: string): boolean {
  return /^[^()[\]{}'"`]*,/.test(code)
}
