/**
 * A value as short text, for a table's cell: written as a TypeScript literal would be, cut where it is long.
 * Looking must change nothing and never fail: getters are not called, cycles end, a hostile proxy is named and left alone.
 * Pure, so that it also works where there is no `node:util`.
 */
import { maskSecrets } from '../store/secrets'

/** How much of a value to show. */
export interface PreviewOptions {
  /** Characters at most; the rest is cut and marked with an ellipsis. Default 80. */
  readonly limit?: number
  /** One property a line instead of one line for all. */
  readonly multiline?: boolean
}

/** The value on one line, or indented over several. @internal */
export function preview(value: unknown, options: PreviewOptions = {}): string {
  const limit = options.limit ?? 80
  const printer = new Printer(limit, options.multiline ?? false)
  try {
    return truncate(maskSecrets(printer.print(value, 0)), limit)
  } catch {
    return '[cannot be shown]'
  }
}

/** The text, at most `limit` characters long; what is cut is marked. Never cuts a surrogate pair in two. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

const maxDepth = 5
const maxItems = 100

class Printer {
  /** The objects that are being printed, from the outermost in: meeting one again is a cycle. */
  private readonly open: object[] = []
  private spent = 0

  constructor(
    private readonly limit: number,
    private readonly multiline: boolean,
  ) {}

  print(value: unknown, depth: number): string {
    const text = this.printAny(value, depth)
    if (typeof value !== 'object') this.spent += text.length
    return text
  }

  private printAny(value: unknown, depth: number): string {
    switch (typeof value) {
      case 'string':
        return this.printString(value, depth)
      case 'bigint':
        return `${value}n`
      case 'function':
        return `[function ${value.name || 'anonymous'}]`
      case 'object':
        return value === null ? 'null' : this.printObject(value, depth)
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value)
      default:
        return String(value)
    }
  }

  /** Masked before it is cut or escaped: a part of a secret, or an escaped one, would not be recognised. */
  private printString(value: string, depth: number): string {
    const start = maskSecrets(value).slice(0, this.limit + 1)
    return depth === 0 && this.multiline ? start : JSON.stringify(start)
  }

  private printObject(value: object, depth: number): string {
    if (this.open.includes(value)) return '[circular]'
    const leaf = leafText(value)
    if (leaf !== undefined) return leaf
    if (depth >= maxDepth) return Array.isArray(value) ? '[…]' : '{…}'
    this.open.push(value)
    try {
      return this.printParts(value, depth)
    } finally {
      this.open.pop()
    }
  }

  private printParts(value: object, depth: number): string {
    const next = depth + 1
    if (Array.isArray(value))
      return this.bracket('[', value.length, index => this.ownValue(value, String(index), next), ']', depth)
    if (ArrayBuffer.isView(value) && 'length' in value) {
      const numbers = value as unknown as ArrayLike<unknown>
      return this.bracket(
        `${className(value)} [`,
        numbers.length,
        index => this.print(numbers[index], next),
        ']',
        depth,
      )
    }
    if (value instanceof Map) {
      const entries = firstOf(value)
      const entry = (index: number) =>
        `${this.print(entries[index]?.[0], next)} => ${this.print(entries[index]?.[1], next)}`
      return this.bracket('Map {', value.size, entry, '}', depth)
    }
    if (value instanceof Set) {
      const members = firstOf(value)
      return this.bracket('Set {', value.size, index => this.print(members[index], next), '}', depth)
    }
    const keys = Object.keys(value)
    const name = className(value)
    const property = (index: number) =>
      `${propertyName(keys[index] ?? '')}: ${this.ownValue(value, keys[index] ?? '', next)}`
    return this.bracket(name === 'Object' ? '{' : `${name} {`, keys.length, property, '}', depth)
  }

  private ownValue(value: object, key: string, depth: number): string {
    const property = Object.getOwnPropertyDescriptor(value, key)
    if (property === undefined) return ''
    return 'value' in property ? this.print(property.value, depth) : '[getter]'
  }

  private bracket(open: string, count: number, item: (index: number) => string, close: string, depth: number): string {
    if (count === 0) return open + close
    const parts: string[] = []
    while (parts.length < count && parts.length < maxItems && this.spent <= this.limit) parts.push(item(parts.length))
    if (parts.length < count) parts.push(`… ${count - parts.length} more`)
    if (this.multiline && parts.join(', ').length > 72) {
      const margin = '  '.repeat(depth + 1)
      return `${open}\n${parts.map(part => margin + part).join(',\n')}\n${'  '.repeat(depth)}${close}`
    }
    const padding = close === '}' ? ' ' : ''
    return open + padding + parts.join(', ') + padding + close
  }
}

/** Objects that are one word: no looking inside. */
function leafText(value: object): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof RegExp || value instanceof URL) return String(value)
  if (value instanceof Promise) return '[promise]'
  if (value instanceof ArrayBuffer) return `ArrayBuffer(${value.byteLength})`
  const temporal = Object.prototype.toString.call(value)
  return temporal.startsWith('[object Temporal.') ? String(value) : undefined
}

function firstOf<T>(items: Iterable<T>): readonly T[] {
  const first: T[] = []
  for (const item of items) {
    if (first.length >= maxItems) break
    first.push(item)
  }
  return first
}

function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || typeof prototype !== 'object') return 'Object'
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof maker === 'function' && maker.name !== '' ? maker.name : 'Object'
}

const propertyName = (key: string): string =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key)
