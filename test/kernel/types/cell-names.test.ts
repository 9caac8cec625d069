// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are sources of cells

import { strict as assert } from 'node:assert'
import { scanCellNames } from '../../../kernel/front/types/cell-names'

/** What a source declares: `kind name`, with `!` where it exports it itself. */
const declarations: readonly (readonly [source: string, declared: string])[] = [
  ['const a = 1, b: Map<string, number> = new Map(), c = [1, 2]', 'const a, const b, const c'],
  [
    'const { a, b: [c, ...d], e = { f: 1 }, ["g" + 1]: h, ...i } = o',
    'const a, const c, const d, const e, const h, const i',
  ],
  ['let [a, , { b: [c] = [] }] = x as any; var d', 'let a, let c, var d'],
  ['await using a = b\nusing c = d', 'using a, using c'],
  ['let a: number, b = 3\nfoo(c, d)', 'let a, let b'],
  ['const a = []\nlet b: string[]\nlet c: Set<Map<1, 2>>\nlet d = x!\nlet e', 'const a, let b, let c, let d, let e'],
  ['const f = <T,>(a: T, b = 1) => a, g = 1', 'const f, const g'],
  ['const a = class Inner {}, b = function inner() {}', 'const a, const b'],
  [
    'function f() { const inner = 1 }\nasync function* g() {}\nasync function h() {}',
    'function f, function g, function h',
  ],
  ['if (a) { const inner = 1 } else { let other }', ''],
  [
    '@dec class A extends B {}\n@dec() class C {}\nabstract class D {}\nclass extends E {}',
    'class A, class C, class D',
  ],
  [
    'interface I {}\ntype T<U> = U\nenum E { A }\nconst enum F { A }\nnamespace N.M {}',
    'interface I, type T, enum E, enum F, namespace N',
  ],
  ['type = 3\ntype.x\ninterface', ''],
  ['declare const a: number\ndeclare global {}\ndeclare module "x" {}', 'const a'],
  ['import a, * as b from "x"\nimport { c, d as e } from "y"\nimport "z"', 'import a, import b, import c, import e'],
  [
    'import type { A } from "x"; import { type B, type C as D } from "y"; import type E from "z"',
    'import A, import B, import D, import E',
  ],
  ['import fs = require("fs")\nconst a = await import("b"), c = import.meta.url', 'import fs, const a, const c'],
  [
    'export const a = 1; export default function b() {}\nconst c = 1, d = 2\nexport { c, d as e }',
    'const a!, function b, const c!, const d',
  ],
  ['const a = `${(() => { const inner = `${1}` })()}`; const b = /[`{]/', 'const a, const b'],
  ['interface P { x: 1 }\nconst P = 1', 'const P'],
  ['type A = 1\nexport type { A }', 'type A!'],
  ['constructor\ntoString()', ''],
  // half-typed
  ['const { a', 'const a'],
  ['const a = load(); a.', 'const a'],
  ['function f(', 'function f'],
  ['const', ''],
]

describe('scanCellNames', () => {
  for (const [source, expected] of declarations) {
    it(`reads what ${JSON.stringify(source)} declares`, () => {
      const { declared } = scanCellNames(source)
      const found = declared.map(({ kind, name, exported }) => `${kind} ${name}${exported ? '!' : ''}`)
      assert.equal(found.join(', '), expected)
    })
  }

  it('lists the names that a cell mentions, but not members', () => {
    const { mentioned } = scanCellNames('a.b?.c(d); e = { f, g: h } // i\n`j ${k}`; "l"')
    assert.deepEqual([...mentioned], ['a', 'd', 'e', 'f', 'g', 'h', 'k'])
  })

  it('lists the names that a cell assigns, but not those it compares', () => {
    const { assigned } = scanCellNames('a = 1; b += 2; c++; --d; e ??= 3; f === g; h.i = 4; j => 5')
    assert.deepEqual([...assigned], ['a', 'b', 'c', 'd', 'e'])
  })

  it('knows a cell that changes what all cells see', () => {
    assert.equal(scanCellNames('declare global { var a: 1 }').augments, true)
    const ofModule = scanCellNames("declare module 'x' { interface Y {} }")
    assert.deepEqual([ofModule.augments, [...ofModule.augmentedModules]], [true, ["'x'"]])
    assert.equal(scanCellNames('declare const global: 1').augments, false)
  })
})
