/**
 * Whether a function's parameter is that of a callback, read from the cell's tokens. A callback takes its types from
 * what it is handed to; one that is left without has been handed to something of type any (`JSON.parse(…).map(x => x)`,
 * a package without types) or to something that the compiler reports anyway. One that stands for itself is the
 * person's to type.
 */

import { type Token, tokenize } from './tokens'

/** @param offset where the parameter begins, or a name inside its pattern. */
export function isOfCallback(source: string, offset: number): boolean {
  const before = tokenize(source.slice(0, offset))
  const isBare = /^[\p{ID_Continue}$]+\s*=>/u.test(source.slice(offset))
  return isHandedOver(before, withoutWords(before, isBare ? before.length : listStart(before)))
}

/** The index of the parenthesis that begins the parameters. */
function listStart(before: readonly Token[]): number {
  let at = openBracket(before, before.length)
  while (at > 0 && before[at]?.text !== '(') at = openBracket(before, at)
  return at
}

/** Where the function itself begins: `async`, `function` and its name come before its parameters. */
function withoutWords(before: readonly Token[], at: number): number {
  const isNamed = before[at - 1]?.kind === 'name' && before[at - 2]?.text === 'function'
  let start = isNamed ? at - 1 : at
  while (functionWords.has(before[start - 1]?.text ?? '')) start--
  return start
}

const functionWords: ReadonlySet<string> = new Set(['function', '*', 'async'])

/** Whether what begins at this index is an argument, or stands in one that is an object or an array. */
function isHandedOver(before: readonly Token[], index: number): boolean {
  let at = index
  while (mayBePart.has(before[at - 1]?.text ?? '')) {
    at = openBracket(before, at)
    if (before[at]?.text === '(') return isCalled(before[at - 1])
  }
  return false
}

const mayBePart: ReadonlySet<string> = new Set(['(', ',', ':', '['])

function isCalled(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === 'name' ? !statementWords.has(token.text) : callee.has(token.text))
}

const callee: ReadonlySet<string> = new Set([')', ']', '>', '?.', '!'])
const statementWords: ReadonlySet<string> = new Set(
  'return await yield typeof void in of case throw if while for switch'.split(' '),
)

/** The index of the innermost bracket that is open before this index; -1 where there is none. */
function openBracket(before: readonly Token[], index: number): number {
  let closed = 0
  for (let at = index - 1; at >= 0; at--) {
    const { kind, text = '' } = before[at] ?? {}
    if (kind !== 'punctuator') continue
    if (closing.has(text)) closed++
    else if (opening.has(text) && --closed < 0) return at
  }
  return -1
}

const opening: ReadonlySet<string> = new Set(['(', '[', '{'])
const closing: ReadonlySet<string> = new Set([')', ']', '}'])
