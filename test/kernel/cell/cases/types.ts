/** What TypeScript adds to JavaScript. */

import { cases } from './case'

export const types = cases([
  [
    'annotations',
    'const a: number = 1\nlet b: string | undefined\nconst f = (x: number, y?: string): number => x\nf(a)',
    '1',
  ],
  ['generics', 'function id<T extends object>(x: T): T { return x }\nid<{ a: number }>({ a: 1 })', '{ a: 1 }'],
  ['a generic call that could be two comparisons', 'const f = <T,>(x: T) => x\nf<number>(4)', '4'],
  ['a generic construction', 'new Map<string, number>([["a", 1]]).size', '1'],
  [
    'interfaces and type aliases',
    ['interface P { x: number }\ntype Q = P & { y: string }', 'const q: Q = { x: 1, y: "z" }\nq'],
    "{ x: 1, y: 'z' }",
  ],
  ['a cell of types only', 'type A = 1\ninterface B {}', undefined],
  ['as, as const and non-null', 'const o = { a: 1 } as const\n;(o as any).a! + 1', '2'],
  ['satisfies', 'const o = { a: 1 } satisfies Record<string, number>\no.a', '1'],
  ['angle-bracket assertions', 'const v = <any>"text"\nv.length', '4'],
  ['enum', 'enum Color { Red, Green = 5, Blue }\n[Color.Blue, Color[5]]', "[ 6, 'Green' ]"],
  ['const enum', ['const enum K { A = 7 }', 'K.A'], '7'],
  ['string enum', ['enum S { A = "a" }', 'S.A'], "'a'"],
  ['namespace', ['namespace N { export const a = 1; export function f() { return a + 1 } }', 'N.f()'], '2'],
  ['nested namespace', 'namespace A.B { export let v = 3 }\nA.B.v', '3'],
  ['a namespace at the end shows nothing', 'namespace N { export const a = 1 }', undefined],
  [
    'parameter properties',
    'class P { constructor(private readonly x: number, public y = 2) {} sum() { return this.x + this.y } }\nnew P(1).sum()',
    '3',
  ],
  [
    'abstract class',
    [
      'abstract class A { abstract v(): number; twice() { return this.v() * 2 } }',
      'new (class extends A { v() { return 4 } })().twice()',
    ],
    '8',
  ],
  [
    'class members',
    'class M<T> { static #n = 1; declare gone: T; readonly a = 2; #b?: T; get n() { return M.#n } static { M.#n++ } accessor z = 1 }\nnew M<string>().n',
    '2',
  ],
  [
    'a class that refers to itself',
    'class S { static one = new S(); static make() { return new S() } }\nS.make() instanceof S && S.one instanceof S',
    'true',
  ],
  [
    'class decorator',
    'const seal = (c: any, ctx: ClassDecoratorContext) => { c.sealed = ctx.name }\n@seal class D {}\n;(D as any).sealed',
    "'D'",
  ],
  [
    'method decorator',
    'function doubling(f: Function, _: ClassMethodDecoratorContext) { return function (this: any, ...a: any[]) { return f.apply(this, a) * 2 } }\nclass D { @doubling v() { return 4 } }\nnew D().v()',
    '8',
  ],
  [
    'a decorator that replaces its class',
    ['const swap = (_c: any, _ctx: any) => class Other { v = 9 } as any\n@swap class D { v = 1 }', 'new D().v'],
    '9',
  ],
  [
    'a decorated class with static members at the end shows nothing',
    ['const keep = (c: any, _ctx: any) => c', '@keep class D { static a = 1 }'],
    undefined,
  ],
  [
    'the result after a decorated class that is exported',
    ['const swap = (_c: any, _ctx: any) => class Other {} as any', '@swap export default class D {}\nD.name'],
    "'Other'",
  ],
  [
    'decorated classes of two cells do not mix',
    [
      'const reg: string[] = []\nfunction log(_: any, c: any) { c.addInitializer(function (this: any) { reg.push(this.constructor.name) }) }\nclass A { @log m() {} }',
      'class B { @log m() {} }',
      'new A(); new B(); reg',
    ],
    "[ 'A', 'B' ]",
  ],
  ['declare means nothing', 'declare const x1: number\ndeclare function f1(): void\ndeclare module "m" {}\n1', '1'],
  ['definite assignment', 'let d!: number\nd = 3\nd', '3'],
  [
    'this parameters and assertion signatures',
    'function f(this: { v: number }, x: unknown): asserts x is string { if (this.v !== 1) throw x }\nf.call({ v: 1 }, "a") === undefined',
    'true',
  ],
  [
    'type-only import and export',
    'import type { Stats } from "node:fs"\nimport { type Dirent, statSync } from "node:fs"\nexport type { Stats }\ntypeof statSync',
    "'function'",
  ],
  [
    'an import that may be a type does no harm',
    ['import { Stats, NoSuchType } from "node:fs"\nlet s: NoSuchType', '1'],
    '1',
  ],
  [
    'optional chaining, nullish, exponent, numeric separators',
    'const o: any = null;\n[o?.a?.b ?? 1, 2 ** 3, 1_000]',
    '[ 1, 8, 1000 ]',
  ],
  ['a regular expression that looks like a comment', '/\\/\\*/.test("/*")', 'true'],
  ['tagged templates keep their lines', 'const t = (s: TemplateStringsArray) => s.raw[0]\nt`a\n  b`', "'a\\n  b'"],
])
