/**
 * `{ a: 1 }` at the end of a cell is an object to who wrote it, and a block to the language: here it gets parentheses.
 * Only a last statement that reads as an object literal does: `{ let x = 1 }` and `{ run(); }` stay blocks.
 */

import { Edits } from './edits'
import type { PositionStage } from './positions'
import { depthStep, isCode, type Token, tokensOf } from './tokens'
import { parses } from './transpile'

/** @returns the source with the parentheses; undefined where the cell does not end in a bare object. */
export function bareObject(
  source: string,
): { readonly code: string; readonly stage: PositionStage | undefined } | undefined {
  if (!/^[ \t]*\{/m.test(source)) return undefined
  const braces = lastStatementBraces(source)
  if (braces === undefined || !parses(`(${source.slice(braces.open, braces.close + 1)})`)) return undefined
  const edits = new Edits(source)
  edits.insert(braces.open, ';(')
  edits.insert(braces.close + 1, ')')
  return edits.apply()
}

/** Where the last brace pair at depth 0 stands, if it begins a line, nothing follows it, and nothing leads to it. */
function lastStatementBraces(source: string): { readonly open: number; readonly close: number } | undefined {
  let at = 0
  let depth = 0
  let open = -1
  let close = -1
  let before: Token | undefined
  let lineStart = true
  let headed = false // the last line with code begins something that a block belongs to
  let headedAtOpening = false
  for (const token of tokensOf(source)) {
    if (token.type === 'LineTerminatorSequence') lineStart = true
    else if (isCode(token)) {
      const step = depthStep(token)
      if (step > 0 && depth === 0) {
        open = token.value === '{' && lineStart && !headed && endsStatement(before) ? at : -1
        close = -1
        headedAtOpening = headed && !lineStart
      }
      depth += step
      const closes = step < 0 && depth === 0
      if (closes) close = at
      else if (depth === 0 && token.value !== ';') open = -1
      headed = (headed && !lineStart) || (closes && headedAtOpening) || heads.has(token.value)
      before = token
      lineStart = false
    }
    at += token.value.length
  }
  return open >= 0 && close > open ? { open, close } : undefined
}

/** Whether a statement can have ended with this token, so that a brace in the next line begins one. */
function endsStatement(token: Token | undefined): boolean {
  if (token === undefined) return true
  if (token.type === 'Punctuator') return [';', '}', ']', ')', '++', '--'].includes(token.value)
  return token.type !== 'IdentifierName' || !continuing.has(token.value)
}

const heads: ReadonlySet<string> = new Set(
  'if for while with switch catch function class extends implements interface enum namespace module'.split(' '),
)

const continuing: ReadonlySet<string> = new Set(
  'else do try finally return throw new typeof void delete in of instanceof case default await yield'.split(' '),
)
