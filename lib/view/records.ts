/**
 * Reads tables of any make as columns and rows: arrays of plain objects, Arrow tables and polars frames, told by what
 * they can do and not by their classes, which are not ours. Only the first rows are touched, so a table of a million
 * rows is as quick as one of ten.
 */
import { dayText, readArrow } from './arrow-table'
import { ownClass } from './own-text'

/** A table, with as many of its rows as were asked for. */
export interface RecordTable {
  readonly columns: readonly RecordColumn[]
  readonly rows: readonly (readonly unknown[])[]
  /** How many rows there are in all. */
  readonly total: number
}

export interface RecordColumn {
  readonly name: string
  /** The type in the table's own words, or what was found in the rows. */
  readonly type: string
  /** Whether its cells are numbers where they are given as text. */
  readonly isNumeric?: boolean
}

/** The first rows of a value that is a table; undefined for any other value. */
export function readRecords(value: unknown, limit: number): RecordTable | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  try {
    return readArray(value, limit) ?? readArrow(value, limit) ?? readFrame(value, limit)
  } catch {
    return undefined
  }
}

/** How many rows are looked at to decide whether an array is a table, and what is in its columns. */
const sampleSize = 100

function readArray(value: object, limit: number): RecordTable | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const sample: readonly unknown[] = value.slice(0, Math.max(limit, sampleSize))
  if (!sample.every(isRecord)) return undefined
  const names = [...new Set(sample.flatMap(row => Object.keys(row)))]
  if (names.length === 0) return undefined
  const columns = names.map(name => ({ name, type: typeOf(sample.map(row => row[name])) }))
  return { columns, rows: sample.slice(0, limit).map(row => names.map(name => row[name])), total: value.length }
}

type Row = Readonly<Record<string, unknown>>

/** A plain object: of a class or with a display of its own it is something else. */
function isRecord(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null || Symbol.for('Jupyter.display') in value) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype as object) === null
}

function typeOf(values: readonly unknown[]): string {
  const types = new Set(values.map(typeName))
  const nullable = types.delete('null')
  const known = [...types].slice(0, 3).join(' | ') || 'null'
  return nullable && known !== 'null' ? `${known} | null` : known
}

function typeName(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (value instanceof Date) return 'date'
  if (Array.isArray(value)) return 'list'
  return (typeof value === 'object' && ownClass(value)) || typeof value
}

interface FrameLike {
  readonly columns: readonly string[]
  readonly dtypes: readonly unknown[]
  readonly height: number
  head(count: number): { toRecords(): readonly Row[] }
}

function readFrame(value: object, limit: number): RecordTable | undefined {
  const frame = value as Partial<FrameLike>
  if (typeof frame.height !== 'number' || !Array.isArray(frame.columns) || typeof frame.head !== 'function')
    return undefined
  const { columns, dtypes, height } = frame as FrameLike
  const types = columns.map((_, index) => frameType(dtypes?.[index]))
  const cell = (value: unknown, column: number): unknown =>
    types[column] === 'Date' && value instanceof Date ? dayText(value) : value
  return {
    columns: columns.map((name, index) => ({ name, type: types[index] ?? '' })),
    rows: (frame as FrameLike)
      .head(limit)
      .toRecords()
      .map(row => columns.map((name, column) => cell(row[name], column))),
    total: height,
  }
}

/** polars prints its types as calls: `Utf8()`, `Datetime(ms,)`, `List(DataType(Float64))`, `Struct(Field("a", …))`. */
function frameType(type: unknown): string {
  const text = String(type ?? '')
  const short = text
    .replace(/DataType\((\w+(?:\((?:[^()]|\([^()]*\))*\))?)\)/g, '$1')
    .replace(/Field\("([^"]*)", (\w+(?:\((?:[^()]|\([^()]*\))*\))?)\)/g, '$1: $2')
    .replace(/,(?=\w)/g, ', ')
    .replace(/,\s*\)/g, ')')
    .replace(/\(\)$/, '')
  return short === text ? text : frameType(short) // from the inside out
}
