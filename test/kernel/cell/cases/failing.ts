/** Cells that fail, cells that await, cells that dispose. */

import { cases } from './case'

export const failing = cases([
  [
    'a failed cell keeps what it declared',
    ['const a = 1\nfunction f() { return 2 }\nthrow new Error("x")', 'a + f()'],
    '3',
  ],
  [
    'a failed cell does not declare what it did not reach',
    ['throw new Error("x")\nconst b = 1', 'typeof b'],
    "'undefined'",
  ],
  ['a name that was not reached keeps its old value', ['let b = 1', 'throw new Error("x")\nlet b = 2', 'b'], '1'],
  [
    'a name that was not reached may be declared',
    ['const b = (() => { throw new Error("x") })()', 'const b = 5\nb'],
    '5',
  ],
  [
    'a name whose value failed is not defined',
    ['let b = nothing()', 'b'],
    { error: 'ReferenceError', message: 'b is not defined' },
  ],
  ['a name whose value failed keeps its old value', ['let b = 1', 'let b = nothing()', 'b'], '1'],
  [
    'a failed await keeps what came before',
    ['const a = 1\nawait Promise.reject(new Error("x"))\nconst b = 2', '[a, typeof b]'],
    "[ 1, 'undefined' ]",
  ],
  ['a class that failed may be declared', ['class A { static x = nothing() }', 'class A { static x = 1 }\nA.x'], '1'],
  ['a failed import leaves the other names', ['const a = 1', 'import { b } from "./no-such-file.mjs"', 'a'], '1'],
  [
    'a loop that failed keeps what it counted',
    ['let n = 0', 'for (;;) { if (++n === 5) throw new Error("x") }', 'n'],
    '5',
  ],
  [
    "an error of a rejected promise is the cell's",
    'await Promise.reject(new RangeError("far"))',
    { error: 'RangeError', message: 'far' },
  ],
  ['what is thrown need not be an error', 'throw 5', { error: 'Uncaught', message: '5' }],
])

export const awaiting = cases([
  ['top-level await', 'await Promise.resolve(5)', '5'],
  ['await in a declaration', ['const v = await Promise.resolve(6)', 'v'], '6'],
  ['await in a pattern', 'const { a, b: [c = await 3] } = await { a: 1, b: [] };\n[a, c]', '[ 1, 3 ]'],
  ['for await', 'let sum = 0\nfor await (const v of [Promise.resolve(1), 2]) sum += v\nsum', '3'],
  ['await in a loop', 'let sum = 0\nfor (let i = 0; i < 3; i++) sum += await i\nsum', '3'],
  ['await in a condition', 'if (await true) { var yes = 1 }\nyes', '1'],
  ['a promise that is not awaited is the result itself', 'Promise.resolve(1)', 'Promise { 1 }'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a cell
  ['await in a template', '`${await 1}-${await 2}`', "'1-2'"],
])

export const disposing = cases([
  [
    'using is disposed of at the end of the cell',
    ['const log: string[] = []', 'using r = { [Symbol.dispose]() { log.push("end") } }\nlog.push("body")', 'log'],
    "[ 'body', 'end' ]",
  ],
  [
    'await using is awaited',
    [
      'const log: string[] = []',
      'await using r = { async [Symbol.asyncDispose]() { await 1; log.push("end") } }\nlog.push("body")',
      'log',
    ],
    "[ 'body', 'end' ]",
  ],
  [
    'the last is disposed of first',
    [
      'const log: number[] = []\nconst make = (n: number) => ({ [Symbol.dispose]() { log.push(n) } })',
      'using a = make(1), b = make(2)\nusing c = make(3)',
      'log',
    ],
    '[ 3, 2, 1 ]',
  ],
  [
    'a failed cell disposes too',
    ['const log: string[] = []', 'using r = { [Symbol.dispose]() { log.push("end") } }\nthrow new Error("x")', 'log'],
    "[ 'end' ]",
  ],
  ['the result of a cell with using', 'using r = { [Symbol.dispose]() {} }\n5', '5'],
  [
    'using in a block is disposed of there',
    'const log: string[] = []\n{ using r = { [Symbol.dispose]() { log.push("block") } }; log.push("in") }\nlog',
    "[ 'in', 'block' ]",
  ],
  [
    'using with an enum in its cell',
    [
      'const log: string[] = []',
      'enum E { A }\nusing r = { [Symbol.dispose]() { log.push("end") } }\nlog.push(E[0])',
      'log',
    ],
    "[ 'A', 'end' ]",
  ],
  ['null needs no disposal', 'using r = null\n1', '1'],
  ['what cannot be disposed of is refused', 'using r = { a: 1 } as any', { error: 'TypeError', message: 'disposable' }],
  ['a using name cannot be assigned to', 'using r = null\nr = 1', { error: 'TypeError' }],
  ['a using name may be declared again', ['using r = null', 'let r = 4\nr'], '4'],
])
