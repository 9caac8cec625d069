/**
 * Whether a console should run what was typed, or open another line, and how far that line is indented.
 * What lacks only its end is incomplete; what no further line can mend is invalid. A cell magic is complete with the
 * blank line that ends it, as in IPython.
 */

import { cellTags } from './cell-tags'
import { bareObject } from './object-literal'
import { magicLines, withoutLines } from './split'
import { CellSyntaxError } from './syntax-error'
import { depthStep, isCode, type Token, tokensOf } from './tokens'
import { transpile } from './transpile'

export type Completeness =
  | { readonly status: 'complete' | 'invalid' | 'unknown' }
  | { readonly status: 'incomplete'; readonly indent: string }

/** @param typed what the person typed, where the source has blanks for some of it. */
export function isComplete(source: string, typed = source): Completeness {
  if (/^\s*%%/.test(source)) return /\n[ \t]*$/.test(source) ? complete : { status: 'incomplete', indent: '' }
  const code = withoutLines(source, magicLines(source))
  const answer = completeness(bareObject(code)?.code ?? code, typed)
  // an object that is not closed yet reads as a block with an error
  return answer.status === 'invalid' && /^\s*\{/.test(code) && lacksEnd(`(${code}`) ? more(typed) : answer
}

function completeness(code: string, source: string): Completeness {
  try {
    transpile(code, { isJsx: cellTags(code).isJsx })
    return complete
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) return { status: 'unknown' }
    if (/^Unterminated (template|block comment)/.test(error.message)) return { status: 'incomplete', indent: '' }
    return error.atEnd ? more(source) : { status: 'invalid' }
  }
}

function lacksEnd(code: string): boolean {
  return completeness(code, code).status === 'incomplete'
}

function more(source: string): Completeness {
  return { status: 'incomplete', indent: nextIndent(source) }
}

const complete = { status: 'complete' } as const

/** One step further than the last line with code, if that opens or expects something. */
function nextIndent(code: string): string {
  const lines = code.trimEnd().split('\n')
  const last = lines.at(-1) ?? ''
  const base = /^[ \t]*/.exec(last)?.[0] ?? ''
  const step = base.includes('\t') ? '\t' : '  '
  const tokens = tokensOf(last).filter(isCode)
  const opened = tokens.reduce((depth, token) => depth + depthStep(token), 0)
  const isHead = /^\s*(?:\}?\s*else\b|(?:if|for|while)\b)/.test(last) && opened === 0
  return opened > 0 || isHead || expectsMore(tokens.at(-1)) ? base + step : base
}

/** `=`, `=>`, `&&`, `+` …: the next line belongs to this one. */
function expectsMore(last: Token | undefined): boolean {
  return last?.type === 'Punctuator' && !/^(?:[)\]};,]|\+\+|--)$/.test(last.value)
}
