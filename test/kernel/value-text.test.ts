import { strict as assert } from 'node:assert'
import { type Runtime, Session } from 'node:inspector'
import { valueText } from '../../kernel/front/value-text'

/** Expression, and what a person reads of its value. */
const table = [
  ['1', '1'],
  ['-0', '-0'],
  ['12n', '12n'],
  ["'it'", "'it'"],
  ['"it\'s"', '"it\'s"'],
  ["'two\\nlines'", "'two\\nlines'"],
  ['null', 'null'],
  ['undefined', 'undefined'],
  ['Symbol("s")', 'Symbol(s)'],
  ['[]', '[]'],
  ['[1, "two", [3], { a: 1 }]', "[ 1, 'two', Array(1), {…} ]"],
  ['({})', '{}'],
  [
    '({ a: 1, "odd-key": null, f() {}, get g() { return 1 } })',
    "{ a: 1, 'odd-key': null, f: [Function], g: [Getter] }",
  ],
  ['new Map([["a", { b: 1 }]])', "Map(1) { 'a' => { b: 1 } }"],
  ['new Set([1, 2])', 'Set(2) { 1, 2 }'],
  ['new Uint8Array(2)', 'Uint8Array(2) [ 0, 0 ]'],
  ['/x+/g', '/x+/g'],
  ['new RangeError("far")', 'RangeError: far'],
  ['Promise.resolve(1)', 'Promise { 1 }'],
  ['new Promise(() => {})', 'Promise { <pending> }'],
  ['new (class Point { x = 1 })()', 'Point { x: 1 }'],
  ['(a, b = 2) => a + b', '(a, b = 2) => a + b'],
  ['(function add(a        , b        ) { return a })', 'function add(a, b) { return a }'],
  ['Array.from({ length: 200 }, () => 0)', `[ ${'0, '.repeat(100)}… ]`],
] as const

describe("A live value's text", () => {
  const session = new Session()
  before(() => session.connect())
  after(() => session.disconnect())

  for (const [expression, expected] of table) {
    it(`of ${expression} is ${expected.slice(0, 60)}`, () => {
      let answer: Runtime.EvaluateReturnType | undefined
      session.post('Runtime.evaluate', { expression, generatePreview: true }, (_, given) => {
        answer = given
      })
      assert.ok(answer)
      assert.equal(valueText(answer.result as Parameters<typeof valueText>[0]), expected)
    })
  }
})
