import { strict as assert } from 'node:assert'
import { preview, truncate } from '../../../lib/view/preview'

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

const cycle: { self?: unknown } = {}
cycle.self = cycle

describe('A preview', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    ['text', '"text"'],
    ['two\nlines', '"two\\nlines"'],
    [1.5, '1.5'],
    [-0, '-0'],
    [12n, '12n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('s'), 'Symbol(s)'],
    [[1, 'a', [true]], '[1, "a", [true]]'],
    [{}, '{}'],
    [{ a: 1, 'b c': [] }, '{ a: 1, "b c": [] }'],
    [new Map([['k', 1]]), 'Map { "k" => 1 }'],
    [new Set([1, 2]), 'Set { 1, 2 }'],
    [new Uint8Array([1, 2]), 'Uint8Array [1, 2]'],
    [new Date('2024-05-01T12:00:00Z'), '2024-05-01T12:00:00.000Z'],
    [new TypeError('no'), 'TypeError: no'],
    [/a+/g, '/a+/g'],
    [new Point(1, 2), 'Point { x: 1, y: 2 }'],
    [function twice() {}, '[function twice]'],
    [cycle, '{ self: [circular] }'],
    [Promise.resolve(1), '[promise]'],
    [Object.create(null), '{}'],
  ]
  for (const [value, expected] of cases) {
    it(`is ${expected}`, () => assert.equal(preview(value), expected))
  }

  it('does not call a getter', () => {
    let calls = 0
    const value = Object.defineProperty({}, 'dear', { enumerable: true, get: () => ++calls })
    assert.equal(preview(value), '{ dear: [getter] }')
    assert.equal(calls, 0)
  })

  it('does not fail on a proxy that does', () => {
    const trap = (): never => {
      throw new Error('trapped')
    }
    assert.equal(preview(new Proxy({}, { ownKeys: trap, getPrototypeOf: trap })), '[cannot be shown]')
  })

  it('shows the same object twice where it is no cycle', () => {
    const shared = { a: 1 }
    assert.equal(preview([shared, shared]), '[{ a: 1 }, { a: 1 }]')
  })

  it('is no longer than its limit, however large the value', () => {
    const values = [
      'x'.repeat(1e6),
      Array.from({ length: 1e6 }, (_, index) => index),
      { a: { b: { c: { d: { e: { f: {} } } } } } },
    ]
    for (const value of values) assert.ok(preview(value, { limit: 40 }).length <= 40)
  })

  it('says how many items it leaves out', () => {
    assert.match(
      preview(
        Array.from({ length: 5000 }, () => 1),
        { limit: 1000 },
      ),
      /1, … 4900 more\]$/,
    )
  })

  it('takes a line for each property where one line is too long', () => {
    const value = { first: 'a'.repeat(40), second: { third: 'b'.repeat(40) } }
    assert.equal(
      preview(value, { multiline: true, limit: 500 }),
      `{\n  first: "${'a'.repeat(40)}",\n  second: { third: "${'b'.repeat(40)}" }\n}`,
    )
  })

  it('cuts between characters, not within one', () => {
    assert.equal(truncate('ab😀cd', 4), 'ab…')
    assert.equal(truncate('abcd', 4), 'abcd')
  })
})
