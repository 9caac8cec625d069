/** Tables of the real apache-arrow, as a notebook has them. */

import { strict as assert } from 'node:assert'
import {
  DateDay,
  Decimal,
  Field,
  Float32,
  Int64,
  List,
  Struct,
  Table,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { recordTable } from '../../../lib/view/record-table'
import { cellTexts } from './html-check'

const table = new Table({
  name: vectorFromArray(['Ada', 'Grace', null]), // a dictionary, as Arrow makes of text
  count: vectorFromArray([1, 2, 3]),
  big: vectorFromArray([2n ** 60n, 0n, null], new Int64()),
  ratio: vectorFromArray([0.1, 0.25, null], new Float32()),
  day: vectorFromArray([new Date('1815-12-10'), new Date('1906-12-09'), null], new DateDay()),
  at: vectorFromArray([new Date('2020-01-02T03:04:05.006Z'), new Date(0), null], new TimestampMillisecond()),
  tags: vectorFromArray([['a', 'b'], [], null], new List(new Field('item', new Utf8()))),
  place: vectorFromArray([{ city: 'London' }, { city: 'New York' }, null], new Struct([new Field('city', new Utf8())])),
  price: vectorFromArray([Uint32Array.of(1250, 0, 0, 0), Uint32Array.of(5, 0, 0, 0), null], new Decimal(2, 10)),
})

describe('A table of Arrow', () => {
  it('shows what its columns hold as a person writes it', () => {
    assert.deepEqual(cellTexts(recordTable(table)?.['text/html']), [
      [
        'name Dictionary<Int32, Utf8>',
        'count Float64',
        'big Int64',
        'ratio Float32',
        'day Date32<DAY>',
        'at Timestamp<MILLISECOND>',
        'tags List<Utf8>',
        'place Struct<{city:Utf8}>',
        'price Decimal(10, 2)',
      ],
      // biome-ignore format: a row each
      ['Ada', '1', '1152921504606846976', '0.10', '1815-12-10', '2020-01-02T03:04:05.006Z', '["a", "b"]', '{ city: "London" }', '12.50'],
      // biome-ignore format: a row each
      ['Grace', '2', '0', '0.25', '1906-12-09', '1970-01-01T00:00:00.000Z', '[]', '{ city: "New York" }', '0.05'],
      ['', '3', '', '', '', '', '', '', ''],
    ])
  })
})
