/**
 * A cell's tokens, for questions that must also be answered while its code is being typed and does not parse.
 * White space and comments are left out; what is left knows whether it begins a line and how deep it stands in
 * brackets, which is all that telling a declaration from its surroundings takes.
 */

import { depthStep, isCode, tokensOf } from '../../cell/tokens'

export interface Token {
  readonly kind: 'name' | 'string' | 'punctuator' | 'other'
  readonly text: string
  readonly startsLine: boolean
  /** Open brackets, braces, parentheses and template holes around it; a closing one counts as outside. */
  readonly depth: number
}

const kinds: ReadonlyMap<string, Token['kind']> = new Map([
  ['IdentifierName', 'name'],
  ['StringLiteral', 'string'],
  ['Punctuator', 'punctuator'],
])

export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = []
  let depth = 0
  let startsLine = true
  for (const token of tokensOf(source)) {
    if (token.type === 'LineTerminatorSequence') startsLine = true
    if (!isCode(token)) continue
    const step = depthStep(token)
    if (step < 0) depth = Math.max(0, depth - 1)
    tokens.push({ kind: kinds.get(token.type) ?? 'other', text: token.value, startsLine, depth })
    if (step > 0) depth++
    startsLine = false
  }
  return tokens
}
