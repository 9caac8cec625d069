import { deepEqual } from 'node:assert/strict'
import { compileCell } from '../../../kernel/cell/compile'
import { declarationsUsedBy, namesUsedByFunction } from '../../../kernel/cell/identify'
import { CellSession } from '../../../kernel/cell/session'

const compile = (source: string) => compileCell(source, { url: 'cell.ts', session: new CellSession() })
const sorted = (names: Iterable<string>) => [...names].sort()

const uses: readonly (readonly [what: string, source: string, names: readonly string[]])[] = [
  ['names of the top level', 'a + b', ['a', 'b']],
  ['names that functions use', 'const f = () => a; f()', ['a']],
  ['names that are assigned to', 'a = 1; [b, c.d] = [1]; ({ e, f: g = h } = {})', ['a', 'b', 'c', 'e', 'g', 'h']],
  ['names in shorthands and computed keys', '({ a, [b]: 1, c: d })', ['a', 'b', 'd']],
  ['no properties, labels or members', 'x: for (;;) { a.b.c; break x }', ['a']],
  ['no names of its own', 'const a = 1; function f() { return a } class C { m() { return f() } }\nnew C()', []],
  ['no parameters', '((a, { b }, [c] = d, ...e) => a + b + c + e)(1)', ['d']],
  ['no names of blocks, catches and loops', '{ let a; a } try {} catch (b) { b } for (const c of d) c', ['d']],
  ['a name that is only hidden in a block', '{ let a = 1; a }\na', ['a']],
  ['no names that come later in a scope', '(() => { f(); function f() { return v } var v })()', []],
  ['what classes extend and compute', 'class A extends B { [c] = d; static { e } #p = this.#p }', ['B', 'c', 'd', 'e']],
  ['no names of types', 'const a: Foo<Bar> = b as Baz', ['b']],
  ['no arguments and no own name of a function', '(function f() { return f(arguments) })()', []],
]

describe("A cell's uses", () => {
  for (const [what, source, names] of uses) {
    it(`are ${what}`, () => deepEqual(sorted(compile(source).uses), names))
  }
})

describe("A cell's declarations", () => {
  it('come with kind, source and the names that they use', () => {
    const { declares } = compile(
      'const factor: number = base * 2\nfunction scale(x: number) { return x * factor }\nclass Box { v = scale(1) }',
    )
    deepEqual(
      declares.map(({ name, kind, uses }) => [name, kind, uses]),
      [
        ['factor', 'const', ['base']],
        ['scale', 'function', ['factor']],
        ['Box', 'class', ['scale']],
      ],
    )
    deepEqual(declares[0]?.source.replace(/\s+/g, ' '), 'factor = base * 2')
  })

  it('have the kinds that their author knows, also after a compiler', () => {
    const { declares } = compile(
      'enum E { A }\nnamespace N { export const a = E.A }\nclass P { constructor(private x: number) {} }\nusing u = null\nimport { sep } from "path"',
    )
    deepEqual(declares.map(({ name, kind }) => `${kind} ${name}`).sort(), [
      'class P',
      'enum E',
      'import sep',
      'namespace N',
      'using u',
    ])
  })

  it('know what a namespace uses', () => {
    const { declares } = compile('namespace N { export const a = helper() }')
    deepEqual(
      declares.map(({ name, uses }) => [name, uses]),
      [['N', ['helper']]],
    )
  })

  it('of a pattern share its source', () => {
    const { declares } = compile('const { a, b } = load()')
    deepEqual(
      declares.map(({ name, source, uses }) => [name, source, uses]),
      [
        ['a', '{ a, b } = load()', ['load']],
        ['b', '{ a, b } = load()', ['load']],
      ].map(([name, source, used]) => [name, source, used]),
    )
  })

  it('of a decorated class are the class alone', () => {
    const { declares } = compile('const d = (c: any, _: any) => c\n@d class A {}')
    deepEqual(
      declares.map(({ name }) => name),
      ['d', 'A'],
    )
  })
})

describe('namesUsedByFunction', () => {
  const rows: readonly (readonly [text: string, names: readonly string[]])[] = [
    ['async url => await fetch(url, options)', ['fetch', 'options']],
    ['function f(a) { return g(a) + f(a) }', ['g']],
    ['async run(x) { return helper(x) }', ['helper']],
    ['class A { m() { return b } }', ['b']],
    ['function () { [native code] }', []],
  ]
  for (const [text, names] of rows) {
    it(`finds ${names.join(', ') || 'nothing'} in ${text}`, () => deepEqual(sorted(namesUsedByFunction(text)), names))
  }
})

describe('declarationsUsedBy', () => {
  const book = (...cells: readonly string[]) =>
    new Map(cells.flatMap(cell => compile(cell).declares.map(declaration => [declaration.name, declaration] as const)))

  it('follows what declarations of other cells use', () => {
    const declared = book('const base = 2', 'function scale(x) { return x * base }\nconst other = 1', 'let count = 0')
    const used = declarationsUsedBy('x => { count++; return scale(x) }', declared)
    deepEqual(sorted(used.keys()), ['base', 'count', 'scale'])
  })

  it('ends with functions that call each other', () => {
    const declared = book(
      'function even(n) { return n === 0 || odd(n - 1) }\nfunction odd(n) { return n !== 0 && even(n - 1) }',
    )
    deepEqual(sorted(declarationsUsedBy('n => even(n)', declared).keys()), ['even', 'odd'])
  })

  it('names the module of an import', () => {
    const declared = book('import { mend } from "./mend"')
    deepEqual(declarationsUsedBy('() => mend()', declared).get('mend')?.module, './mend')
  })

  it('does not take local names for names of cells', () => {
    const declared = book('const a = 1, b = 2')
    deepEqual(sorted(declarationsUsedBy('(a) => { const b = a; return b }', declared).keys()), [])
  })
})
