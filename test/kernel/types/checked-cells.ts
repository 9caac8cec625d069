/** Cells, one after another in a session, and what the compiler says of the last. */

type Case = readonly [title: string, cells: readonly string[]]
export type Finding = readonly [place: string, message: string]

/** Cells whose last is right. */
export const good: readonly Case[] = [
  ['a name of an earlier cell', ['const total = 1', 'total.toFixed(2)']],
  [
    'types of an earlier cell',
    ['interface P { x: number }\ntype Q<T> = T[]', 'const p: P = { x: 1 }; const q: Q<P> = [p]'],
  ],
  [
    'a class, an enum and a namespace of earlier cells',
    [
      'class Dog { bark() { return 1 } }\nenum E { A }\nnamespace N { export type T = string; export const k = 1 }',
      'const d: Dog = new Dog(); d.bark(); const e: E = E.A; const t: N.T = String(N.k)',
    ],
  ],
  [
    'an import of an earlier cell',
    ["import { readFileSync, type Stats } from 'node:fs'", 'readFileSync; let s: Stats | undefined'],
  ],
  [
    'a const declared again as a function, a class and an interface',
    [
      'const a = 1',
      'function a() { return 1 }',
      'a() + 1',
      'class a { x = 1 }',
      'new a().x',
      'interface a { y: 1 }',
      'let z: a = { y: 1 }; new a()',
    ],
  ],
  [
    'a type and a value of one name from two cells',
    ['type Pt<T> = { v: T }', 'const Pt = <T>(v: T): Pt<T> => ({ v })', 'const p: Pt<number> = Pt(3)'],
  ],
  ['the same cell run again', ['const same = 1', 'const same = 1', 'same + 1']],
  [
    'a declared name that the same cell reads before',
    ['let n = 1', 'const m = n\nfunction inner() { const n = "s"; return n.length }\nn.toFixed()'],
  ],
  [
    'a block that has a variable named as a session name',
    ['let n = 1', 'if (true) { const n = "s"; n.length }\nn.toFixed()'],
  ],
  [
    'an assignment to a variable of an earlier cell',
    ['let n = 1', 'n = 2; n += 1; n++; [n] = [3]; ({ n } = { n: 4 })'],
  ],
  ['an array that a later cell fills', ['const rows = []\nlet open', 'rows.push(1); open = 3; rows; open']],
  [
    'top-level await and for await',
    ['await fetch("x").then(r => r.json())\nfor await (const chunk of process.stdin) chunk'],
  ],
  [
    'names that shadow globals',
    ['const name = "x", process = { a: 1 }, fetch = 2, console = 3', 'name.length + process.a + fetch + console'],
  ],
  [
    'names of a CommonJS module as variables',
    ['const require = 1, module = 2, exports = 3, Promise = 4, Object = 5', 'require + module'],
  ],
  ['a variable declared again by what it was', ['var rows = [1]', 'var rows = rows.map(String)', 'rows.anything']],
  ['the global object by itself, by each of its names', ['global', 'globalThis']],
  ['a bare object literal', ['{ a: 1 }']],
  ['a bare object literal of two properties', ['const x = 1\n{ a: x, b: [x] }']],
  ['a block that is no object', ['{ const z = 1; z }']],
  [
    'export, which means nothing',
    [
      'export const ex = 1; export function ef() { return 2 }\nexport default class Foo {}\nconst r = 1\nexport { r, ex as ey }',
      'ex + ef() + r; new Foo()',
      'export const ex = "again"',
      'ex.length',
    ],
  ],
  [
    'more than one default export',
    ['export default function one() { return 1 }\nexport default class Two { x = 2 }\nexport default 3'],
  ],
  [
    'what several default exports declare',
    ['export default function one() { return 1 }\nexport default class Two { x = 2 }', 'one() + new Two().x'],
  ],
  ['a label, a comma and an unused value', ['loop: for (;;) break loop\n1, 2\n"x"']],
  [
    'names that a cell has without importing them',
    [
      'display(1).update(2); clearOutput({ wait: true }); const s: string = await input("?"); prompt(""); confirm(""); comm.open("t")\nrequire; __filename; __dirname',
    ],
  ],
  [
    'those names as properties of globalThis',
    [
      'globalThis.display(1).update(2); const s: string = await globalThis.input("?"); globalThis.clearOutput()\n' +
        'globalThis.prompt(""); globalThis.confirm(""); globalThis.comm.open("t"); globalThis._exit_code.toFixed()',
    ],
  ],
  ['a name of the kernel declared by the person', ['const display = 1, input = 2', 'display + input']],
  [
    'standard decorators and using',
    [
      'function logged(f: Function, c: ClassMethodDecoratorContext) {}\nclass D { @logged m() {} }\nusing r = { [Symbol.dispose]() {} }',
    ],
  ],
  [
    'local files, enums and JSON',
    [
      "import { answer, Colour } from './answer'\nimport again from './data.json'\nimport { answer as b } from './answer.ts'",
      'answer + again.rows + b; const c: Colour = Colour.Red',
    ],
  ],
  [
    'packages of the notebook, typed and untyped',
    ["import { greet } from 'local-pkg'\nimport { anything } from 'untyped'", 'greet("x").length; anything.at.all'],
  ],
  [
    'tasklab and tasklab/notebook',
    [
      "import { task } from 'tasklab'\nimport { display } from 'tasklab/notebook'",
      'task(() => 1).run.toFixed(); display(1)',
    ],
  ],
  [
    'callbacks of what is of type any',
    [
      "const any = JSON.parse('{}')",
      'any.map(x => x)\nany.each((x, { y: [z] }, ...more) => [x, z, more])\nany(1, async function* f(x) { yield x }) ',
      'any.go({ on: x => x, all: [(x) => x] })\nany?.(x => x)',
    ],
  ],
  ['types that only Node 26 has', ['Temporal.Now.instant().toString(); new Set([1]).union(new Set([2]))']],
  [
    'WebAssembly',
    [
      'const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])\nconst module: WebAssembly.Module = await WebAssembly.compile(wasm)',
      'const { instance } = await WebAssembly.instantiate(wasm, {}); (instance.exports.add as (a: number, b: number) => number)(1, 2).toFixed(); new WebAssembly.Memory({ initial: 1 }).buffer.byteLength; new WebAssembly.Global({ value: "i64" }, 1n).value + 1n',
    ],
  ],
  [
    'a cell that augments every cell, run again',
    [
      'declare global { type Shared = string }\nconst kept = 1',
      'const s: Shared = "a"; kept',
      'declare global { type Shared = string }\nconst kept = 1',
      'const t: Shared = "a"; kept.toFixed()',
      'declare global { type Shared = string }\nconst kept = 1',
    ],
  ],
  [
    'a decorated class that is exported',
    ['function dec(value: unknown, context: ClassDecoratorContext) {}\nexport @dec class D { x = 1 }'],
  ],
  ["a script's first line for the shell", ['#!/usr/bin/env node\nconst a = 1']],
  ['the exit code of a shell command', ['_exit_code.toFixed(); _exit_code = 0']],
  ['a global that a cell declares', ['declare global { var shared: number }', '1', 'shared.toFixed()']],
  [
    'types that a cell adds to a package that nothing has imported before',
    ["declare module 'local-pkg' { export interface Extra { a: number } }"],
  ],
  [
    'overloads',
    [
      'function over(a: string): void\nfunction over(a: number): void\nfunction over(a: unknown) {}',
      'over(1); over("s")',
    ],
  ],
  ['// @ts-nocheck and // @ts-ignore', ['// @ts-nocheck\nconst a: string = 1', '// @ts-ignore\nconst b: string = 1']],
  ['an empty cell and one of comments', ['', '// nothing\n/* at all */']],
]

