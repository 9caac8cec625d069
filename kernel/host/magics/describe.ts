/** Values in words: for `%whos`, `name?` and `{expression}`. A value that resists (a getter that throws) hurts nobody. */

import { inspect } from 'node:util'
import type { HostMagics } from '../../link'
import { textOf } from '../display'

const longest = 60

/** What `{expression}` is replaced by; of an array its items with blanks between. */
export function texts(_: object, values: unknown): readonly string[] {
  return Array.isArray(values) ? values.map(value => (Array.isArray(value) ? value.join(' ') : String(value))) : []
}

/** `string`, `null`, `function`, `class`, or the name of an object's class. */
export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'function') return isClass(value) ? 'class' : 'function'
  if (typeof value !== 'object') return typeof value
  const maker: unknown = attempt(() => value.constructor)
  return typeof maker === 'function' && maker.name !== '' ? maker.name : 'Object'
}

/** One line: how much of it there is, or what it looks like. */
export function briefly(value: unknown): string {
  if (Array.isArray(value)) return `n=${value.length}`
  if (value instanceof Map || value instanceof Set) return `n=${value.size}`
  if (ArrayBuffer.isView(value) && 'length' in value) return `n=${value.length}`
  if (typeof value === 'function') return cut(signatureOf(value))
  const text = attempt(() => inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 2 * longest }))
  return cut(text ?? '[a value that cannot be printed]')
}

export function describe({ name, source }: HostMagics['inspect']['params'], value: unknown): string {
  const rows: (readonly [string, string])[] = [
    ['Name', name],
    ['Type', typeName(value)],
  ]
  if (typeof value === 'function') rows.push(['Signature', signatureOf(value)])
  else rows.push(['Value', textOf(value)])
  if (Array.isArray(value)) rows.push(['Length', String(value.length)])
  if (source && typeof value === 'function') rows.push(['Source', Function.prototype.toString.call(value)])
  return rows
    .map(([title, text]) => (text.includes('\n') ? `${title}:\n${text}` : `${`${title}:`.padEnd(11)}${text}`))
    .join('\n')
}

/** The head of a function, up to its body. */
function signatureOf(fn: object): string {
  const text = Function.prototype.toString.call(fn)
  if (isClass(fn)) return text.slice(0, text.indexOf('{')).trim()
  const head = /^[\s\S]*?\)\s*(?=\{|=>)|^[\s\S]*?(?==>)/.exec(text)?.[0] ?? text
  return head
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,)])/g, '')
    .trim()
}

function isClass(fn: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(fn))
}

function cut(text: string): string {
  const line = text.replaceAll('\n', '\\n')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
