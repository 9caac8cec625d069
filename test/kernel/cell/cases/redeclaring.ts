/** Any name may be declared again, in any form, in a later cell; twice in one cell it may not. */

import { cases } from './case'

/** Each way to declare `x`, and what `typeof x` says after it. */
const declarations: readonly (readonly [form: string, cell: string, type: string])[] = [
  ['let', 'let x = 1', 'number'],
  ['const', 'const x = "text"', 'string'],
  ['var', 'var x = 1n', 'bigint'],
  ['function', 'function x() {}', 'function'],
  ['async function', 'async function x() {}', 'function'],
  ['class', 'class x {}', 'function'],
  ['abstract class', 'abstract class x { abstract y(): void }', 'function'],
  ['enum', 'enum x { A, B }', 'object'],
  ['namespace', 'namespace x { export const y = 1 }', 'object'],
  ['import', 'import { sep as x } from "node:path"', 'string'],
  ['destructuring', 'const { x } = { x: true }', 'boolean'],
]

export const redeclarations = declarations.flatMap(([from, first]) =>
  cases(
    declarations.map(([to, second, type]) => [
      `a name may go from ${from} to ${to}`,
      [first, second, 'typeof x'],
      `'${type}'`,
    ]),
  ),
)

export const redeclaring = cases([
  [
    'a cell may be run again',
    ['const a = 1; let b = 2; class C {}', 'const a = 1; let b = 2; class C {}', 'a + b'],
    '3',
  ],
  ['a const that became a let can be assigned to', ['const a = 1', 'let a = 2', 'a = 3; a'], '3'],
  [
    'a let that became a const cannot',
    ['let a = 1', 'const a = 2', 'a = 3'],
    { error: 'TypeError', message: 'constant' },
  ],
  ['a function that became a let can be assigned to', ['function a() {}', 'let a = 2', 'a = 3; a'], '3'],
  ['an enum starts anew', ['enum E { A = "a" }', 'enum E { B = "b" }', 'E'], "{ B: 'b' }"],
  ['an enum declared twice in a cell is merged', 'enum E { A = "a" }\nenum E { B = "b" }\nE', "{ A: 'a', B: 'b' }"],
  ['a var without a value keeps it', ['var v = 1', 'var v; v'], '1'],
  ['a let without a value is undefined', ['let v = 1', 'let v; v === undefined'], 'true'],
  [
    'let twice in a cell is a syntax error',
    'let d = 1\nlet d = 2',
    { error: 'SyntaxError', message: "'d' has already been declared", line: 2, column: 5 },
  ],
  [
    'let and function of a name in a cell is a syntax error',
    'let d = 1\nfunction d() {}',
    { error: 'SyntaxError', message: "'d'" },
  ],
  [
    'import and const of a name in a cell is a syntax error',
    'import { sep } from "path"\nconst sep = 1',
    { error: 'SyntaxError', message: "'sep'" },
  ],
  [
    'typed: let twice in a cell is a syntax error',
    'let d: number = 1\nlet d: number = 2',
    { error: 'SyntaxError', message: "'d' has already been declared", line: 2 },
  ],
  [
    'with an enum: let twice in a cell is a syntax error',
    'enum E {}\nlet d: number = 1\nlet d: number = 2',
    { error: 'SyntaxError', message: "'d' has already been declared", line: 3 },
  ],
])
