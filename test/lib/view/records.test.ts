import { strict as assert } from 'node:assert'
import { Success } from '../../../lib/state'
import { recordTable } from '../../../lib/view/record-table'
import { readRecords } from '../../../lib/view/records'
import { textTable } from '../../../lib/view/text-table'
import { cellTexts, checkHtml } from './html-check'

const people = [
  { name: 'Ada', born: 1815, height: 1.6 },
  { name: 'Grace', born: 1906, height: 1.65 },
]

/** What apache-arrow's Table offers, as far as a view asks. */
const arrowTable = {
  schema: {
    fields: [
      { name: 'id', type: { toString: () => 'Int32' } },
      { name: 'text', type: { toString: () => 'Utf8' } },
    ],
  },
  numRows: 1_000_000,
  getChildAt: (column: number) => ({ get: (row: number) => (column === 0 ? row : `row ${row}`) }),
}

/** A type of Arrow's, which is known by how it prints. */
const arrowType = (text: string, more: object = {}): object => ({ ...more, toString: () => text })
const field = (name: string, type: string): object => ({ name, type: arrowType(type) })
const arrowList = (items: readonly unknown[]): object => ({ length: items.length, get: (at: number) => items[at] })
const decimal = arrowType('Decimal[10e+2]', { precision: 10, scale: 2 })
const day = arrowType('Date32<DAY>')

/** Values as apache-arrow 21 gives them. */
const arrowCells: readonly { readonly type: object; readonly value: unknown; readonly text: string }[] = [
  { type: day, value: Date.UTC(2024, 4, 17), text: '2024-05-17' },
  { type: arrowType('Date64<MILLISECOND>'), value: 0, text: '1970-01-01T00:00:00.000Z' },
  { type: arrowType('Timestamp<NANOSECOND>'), value: 86_400_000.5, text: '1970-01-02T00:00:00.000Z' },
  { type: arrowType('Time32<SECOND>', { unit: 0 }), value: 3_661, text: '01:01:01' },
  { type: arrowType('Time64<MICROSECOND>', { unit: 2 }), value: 3_661_000_250n, text: '01:01:01.000250' },
  { type: decimal, value: new Uint32Array([12_345, 0, 0, 0]), text: '123.45' },
  { type: decimal, value: new Uint32Array([-10, -1, -1, -1]), text: '-0.10' },
  { type: arrowType('Float32'), value: Math.fround(0.1), text: '0.1' },
  { type: arrowType('Int64'), value: 2n ** 60n, text: '1152921504606846976' },
  { type: arrowType('Utf8'), value: null, text: '' },
  { type: arrowType('Dictionary<Int32, Date32<DAY>>', { dictionary: day }), value: 0, text: '1970-01-01' },
  {
    type: arrowType('List<Date32<DAY>>', { children: [field('item', 'Date32<DAY>')] }),
    value: arrowList([0, null]),
    text: '["1970-01-01", null]',
  },
  {
    type: arrowType('Struct<{a:Float32}>', { children: [field('a', 'Float32')] }),
    value: { a: Math.fround(0.1) },
    text: '{ a: 0.1 }',
  },
  {
    type: arrowType('Map<{key:Utf8, value:Int32}>', {
      children: [{ name: 'entries', type: { children: [field('key', 'Utf8'), field('value', 'Int32')] } }],
    }),
    value: new Map([['a', 1]]),
    text: 'Map { "a" => 1 }',
  },
]

/** What nodejs-polars' DataFrame offers. */
const frame = {
  columns: ['id', 'text'],
  dtypes: [{ toString: () => 'Int64()' }, { toString: () => 'Utf8()' }],
  height: 3,
  head: (count: number) => ({
    toRecords: () =>
      [
        { id: 1, text: 'a' },
        { id: 2, text: null },
        { id: 3, text: 'c' },
      ].slice(0, count),
  }),
}

