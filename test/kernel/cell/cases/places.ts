/** Where errors are, in lines and columns of the cell. */

import { cases } from './case'

export const places = cases([
  ['an error on the first line', 'null.x', { error: 'TypeError', line: 1, column: 6 }],
  ['an error after a typed line', 'const a: number = 1\nnull!.x', { error: 'TypeError', line: 2, column: 7 }],
  [
    'an error after a declaration in its line',
    'const a = 1; let b = 2; throw new Error("x")',
    { error: 'Error', line: 1, column: 31 },
  ],
  ['an error after a class in its line', 'class A {}; throw new Error("x")', { error: 'Error', line: 1, column: 19 }],
  [
    'an error after an import over lines',
    'import {\n  join,\n} from "node:path"; throw new Error("x")',
    { error: 'Error', line: 3, column: 27 },
  ],
  ['an error after an enum', 'enum E {\n  A,\n}\n\nthrow new Error("x")', { error: 'Error', line: 5, column: 7 }],
  [
    'an error in a class with parameter properties',
    'class P {\n  constructor(private x: number) {}\n  f() {\n    throw new Error("x")\n  }\n}\nnew P(1).f()',
    { error: 'Error', line: 4, column: 11 },
  ],
  ['an error in a bare object', '{\n  a: 1,\n  b: null!.x,\n}', { error: 'TypeError', line: 3, column: 12 }],
  [
    'an error in a loop',
    'let n = 0\nfor (let i = 0; i < 3; i++) { n += i; if (n > 1) throw new Error("x") }',
    { error: 'Error', line: 2, column: 56 },
  ],
  [
    'an error in a named call',
    'const wrap = (f: () => void) => f()\nconst v = wrap(() => { throw new Error("x") })',
    { error: 'Error', line: 2, column: 30 },
  ],
  [
    'an error after letters of two units',
    'const s: string = "😀😀"; null!.x',
    { error: 'TypeError', line: 1, column: 33 },
  ],
  [
    'an error after windows line ends',
    'const a: number = 1\r\n\r\nnull!.x',
    { error: 'TypeError', line: 3, column: 7 },
  ],
  [
    'an error after a hidden name',
    ['const process = { a: null as any }', '[process, process.a.b]'],
    { error: 'TypeError', line: 1, column: 21 },
  ],
  [
    'an error in a decorated class',
    'const id = (m: any, _: any) => m\nclass D {\n  @id m() {\n    throw new Error("x")\n  }\n}\nnew D().m()',
    { error: 'Error', line: 4, column: 11 },
  ],
  [
    'an error in a namespace',
    'namespace N {\n  export const a = 1\n  export function f() { throw new Error("x") }\n}\nN.f()',
    { error: 'Error', line: 3, column: 31 },
  ],
  [
    'an error after an await',
    'await 1\n\nawait (async () => { throw new Error("x") })()',
    { error: 'Error', line: 3, column: 28 },
  ],
  ['an error in a pattern', 'const { a } = null!', { error: 'TypeError', line: 1 }],
  [
    'a syntax error',
    'const a = 1\nlet b = (;',
    { error: 'SyntaxError', message: 'Expression expected', line: 2, column: 10 },
  ],
  ['a syntax error in types', 'let x: = 5', { error: 'SyntaxError', line: 1, column: 8 }],
  [
    'what the compiler forgives and JavaScript does not',
    'const before = 1\nsuper.x',
    { error: 'SyntaxError', message: "'super' keyword outside a method", line: 2, column: 1 },
  ],
  [
    'an octal escape',
    'const a: number = 1\n\nconst s = "\\08"',
    { error: 'SyntaxError', message: 'Octal literal in strict mode', line: 3 },
  ],
  [
    'a decorator of a parameter, which only the decorators of old can be',
    'class A {\n  constructor(@((..._: any[]) => {}) x: number) {}\n}',
    { error: 'SyntaxError', message: 'Decorators of parameters are of the experimental kind', line: 2, column: 15 },
  ],
  [
    'JSX in a cell that does not say so',
    'const before = 1\nconst view = <p className="a">text</p>',
    { error: 'SyntaxError', message: 'JSX is read in cells that begin with the comment /** @jsx', line: 2 },
  ],
  ['an unfinished cell', 'function f() {', { error: 'SyntaxError', line: 1 }],
])
