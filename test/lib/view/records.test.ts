import { strict as assert } from 'node:assert'
import { Success } from '../../../lib/state'
import { recordTable } from '../../../lib/view/record-table'
import { readRecords } from '../../../lib/view/records'
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
      String(bundle?.['text/plain']),
      /\n1,234 rows × 40 columns, 1,214 more rows and 10 more columns not shown$/,
    )
  })

  it('reads an Arrow table, touching no more rows than it shows', () => {
    const table = readRecords(arrowTable, 2)
    assert.deepEqual(table, {
      columns: [
        { name: 'id', type: 'Int32' },
        { name: 'text', type: 'Utf8' },
      ],
      rows: [
        [0, 'row 0'],
        [1, 'row 1'],
      ],
      total: 1_000_000,
    })
  })

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
