import { strict as assert } from 'node:assert'
import { changesBetween, codeIdentity, normalizedCode } from '../../../lib/store/code-identity'

const fn = () => 1
const identity = (declarations: Record<string, string>, version?: string) =>
  codeIdentity(fn, version, () => declarations)

describe('Code', () => {
  const same: readonly (readonly [string, string, string])[] = [
    ['a comment', 'a => a + 1', 'a => /* one more */ a + 1 // really'],
    ['a line break', 'f(a, b)', 'f(\n  a,\n  b\n)'],
    ['indentation', 'if (a) {\n  b()\n}', 'if (a) {\n\t\tb()\n\n}'],
    ['a space', 'a+b', 'a + b'],
  ]
  for (const [what, a, b] of same) {
    it(`is the same after a change of ${what}`, () => {
      assert.equal(normalizedCode(a), normalizedCode(b))
    })
  }

  const different: readonly (readonly [string, string, string])[] = [
    ['a number', 'a + 1', 'a + 2'],
    ['a name', 'fetch(url)', 'fetch(uri)'],
    ['the quotes', "'a'", '"a"'],
    ['a semicolon', 'a()', 'a();'],
    ['a space in a text', "'a b'", "'a  b'"],
    ['a space in a template', '`a b`', '`a  b`'],
    ['what is one operator', 'a + +b', 'a ++b'],
    ['a break that ends a return', 'return\na', 'return a'],
    ['a break before an increment', 'a\n++b', 'a++\nb'],
    ['a regular expression', '/a b/', '/a  b/'],
  ]
  for (const [what, a, b] of different) {
    it(`is another after a change of ${what}`, () => {
      assert.notEqual(normalizedCode(a), normalizedCode(b))
    })
  }

  it('is the function’s own text where nobody knows more', () => {
    assert.equal(codeIdentity(fn).digest, codeIdentity(() => 1).digest)
    assert.notEqual(codeIdentity(fn).digest, codeIdentity(() => 2).digest)
    const broken = () => {
      throw new Error('not now')
    }
    assert.equal(codeIdentity(fn, undefined, broken).digest, codeIdentity(fn).digest)
  })

  it('covers the version, and the declarations that the function uses', () => {
    const before = identity({ helper: 'const helper = x => x * 2', factor: 'const factor = 2' })
    assert.equal(
      before.digest,
      identity({ factor: 'const factor = 2 // two', helper: 'const helper = x => x * 2' }).digest,
    )
    assert.notEqual(before.digest, identity({ helper: 'const helper = x => x * 3', factor: 'const factor = 2' }).digest)
    assert.notEqual(identity({}).digest, identity({}, '2').digest)
  })

  it('tells what changed, by name', () => {
    const before = identity({ a: 'let a = 1', b: 'let b', c: 'let c' }, '1')
    const now = identity({ a: 'let a = 2', b: 'let b', d: 'let d' }, '2')
    assert.deepEqual(changesBetween(before, now), [
      'its version changed from "1" to "2"',
      'a changed',
      'it no longer uses c',
      'it now uses d',
    ])
    assert.deepEqual(
      changesBetween(
        codeIdentity(() => 1),
        codeIdentity(() => 2),
      ),
      ['its code changed'],
    )
    assert.deepEqual(changesBetween(before, before), [])
  })
})
