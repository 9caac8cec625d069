/**
 * What stands at the cursor, read from the tokens before it: a member of something, a name, a key, the text of a string.
 * A path is a name and the keys behind it (`user.address['street']`): it can be looked up without running anything.
 * Pure; the code may be half-typed.
 */

import { isCode, type Token, tokensOf } from '../cell/tokens'

/** The first is a name, the others are keys. */
export type AccessPath = readonly [string, ...string[]]

export type AtCursor =
  | { readonly kind: 'member'; readonly of: AccessPath | undefined; readonly prefix: string }
  | { readonly kind: 'name'; readonly prefix: string }
  /** Between quotes in brackets. */
  | { readonly kind: 'key'; readonly of: AccessPath; readonly prefix: string; readonly quote: string }
  /** In a string; `import` where it names a module. */
  | { readonly kind: 'string'; readonly prefix: string; readonly isModule: boolean }
  /** In a comment, a template's text, a number. */
  | { readonly kind: 'nothing' }

const nothing = { kind: 'nothing' } as const

export function atCursor(source: string, offset: number): AtCursor {
  const tokens = tokensOf(source.slice(0, offset))
  const last = tokens.at(-1)
  if (last === undefined) return { kind: 'name', prefix: '' }
  const code = tokens.filter(isCode)
  if (last.type === 'StringLiteral' && !last.closed) return inString(code, last.value)
  if (last.type === 'SingleLineComment' || (last.type === 'MultiLineComment' && !last.closed)) return nothing
  if (last.type === 'NumericLiteral' || last.type === 'RegularExpressionLiteral') return nothing
  if (/^(?:NoSubstitutionTemplate|TemplateTail)$/.test(last.type) && 'closed' in last && !last.closed) return nothing
  const isWord = last.type === 'IdentifierName'
  const prefix = isWord ? last.value : ''
  const before = isWord ? code.slice(0, -1) : code
  if (isDot(before.at(-1))) return { kind: 'member', of: pathEndingIn(before.slice(0, -1)), prefix }
  return { kind: 'name', prefix }
}

export interface NamedPlace {
  /** Undefined where what stands before the name is no path (`f().name`). */
  readonly path: AccessPath | undefined
  /** Where the name ends. */
  readonly end: number
}

/** The name at the cursor, with what stands before its dots; else that of the call whose arguments the cursor is in. */
export function pathAt(source: string, offset: number): NamedPlace | undefined {
  const rest = /^[\p{ID_Continue}$\u200c\u200d]*/u.exec(source.slice(offset))?.[0] ?? ''
  const end = offset + rest.length
  const tokens = tokensOf(source.slice(0, end))
  const isName = tokens.at(-1)?.type === 'IdentifierName'
  if (isName) return { path: pathEndingIn(tokens.filter(isCode)), end }
  let depth = 0
  let at = end
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]
    if (token === undefined) return undefined
    at -= token.value.length
    if (token.type !== 'Punctuator') continue
    if (/^[)\]}]$/.test(token.value)) depth++
    if (!/^[([{]$/.test(token.value)) continue
    if (--depth >= 0) continue
    if (token.value !== '(') return undefined
    const callee = tokens.slice(0, i).filter(isCode)
    return callee.at(-1)?.type === 'IdentifierName' ? { path: pathEndingIn(callee), end: at } : undefined
  }
  return undefined
}

function inString(code: readonly Token[], text: string): AtCursor {
  const [quote = '', ...rest] = text
  const prefix = rest.join('')
  const before = code.slice(0, -1)
  const opening = before.at(-1)?.value
  const introduced = opening === '(' ? before.at(-2)?.value : opening
  if (introduced === 'from' || introduced === 'import' || (opening === '(' && introduced === 'require')) {
    return { kind: 'string', prefix, isModule: true }
  }
  const of = opening === '[' ? pathEndingIn(before.slice(0, -1)) : undefined
  return of === undefined ? { kind: 'string', prefix, isModule: false } : { kind: 'key', of, prefix, quote }
}

/** Undefined where what ends there is no path: a call, say, which must not be run again. */
function pathEndingIn(code: readonly Token[]): AccessPath | undefined {
  const keys: string[] = []
  for (let at = code.length - 1; ; ) {
    const token = code[at]
    if (token?.type === 'IdentifierName' && !isDot(code[at - 1]))
      return isReserved(token) ? undefined : [token.value, ...keys]
    if (token?.type === 'IdentifierName') {
      keys.unshift(token.value)
      at -= 2
    } else if (token?.value === ']' && code[at - 2]?.value === '[') {
      const key = keyOf(code[at - 1])
      if (key === undefined) return undefined
      keys.unshift(key)
      at -= 3
      if (code[at]?.value === '?.') at--
    } else return undefined
  }
}

function keyOf(token: Token | undefined): string | undefined {
  if (token?.type === 'NumericLiteral') return token.value
  if (token?.type !== 'StringLiteral' || !token.closed || token.value.includes('\\')) return undefined
  return token.value.slice(1, -1)
}

function isDot(token: Token | undefined): boolean {
  return token?.value === '.' || token?.value === '?.'
}

function isReserved({ value }: Token): boolean {
  return /^(?:this|super|new|import|return|typeof|await|void|delete|in|of|case|yield|throw)$/.test(value)
}
