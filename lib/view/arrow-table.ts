/**
 * Reads an Arrow table's columns and first rows, with values as a person writes them: Arrow gives times as numbers,
 * decimals as words of 32 bits, and lists and structs as views of its own.
 * Told by what it can do and by how its types print, so that any version of apache-arrow will do.
 */
import type { RecordTable } from './records'

interface ArrowTable {
  readonly schema: { readonly fields: readonly ArrowField[] }
  readonly numRows: number
  getChildAt(index: number): { get(row: number): unknown } | null
}

interface ArrowField {
  readonly name: string
  readonly type: ArrowType
}

/** A type, which prints as `Timestamp<MILLISECOND>`; what else it has depends on its kind. */
interface ArrowType {
  readonly unit?: number
  readonly precision?: number
  readonly scale?: number
  readonly children?: readonly ArrowField[] | null
  readonly dictionary?: ArrowType
}

/** The table, with its first rows; undefined for any other value. */
export function readArrow(value: object, limit: number): RecordTable | undefined {
  const { schema, numRows, getChildAt } = value as Partial<ArrowTable>
  if (!Array.isArray(schema?.fields) || typeof numRows !== 'number' || typeof getChildAt !== 'function')
    return undefined
  const table = value as ArrowTable
  const { fields } = table.schema
  const children = fields.map((_, index) => table.getChildAt(index))
  const cell = ({ type }: ArrowField, column: number, row: number): unknown => plain(children[column]?.get(row), type)
  return {
    columns: fields.map(({ name, type }) => ({ name, type: typeText(type), isNumeric: isNumeric(type) })),
    rows: Array.from({ length: Math.min(limit, numRows) }, (_, row) =>
      fields.map((field, column) => cell(field, column, row)),
    ),
    total: numRows,
  }
}

/** `Timestamp` of `Timestamp<MILLISECOND>`, `Float` of `Float32`. */
const kindOf = (type: ArrowType): string => /^[A-Za-z]*/.exec(String(type))?.[0] ?? ''

const isNumeric = (type: ArrowType): boolean => /^(Int|Uint|Float|Decimal|Duration)$/.test(kindOf(type))

/** Arrow itself prints `Decimal[10e+2]`. */
const typeText = (type: ArrowType): string =>
  kindOf(type) === 'Decimal' ? `Decimal(${type.precision}, ${type.scale})` : String(type)

function plain(value: unknown, type: ArrowType): unknown {
  if (value === null || value === undefined) return null
  return plainers[kindOf(type)]?.(value, type) ?? value
}

const plainers: Readonly<Record<string, (value: unknown, type: ArrowType) => unknown>> = {
  Date: (value, type) => (String(type).includes('DAY') ? dayText(dateOf(value)) : dateOf(value)),
  Timestamp: dateOf,
  Time: (value, { unit = 0 }) => timeText(BigInt(value as number | bigint), 3 * unit),
  Decimal: (value, { scale = 0 }) => decimalText(value as Uint32Array, scale),
  Float: (value, type) => (String(type) === 'Float64' ? value : shortest(value as number)),
  Dictionary: (value, { dictionary = {} }) => plain(value, dictionary),
  List: plainList,
  LargeList: plainList,
  FixedSizeList: plainList,
  Struct: (value, { children }) =>
    Object.fromEntries(
      (children ?? []).map(({ name, type }) => [name, plain(Reflect.get(value as object, name), type)]),
    ),
  Map: plainMap,
}

/** Milliseconds in this version, dates in older ones. */
function dateOf(value: unknown): Date {
  return new Date(value as number | Date)
}

/** `2024-05-17` */
export const dayText = (day: Date): string =>
  Number.isNaN(day.getTime()) ? String(day) : day.toISOString().slice(0, 10)

/** Time of day from units of which a second has 10 to the power of `digits`: `12:30:05.250`. */
function timeText(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits)
  const seconds = units / perSecond
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(part => String(part).padStart(2, '0'))
  const fraction = String(units % perSecond).padStart(digits, '0')
  return parts.join(':') + (digits === 0 ? '' : `.${fraction}`)
}

/** Two's complement in words of 32 bits, the lowest first. */
function decimalText(words: Uint32Array, scale: number): string {
  const raw = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
  const units = BigInt.asIntN(words.length * 32, raw)
  if (scale <= 0) return String(units * 10n ** BigInt(-scale))
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** A number of few bits in the digits that it was written with: 0.1, not 0.10000000149011612. */
function shortest(value: number): number {
  const short = [3, 4, 5, 6, 7, 8].map(digits => Number(value.toPrecision(digits)))
  return short.find(number => Math.fround(number) === value) ?? value
}

/** How many items of a list or map are read: a preview shows no more. */
const mostItems = 100

function plainList(value: unknown, { children }: ArrowType): unknown {
  const list = value as { readonly length: number; get(index: number): unknown }
  const type = children?.[0]?.type ?? {}
  const items = Array.from({ length: Math.min(list.length, mostItems) }, (_, index) => plain(list.get(index), type))
  items.length = list.length // the rest is not there, but counted
  return items
}

function plainMap(value: unknown, { children }: ArrowType): unknown {
  const [key, content] = children?.[0]?.type.children ?? []
  const entries = [...(value as Iterable<readonly [unknown, unknown]>)].slice(0, mostItems)
  return new Map(entries.map(([name, item]) => [plain(name, key?.type ?? {}), plain(item, content?.type ?? {})]))
}
