import { strict as assert } from 'node:assert'
import { type AtCursor, atCursor, pathAt } from '../../kernel/front/access-path'
import { codePointsIn, offsetAfter } from '../../kernel/front/code-points'

/** What stands at the end of the source. */
const cursors: readonly (readonly [string, AtCursor])[] = [
  ['', { kind: 'name', prefix: '' }],
  ['us', { kind: 'name', prefix: 'us' }],
  ['f(us', { kind: 'name', prefix: 'us' }],
  ['user.', { kind: 'member', of: ['user'], prefix: '' }],
  ['user?.na', { kind: 'member', of: ['user'], prefix: 'na' }],
  ['await user.address.str', { kind: 'member', of: ['user', 'address'], prefix: 'str' }],
  ["user['odd key'].x", { kind: 'member', of: ['user', 'odd key'], prefix: 'x' }],
  ['list[0].', { kind: 'member', of: ['list', '0'], prefix: '' }],
  ['list[i].', { kind: 'member', of: undefined, prefix: '' }],
  ['call().', { kind: 'member', of: undefined, prefix: '' }],
  ['this.', { kind: 'member', of: undefined, prefix: '' }],
  ["user['na", { kind: 'key', of: ['user'], prefix: 'na', quote: "'" }],
  ['user.address["', { kind: 'key', of: ['user', 'address'], prefix: '', quote: '"' }],
  ["import x from './lo", { kind: 'string', prefix: './lo', isModule: true }],
  ["import './lo", { kind: 'string', prefix: './lo', isModule: true }],
  ["await import('./lo", { kind: 'string', prefix: './lo', isModule: true }],
  ["require('./lo", { kind: 'string', prefix: './lo', isModule: true }],
  ["read('./lo", { kind: 'string', prefix: './lo', isModule: false }],
  ['`${user.', { kind: 'member', of: ['user'], prefix: '' }],
  ['`text us', { kind: 'nothing' }],
  ['// us', { kind: 'nothing' }],
  ['/* us', { kind: 'nothing' }],
  ['1.', { kind: 'nothing' }],
]

describe('What stands at the cursor', () => {
  for (const [source, expected] of cursors) {
    it(`of ${JSON.stringify(source)} is ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(atCursor(source, source.length), expected)
      assert.deepEqual(atCursor(`${source} after`, source.length), expected, 'what comes after it changes nothing')
    })
  }

  it('is named by the whole word and what stands before its dots, wherever in the word the cursor is', () => {
    const source = 'const n = user.address.street + 1'
    for (const offset of ['const n = user.address.'.length, 'const n = user.address.st'.length]) {
      assert.deepEqual(pathAt(source, offset), { path: ['user', 'address', 'street'], end: source.indexOf(' + 1') })
    }
    assert.deepEqual(pathAt(source, source.indexOf('address') + 2)?.path, ['user', 'address'])
  })

  it('is a name also where what stands before it is no path', () => {
    assert.deepEqual(pathAt('load().rows', 8), { path: undefined, end: 11 })
    assert.deepEqual(pathAt("'text'.at(", 10), { path: undefined, end: 9 })
  })

  it('is the call whose arguments the cursor is in, where it is on no name', () => {
    for (const source of ['Math.max(', 'Math.max(1, ', 'Math.max(1, [2, (3)], ']) {
      assert.deepEqual(pathAt(source, source.length)?.path, ['Math', 'max'], source)
    }
    for (const source of ['', '1 + ', 'if (', 'f()(', '[', 'f({ a: ']) {
      assert.equal(pathAt(source, source.length)?.path?.join('.') ?? '', source === 'if (' ? 'if' : '', source)
    }
  })
})

describe('Cursor positions', () => {
  it('count code points, which an emoji is one of, and combining characters are not joined', () => {
    const text = 'a😀e\u0301👩‍👧z'
    for (let offset = 0; offset <= text.length; offset++) {
      const points = codePointsIn(text, offset)
      if (offset < text.length && /[\udc00-\udfff]/.test(text.charAt(offset))) continue // between two halves
      assert.equal(points, [...text.slice(0, offset)].length)
      assert.equal(offsetAfter(text, points), offset)
    }
    assert.equal(offsetAfter(text, 100), text.length)
  })
})