/** Cells whose last has these errors. */
export const bad: readonly (readonly [...Case, ...findings: Finding[]])[] = [
  ['a wrong assignment', ['const s: string = 1'], ['1:7', "Type 'number' is not assignable to type 'string'."]],
  [
    'the place in a longer cell',
    ['\n\n  const s: string = 1'],
    ['3:9', "Type 'number' is not assignable to type 'string'."],
  ],
  [
    'columns in UTF-16 units',
    ["'😀'; const s: string = 1"],
    ['1:13', "Type 'number' is not assignable to type 'string'."],
  ],
  [
    'lines that end as on Windows',
    ['1\r\n2\r\nconst s: string = 1'],
    ['3:7', "Type 'number' is not assignable to type 'string'."],
  ],
  [
    'a name of an earlier cell used wrongly',
    ['let n = 1', 'n.foo'],
    ['1:3', "Property 'foo' does not exist on type 'number'."],
  ],
  [
    'the later declaration, not the earlier',
    ['const a = 1', 'const a = true', 'a.toFixed()'],
    ['1:3', "Property 'toFixed' does not exist on type 'true'."],
  ],
  [
    'the later interface, not both',
    ['interface P { x: 1 }', 'interface P { y: 1 }', 'const p: P = { x: 1 }'],
    ['1:16', "Object literal may only specify known properties, and 'x' does not exist in type 'P'."],
  ],
  [
    'a wrong assignment to an earlier variable',
    ['let n = 1', 'n = "s"'],
    ['1:1', "Type 'string' is not assignable to type 'number'."],
  ],
  [
    'an assignment to an earlier constant',
    ['const c = 1', 'c = 2'],
    ['1:1', "Cannot assign to 'c' because it is a constant."],
  ],
  [
    'an assignment to an earlier function, class, enum and namespace',
    ['function f() {}\nclass C {}\nenum E { A }\nnamespace N { export const a = 1 }', 'f = 1\nC = 1\nE = 1\nN = 1'],
    ['1:1', "Cannot assign to 'f' because it is a function."],
    ['2:1', "Cannot assign to 'C' because it is a class."],
    ['3:1', "Cannot assign to 'E' because it is an enum."],
    ['4:1', "Cannot assign to 'N' because it is a namespace."],
  ],
  [
    'a destructuring assignment of a wrong type',
    ['let n = 1', '[n] = ["s"]'],
    ['1:2', "Type 'string' is not assignable to type 'number'."],
  ],
  [
    'a block variable that is read before it is there',
    ['let n = 1', 'let n = n + 1'],
    ['1:9', "Block-scoped variable 'n' used before its declaration."],
  ],
  ['an unknown name', ['nowhere'], ['1:1', "Cannot find name 'nowhere'."]],
  [
    'a missing module and a missing file',
    ["import a from 'nowhere'\nimport b from './nowhere'"],
    ['1:15', "Cannot find module 'nowhere' or its corresponding type declarations."],
    ['2:15', "Cannot find module './nowhere' or its corresponding type declarations."],
  ],
  [
    'a local file used wrongly',
    ["import { answer } from './answer'\nanswer.foo"],
    ['2:8', "Property 'foo' does not exist on type 'number'."],
  ],
  [
    'tasklab used wrongly',
    ["import { task } from 'tasklab'\nconst t: string = task(() => 1).run"],
    ['2:7', "Type 'number' is not assignable to type 'string'."],
  ],
  [
    'an error inside a bare object literal',
    ['let x = 1\n  { a: x, b: x.foo }'],
    ['2:16', "Property 'foo' does not exist on type 'number'."],
  ],
  [
    'names of the browser',
    ['document'],
    [
      '1:1',
      "Cannot find name 'document'. Do you need to change your target library? Try changing the 'lib' compiler option to include 'dom'.",
    ],
  ],
  ['an unfinished cell, at its end', ['function f() {'], ['1:15', "'}' expected."]],
  ['a parameter without a type', ['const f = (x) => x'], ['1:12', "Parameter 'x' implicitly has an 'any' type."]],
  [
    'a decorator of the kind before ECMAScript had them',
    ['const old = (target: object, name: string) => {}\nclass A { @old x = 1 }'],
    [
      '2:12',
      "Unable to resolve signature of property decorator when called as an expression.\n  Argument of type 'undefined' is not assignable to parameter of type 'object'.\n  Decorators of cells are those of ECMAScript; this one may be made for `experimentalDecorators`.",
    ],
  ],
  [
    'parameters without a type of functions that stand for themselves',
    [
      'function f(x) {}\nconst o = { g: x => x }, p = (y => y)\nfunction h() { return (z) => z }\n[1].map(n => { const k = m => m; return k(n) })',
    ],
    ['1:12', "Parameter 'x' implicitly has an 'any' type."],
    ['2:16', "Parameter 'x' implicitly has an 'any' type."],
    ['2:31', "Parameter 'y' implicitly has an 'any' type."],
    ['3:24', "Parameter 'z' implicitly has an 'any' type."],
    ['4:26', "Parameter 'm' implicitly has an 'any' type."],
  ],
  [
    'two types of one name by their cells',
    ['class P { a = 1; #x = 1 }\nlet p = new P()', 'class P { a = 1; #x = 1 }\nlet q: P = p'],
    [
      '2:5',
      `Type 'import("Cell [1]").P' is not assignable to type 'import("Cell [2]").P'.\n  Property '#x' in type 'P' refers to a different member that cannot be accessed from within type 'P'.`,
    ],
  ],
]
