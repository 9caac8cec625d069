/**
 * The tokens of a cell, whether it is right or not: for what must be said of text that may not parse.
 * js-tokens knows JavaScript; types look to it like more of the same, and every character belongs to some token.
 */

import type { Token } from 'js-tokens'

export type { Token }

/** The package, a module of one function, is loaded when first needed: most cells can do without. */
export function tokensOf(source: string): Token[] {
  const jsTokens: (source: string) => Iterable<Token> = require('js-tokens')
  return [...jsTokens(source)]
}

/** What a bracket does to the depth of nesting; template literals open with their head and close with their tail. */
export function depthStep({ type, value }: Token): -1 | 0 | 1 {
  if (type === 'TemplateHead') return 1
  if (type === 'TemplateTail') return -1
  if (type !== 'Punctuator') return 0
  if (value === '(' || value === '[' || value === '{') return 1
  return value === ')' || value === ']' || value === '}' ? -1 : 0
}

/** Neither white space nor a comment. */
export function isCode({ type }: Token): boolean {
  return type !== 'WhiteSpace' && type !== 'LineTerminatorSequence' && !type.endsWith('Comment')
}