describe('A table of records', () => {
  it('shows an array of plain objects, with the types of its columns and how many rows there are', () => {
    assert.deepEqual(cellTexts(recordTable(people)?.['text/html']), [
      ['name string', 'born number', 'height number'],
      ['Ada', '1815', '1.60'],
      ['Grace', '1906', '1.65'],
    ])
    assert.match(String(recordTable(people)?.['text/html']), /2 rows × 3 columns/)
  })

  it('is an aligned table as text', () => {
    assert.equal(
      recordTable(people)?.['text/plain'],
      [
        'name      born  height',
        'string  number  number',
        'Ada       1815    1.60',
        'Grace     1906    1.65',
        '2 rows × 3 columns',
      ].join('\n'),
    )
  })

  it('shows the first rows and columns, and how many more there are', () => {
    const wide = Array.from({ length: 1234 }, () =>
      Object.fromEntries(Array.from({ length: 40 }, (_, column) => [`c${column}`, column])),
    )
    const bundle = recordTable(wide)
    assert.equal(cellTexts(bundle?.['text/html']).length, 21)
    assert.match(
      String(bundle?.['text/html']),
      />1,234 rows × 40 columns, 1,214 more rows and 10 more columns not shown</,
    )
  })

  it('reads an Arrow table, touching no more rows than it shows', () => {
    const table = readRecords(arrowTable, 2)
    assert.deepEqual(table, {
      columns: [
        { name: 'id', type: 'Int32', isNumeric: true },
        { name: 'text', type: 'Utf8', isNumeric: false },
      ],
      rows: [
        [0, 'row 0'],
        [1, 'row 1'],
      ],
      total: 1_000_000,
    })
  })

  for (const { type, value, text } of arrowCells) {
    it(`shows what Arrow has as ${type} as a person writes it: ${text}`, () => {
      const fields = [{ name: 'column', type }]
      const table = { schema: { fields }, numRows: 1, getChildAt: () => ({ get: () => value }) }
      assert.equal(cellTexts(recordTable(table)?.['text/html'])[1]?.[0], text)
    })
  }

  it('reads a polars frame', () => {
    assert.deepEqual(readRecords(frame, 2), {
      columns: [
        { name: 'id', type: 'Int64' },
        { name: 'text', type: 'Utf8' },
      ],
      rows: [
        [1, 'a'],
        [2, null],
      ],
      total: 3,
    })
  })

  it('writes the types and days of polars without their wrapping', () => {
    const dtypes = ['DataType(Date)', 'Datetime(ms,)', 'DataType(List(DataType(List(DataType(Float64)))))']
    const columns = ['day', 'at', 'lists']
    const row = { day: new Date(0), at: new Date(0), lists: [[1]] }
    const table = readRecords({ columns, dtypes, height: 1, head: () => ({ toRecords: () => [row] }) }, 1)
    assert.deepEqual(
      table?.columns.map(({ type }) => type),
      ['Date', 'Datetime(ms)', 'List(List(Float64))'],
    )
    assert.deepEqual(table?.rows, [['1970-01-01', new Date(0), [[1]]]])
    const struct = {
      toString: () => 'Struct(Field("a", DataType(List(DataType(Int64)))),Field("b", DataType(String)))',
    }
    const other = readRecords({ columns: ['s'], dtypes: [struct], height: 0, head: () => ({ toRecords: () => [] }) }, 1)
    assert.equal(other?.columns[0]?.type, 'Struct(a: List(Int64), b: String)')
  })

  it('sets decimals to the right, although they are no numbers, and is a line where there are no columns', () => {
    const fields = [{ name: 'price', type: decimal }]
    const table = (columns: readonly object[]): object => ({
      schema: { fields: columns },
      numRows: columns.length,
      getChildAt: () => ({ get: () => new Uint32Array([5, 0, 0, 0]) }),
    })
    const lines = ['         price', 'Decimal(10, 2)', '          0.05', '1 row × 1 column']
    assert.equal(recordTable(table(fields))?.['text/plain'], lines.join('\n'))
    assert.equal(recordTable(table([]))?.['text/plain'], '0 rows × 0 columns')
  })

  it('shows as text the columns that fit into a line, and never a part of a number', () => {
    const row = Object.fromEntries(Array.from({ length: 12 }, (_, column) => [`column_${column}`, 10n ** 17n]))
    const text = String(recordTable([row])?.['text/plain'])
    assert.match(text, /1 row × 12 columns, 6 more columns not shown$/)
    assert.equal(text.match(/100000000000000000/g)?.length, 6)
    const mixed = textTable(
      [{ title: 'text' }, { title: 'number', align: 'right' }],
      [['x'.repeat(40), '1'.repeat(12)]],
      24,
    )
    assert.match(mixed, /\nx{9}… {2}1{12}$/)
  })

  it('leaves cells empty where a row has no such property, and says what a column holds', () => {
    const table = readRecords([{ a: 1 }, { b: new Date(0) }, { a: 'x', c: [1] }], 10)
    assert.deepEqual(table?.columns, [
      { name: 'a', type: 'number | string | null' },
      { name: 'b', type: 'date | null' },
      { name: 'c', type: 'list | null' },
    ])
    assert.deepEqual(cellTexts(recordTable([{ a: 1 }, { b: 2 }])?.['text/html']).slice(1), [
      ['1', ''],
      ['', '2'],
    ])
  })

  it('writes objects of a class as they write themselves, and calls their columns by the class', () => {
    class Money {
      constructor(readonly cents: number) {}
      toString(): string {
        if (this.cents < 0) throw new Error('no such money')
        return `${this.cents / 100} €`
      }
    }
    const M = class extends Money {}
    Object.defineProperty(M, 'name', { value: 'M' })
    const row = { price: new Money(250), less: new M(-1), at: new Map([['x', 1]]), raw: Buffer.from('a'), none: null }
    const [heads, cells] = cellTexts(recordTable([row])?.['text/html'])
    assert.deepEqual(heads, ['price Money', 'less object', 'at Map', 'raw Buffer', 'none null'])
    assert.deepEqual(cells, ['2.5 €', 'M { cents: -1 }', 'Map { "x" => 1 }', 'Buffer [97]', ''])
  })

  it('keeps what is in its cells from becoming HTML', () => {
    const evil = '<img src=x onerror=alert(1)>'
    const page = recordTable([{ [evil]: evil }])?.['text/html']
    assert.ok(checkHtml(page).some(element => element.tag === 'td' && element.text === evil))
  })

  const others: Readonly<Record<string, unknown>> = {
    'an empty array': [],
    'an array of numbers': [1, 2],
    'an array with something else among its objects': [{ a: 1 }, 2],
    'an array of empty objects': [{}],
    'an array of states': [Success({}), Success({})],
    'an array of dates': [new Date(0)],
    'a plain object': { a: 1 },
    nothing: undefined,
    'a proxy that fails': new Proxy({}, { get: () => assert.fail() }),
  }
  for (const [what, value] of Object.entries(others)) {
    it(`is not made of ${what}`, () => assert.equal(recordTable(value), undefined))
  }
})
