/**
 * Reads tables of any make as columns and rows: arrays of plain objects, Arrow tables and polars frames, told by what
 * they can do and not by their classes, which are not ours. Only the first rows are touched, so a table of a million
 * rows is as quick as one of ten.
 */

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
  return Array.isArray(value) ? 'list' : typeof value
}

interface ArrowLike {
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: unknown }[] }
  readonly numRows: number
  getChildAt(index: number): { get(row: number): unknown } | null
}

function readArrow(value: object, limit: number): RecordTable | undefined {
  const table = value as Partial<ArrowLike>
  if (
    !Array.isArray(table.schema?.fields) ||
    typeof table.numRows !== 'number' ||
    typeof table.getChildAt !== 'function'
  ) {
    return undefined
  }
  const { schema, numRows } = table as ArrowLike
  const children = schema.fields.map((_, index) => (table as ArrowLike).getChildAt(index))
  const rows = Array.from({ length: Math.min(limit, numRows) }, (_, row) => children.map(child => child?.get(row)))
  return { columns: schema.fields.map(({ name, type }) => ({ name, type: String(type) })), rows, total: numRows }
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
  const rows = (frame as FrameLike).head(limit).toRecords()
  return {
    columns: columns.map((name, index) => ({ name, type: frameType(dtypes?.[index]) })),
    rows: rows.map(row => columns.map(name => row[name])),
    total: height,
  }
}

/** polars prints its types as calls: `Utf8()`, `Datetime(ms)`, and in later versions as `DataType(Float64)`. */
const frameType = (type: unknown): string =>
  String(type ?? '')
    .replace(/^DataType\((.*)\)$/s, '$1')
    .replace(/\(\)$/, '')
