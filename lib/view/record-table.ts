/**
 * A table of records as HTML and as aligned text: the first rows, the type of each column, and how many more there are.
 * Numbers stand to the right with the same number of decimals, so that their points are under one another.
 */
import { html, type SafeHtml, style } from './html'
import { htmlBundle, type MimeBundle } from './mime-bundle'
import { ownText } from './own-text'
import { preview } from './preview'
import { type RecordTable, readRecords } from './records'
import { displayWidth, textTable } from './text-table'

/** How much of a table to show. */
export interface RecordTableOptions {
  /** Rows at most, default 20. */
  readonly rows?: number
  /** Columns at most, default 30. */
  readonly columns?: number
}

/**
 * The bundle of a value that is a table of records; undefined where it is none, so that it shows as what it is.
 * @internal
 */
export function recordTable(value: unknown, options: RecordTableOptions = {}): MimeBundle | undefined {
  const table = readRecords(value, options.rows ?? 20)
  if (table === undefined) return undefined
  const shown = cutColumns(table, options.columns ?? 30)
  const cells = cellTexts(shown)
  const isNumeric = shown.columns.map(
    (column, index) => column.isNumeric ?? shown.rows.some(row => isNumber(row[index])),
  )
  return htmlBundle(recordText(table, shown, cells, isNumeric), recordHtml(table, shown, cells, isNumeric))
}

/** A line of text ends at its column; a page does not, and shows more of them. */
function recordText(table: RecordTable, shown: RecordTable, cells: Cells, isNumeric: readonly boolean[]): string {
  const rows = [shown.columns.map(({ type }) => type), ...cells]
  const heads = shown.columns.map(({ name }, column) => ({
    title: name,
    align: isNumeric[column] ? ('right' as const) : ('left' as const),
  }))
  const widths = heads.map(({ title }, column) =>
    Math.max(...[title, ...rows.map(row => row[column] ?? '')].map(displayWidth)),
  )
  const fitting = heads.slice(0, fittingCount(widths))
  const lines = fitting.length === 0 ? [] : [textTable(fitting, rows, textWidth)]
  return [...lines, footerText(table, cutColumns(shown, fitting.length))].join('\n')
}

const textWidth = 120
/** So much of a column is worth more than the one after it. */
const readable = 24

/** How many columns fit into a line, none of them cut to less than is readable. */
function fittingCount(widths: readonly number[]): number {
  let room = textWidth
  const tooMany = widths.findIndex(width => {
    room -= Math.min(width, readable) + 2
    return room < -2
  })
  return tooMany < 0 ? widths.length : Math.max(1, tooMany)
}

type Cells = readonly (readonly string[])[]

const cutColumns = (table: RecordTable, most: number): RecordTable =>
  table.columns.length <= most
    ? table
    : { ...table, columns: table.columns.slice(0, most), rows: table.rows.map(row => row.slice(0, most)) }

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint'

/** The cells' texts, row by row. */
function cellTexts({ columns, rows }: RecordTable): Cells {
  const decimals = columns.map((_, column) => commonDecimals(rows.map(row => row[column])))
  return rows.map(row => row.map((value, column) => cellText(value, decimals[column])))
}

const mostDecimals = 6

/** How many decimals a column of numbers needs; undefined where its numbers are too different to align. */
function commonDecimals(values: readonly unknown[]): number | undefined {
  const numbers = values.filter(value => typeof value === 'number' && Number.isFinite(value)).map(String)
  if (numbers.some(number => number.includes('e'))) return undefined
  const longest = numbers.reduce((most, number) => Math.max(most, number.split('.')[1]?.length ?? 0), 0)
  return Math.min(longest, mostDecimals)
}

const cellLength = 80

function cellText(value: unknown, decimals: number | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number')
    return decimals === undefined || !Number.isFinite(value) ? String(value) : value.toFixed(decimals)
  if (typeof value === 'string') return preview(value, { limit: cellLength, multiline: true })
  if (typeof value === 'bigint') return String(value)
  const own = typeof value === 'object' ? ownText(value) : undefined
  return preview(own ?? value, { limit: cellLength, multiline: own !== undefined })
}

function footerText(table: RecordTable, shown: RecordTable): string {
  const count = (size: number, noun: string): string => `${size.toLocaleString('en')} ${noun}${size === 1 ? '' : 's'}`
  const size = `${count(table.total, 'row')} × ${count(table.columns.length, 'column')}`
  const moreRows = table.total - table.rows.length
  const moreColumns = table.columns.length - shown.columns.length
  const more = [
    ...(moreRows > 0 ? [count(moreRows, 'more row')] : []),
    ...(moreColumns > 0 ? [count(moreColumns, 'more column')] : []),
  ]
  return more.length === 0 ? size : `${size}, ${more.join(' and ')} not shown`
}

const tableStyle = style({ 'border-collapse': 'collapse', margin: '4px 0', 'font-size': '13px' })
const cellStyle = (numeric: boolean | undefined): string =>
  style({
    'text-align': numeric ? 'right' : 'left',
    padding: '3px 10px',
    'border-bottom': '1px solid rgba(128, 128, 128, 0.4)',
    'white-space': 'pre-wrap',
  })

function recordHtml(table: RecordTable, shown: RecordTable, cells: Cells, numeric: readonly boolean[]): SafeHtml {
  const heads = shown.columns.map(
    ({ name, type }, column) =>
      html`<th style="${cellStyle(numeric[column])}">${name}<br><small style="font-weight: normal">${type}</small></th>`,
  )
  const rows = cells.map(
    row => html`<tr>${row.map((text, column) => html`<td style="${cellStyle(numeric[column])}">${text}</td>`)}</tr>`,
  )
  return html`<div><table style="${tableStyle}"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table><div style="font-size: 12px">${footerText(table, shown)}</div></div>`
}
