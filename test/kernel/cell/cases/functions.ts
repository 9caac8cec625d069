/** Functions see what names mean now; constants stay; names are not there before their declaration. */

import { cases } from './case'

export const functions = cases([
  ['a function sees a later assignment', ['let n = 1; function get() { return n }', 'n = 2', 'get()'], '2'],
  [
    'a function sees a later declaration in another form',
    ['let n = 1; const get = () => n', 'const n = 3', 'get()'],
    '3',
  ],
  [
    'a function sees a redefined function',
    ['function f() { return 1 }\nfunction g() { return f() }', 'function f() { return 2 }', 'g()'],
    '2',
  ],
  [
    'a function sees a redefined class',
    ['class A { v = 1 }\nconst make = () => new A()', 'class A { v = 2 }', 'make().v'],
    '2',
  ],
  [
    'a function may use what a later cell declares',
    ['function g() { return later() }', 'const later = () => "now"', 'g()'],
    "'now'",
  ],
  [
    'a function may be called before it is declared',
    'const r = hoisted(1)\nfunction hoisted(x: number) { return x + 1 }\nr',
    '2',
  ],
  [
    'functions call each other',
    'function even(n: number): boolean { return n === 0 || odd(n - 1) }\nfunction odd(n: number): boolean { return n !== 0 && even(n - 1) }\neven(10)',
    'true',
  ],
  [
    'a function may assign to a name of an earlier cell',
    ['let n = 0', 'const inc = () => { n++ }\ninc(); inc()', 'n'],
    '2',
  ],
  [
    'a closure in a loop has its own variable',
    'const fs = []\nfor (let i = 0; i < 3; i++) fs.push(() => i)\nfs.map(f => f())',
    '[ 0, 1, 2 ]',
  ],
  [
    'a closure in a loop sees the names of cells',
    'let t = 0\nfor (let i = 0; i < 3; i++) [1].forEach(() => { t += i })\nt',
    '3',
  ],
  [
    'a loop sees what a function that it calls changes',
    ['let t = 0; const inc = () => ++t', 'for (let i = 0; i < 3; i++) inc()\nt'],
    '3',
  ],
  ['generators', 'function* g() { yield 1; yield 2 }\n[...g()]', '[ 1, 2 ]'],
  [
    'async generators',
    'async function* g() { yield 1; yield 2 }\nconst out: number[] = []\nfor await (const v of g()) out.push(v)\nout',
    '[ 1, 2 ]',
  ],
  ['a function has its name', ['function named() {}', 'named.name'], "'named'"],
  ["an arrow function has its variable's name", ['const arrow = () => 1', 'arrow.name'], "'arrow'"],
  ["a class has its variable's name", ['const K = class {}', 'K.name'], "'K'"],
  [
    'overloads',
    'function o(a: string): string\nfunction o(a: number): number\nfunction o(a: any) { return a }\no(5)',
    '5',
  ],
  ['a default parameter sees the names of cells', ['const d = 4', 'function f(x = d) { return x }\nf()'], '4'],
  [
    'a parameter hides a name of a cell',
    ['let p = 1', 'function f(p: number) { p = 5; return p }\n[f(2), p]'],
    '[ 5, 1 ]',
  ],
  ['this is undefined in a plain function', '(function () { return this })() === undefined', 'true'],
  ['cells are strict', 'Object.freeze([1]).push(2)', { error: 'TypeError' }],
  [
    'assigning to a name that was never declared fails',
    'undeclared = 1',
    { error: 'ReferenceError', message: 'undeclared is not defined' },
  ],
])

export const constants = cases([
  [
    'assigning to a const in its cell fails',
    'const c = 1\nc = 2',
    { error: 'TypeError', message: 'Assignment to constant variable', line: 2 },
  ],
  [
    'assigning to a const in a later cell fails',
    ['const c = 1', 'c = 2'],
    { error: 'TypeError', message: 'Assignment to constant variable' },
  ],
  ['counting a const up fails', ['const c = 1', 'c++'], { error: 'TypeError' }],
  ['a pattern that assigns to a const fails', ['const c = 1', '[c] = [2]'], { error: 'TypeError' }],
  ['a shorthand pattern that assigns to a const fails', ['const c = 1', '({ c } = { c: 2 })'], { error: 'TypeError' }],
  [
    'a function that assigns to a const fails',
    ['const c = 1; const set = () => { c = 2 }', 'set()'],
    { error: 'TypeError' },
  ],
  [
    'a function that assigned to a const may assign to the let that it became',
    ['const c = 1; const set = () => { c += 2 }', 'let c = 5', 'set(); c'],
    '7',
  ],
  [
    'a const that was a function cannot be assigned to',
    ['function c() {}', 'const c = 1', 'c = 2'],
    { error: 'TypeError', message: 'Assignment to constant variable' },
  ],
  [
    'assigning to a const before its declaration',
    'early1 = 1\nconst early1 = 2',
    { error: 'ReferenceError', message: 'before initialization' },
  ],
  [
    'a const of a runtime name cannot be assigned to',
    ['const process = 1', 'process = 2'],
    { error: 'TypeError', message: 'Assignment to constant variable' },
  ],
  ['an import cannot be assigned to', ['import { sep } from "path"', 'sep = "x"'], { error: 'TypeError' }],
  [
    'a timer of an earlier cell may write to a name until it is a constant',
    [
      'let n = 0\nconst timer = setInterval(() => { n++ }, 1)',
      'await new Promise(resolve => setTimeout(resolve, 20))\nclearInterval(timer)\nconst n = -1',
      'n',
    ],
    '-1',
  ],
  ['a failed assignment leaves the const', ['const c = 1', 'try { c = 2 } catch {}', 'c'], '1'],
  ['a const may hold what changes', ['const list: number[] = []', 'list.push(1, 2)', 'list'], '[ 1, 2 ]'],
])

export const deadZone = cases([
  [
    'a let is not there before its declaration',
    'q\nlet q = 1',
    { error: 'ReferenceError', message: "Cannot access 'q' before initialization", line: 1 },
  ],
  [
    'a const is not there in its own value',
    'const q = q + 1',
    { error: 'ReferenceError', message: "Cannot access 'q' before initialization" },
  ],
  [
    'a const of an earlier cell does not stand in',
    ['const q = 1', 'const q = q + 1'],
    { error: 'ReferenceError', message: 'before initialization' },
  ],
  [
    'a class is not there before its declaration',
    'new Q()\nclass Q {}',
    { error: 'ReferenceError', message: 'before initialization' },
  ],
  [
    'a function called too early does not see a let',
    'f()\nfunction f() { return q2 }\nlet q2 = 1',
    { error: 'ReferenceError', message: 'before initialization' },
  ],
  ['typeof tells of a dead zone', 'typeof q\nlet q = 1', { error: 'ReferenceError', message: 'before initialization' }],
  ['typeof forgives a name that is nowhere', 'typeof nowhere', "'undefined'"],
  ['a var is undefined before its declaration', 'const before = q3\nvar q3 = 1\nbefore === undefined', 'true'],
])
