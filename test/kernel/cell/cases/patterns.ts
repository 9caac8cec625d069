/** Destructuring, and `var` in blocks. */

import { cases } from './case'

export const patterns = cases([
  [
    'object pattern',
    'const { a, b: { c }, ...rest } = { a: 1, b: { c: 2 }, d: 3 };\n[a, c, rest]',
    '[ 1, 2, { d: 3 } ]',
  ],
  ['array pattern', 'let [a, , b = 5, ...c] = [1, 2, undefined, 4];\n[a, b, c]', '[ 1, 5, [ 4 ] ]'],
  ['array pattern after a line without a semicolon', 'const list = [1, 2]\nlet [f, s] = list\nf + s', '3'],
  ['object pattern after a line without a semicolon', 'const o = { k: 1 }\nlet { k } = o\nk', '1'],
  ['several declarators', 'let a = 1, [b] = [2], { c } = { c: 3 }, d;\n[a, b, c, d]', '[ 1, 2, 3, undefined ]'],
  ['pattern without spaces', 'let{a}={a:1},b=2;let[c]=[3]\na+b+c', '6'],
  ['declaration over lines', 'const\n  a = 1,\n  // between\n  b = 2\na + b', '3'],
  ['object pattern over lines', 'const {\n  a,\n  b,\n} = { a: 1, b: 2 }\na + b', '3'],
  ['assignment pattern', ['let a = 1, b = 2', '[a, b] = [b, a]', '[a, b]'], '[ 2, 1 ]'],
  ['object assignment pattern', ['let a, b', '({ a, b = 4 } = { a: 3 })', '[a, b]'], '[ 3, 4 ]'],
  ['var in a block', ['{ var inner = 1 }\nif (true) var one = 2', 'inner + one'], '3'],
  ['var pattern in a block', ['const o = { p: 1, q: [2] }\nif (o) { var { p, q: [q] } = o }', 'p + q'], '3'],
  [
    'var in loop heads',
    ['for (var i = 0, j = 5; i < j; i++) ;\nfor (var k in { z: 1 }) ;\nfor (var [w] of [[7]]) ;', '[i, j, k, w]'],
    "[ 5, 5, 'z', 7 ]",
  ],
  ['var without a value in a block', ['for (const v of [1]) { var seen; seen ??= v }', 'seen'], '1'],
  [
    'block names stay in their block',
    ['{ let hid = 1; const hid2 = 2; class Hid3 {} }', '[typeof hid, typeof hid2, typeof Hid3]'],
    "[ 'undefined', 'undefined', 'undefined' ]",
  ],
  ['block names hide the names of cells', ['let n = 1', '{ let n = 2; n++ }\nn'], '1'],
  ['catch names stay in their block', ['let e = 1', 'try { throw 2 } catch (e) { e = 3 }\ne'], '1'],
  ['a let without a value before a bracket', 'let a\n[1, 2].map(x => x * 2)', '[ 2, 4 ]'],
  ['a let without a value before a parenthesis', 'let a, b\n(c => c)(5)', '5'],
  ['a var without a value in a block before a bracket', ['let out\n{ var a\n[1].map(x => { out = x }) }', 'out'], '1'],
  ['a const before a bracket goes on', 'const list = [[1, 2]]\nconst a = list\n[0]\na', '[ 1, 2 ]'],
  ['a class before a parenthesis', 'class A {}\n(x => x)(5)', '5'],
  ['exported patterns', ['export const { a, b: [c] } = { a: 1, b: [2] }', 'a + c'], '3'],
  ['a comment in a declaration', 'const /* one */ { a } = { a: 1 } /* two */, b /* three */ = 2\na + b', '3'],
  ['a function in a block stays there', '{ function inBlock() {} }\ntypeof inBlock', "'undefined'"],
  ['defaults of patterns have names', 'const { f = () => 1 } = {}\nf.name', "'f'"],
])
