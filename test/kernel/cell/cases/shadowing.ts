/** Names of the runtime, taken by cells. */

import { cases } from './case'

export const shadowing = cases([
  ['a cell may have its own process', ['const process = { pid: "mine" }', 'process.pid'], "'mine'"],
  ["a cell's process is not the runtime's", ['const process = 1', 'typeof globalThis.process'], "'object'"],
  [
    "a cell's fetch is not that of packages",
    ['const fetch = 1; let document = 2; class window {}', 'import { seen } from "./globals.cjs"\nseen()'],
    "[ 'object', 'function', 'undefined', 'undefined' ]",
  ],
  [
    'functions of cells see it',
    ['const fetch = (x: string) => x + "!"\nfunction get() { return fetch("a") }', 'get()'],
    "'a!'",
  ],
  ['it may be redeclared', ['const console = 1', 'function console() { return 2 }', 'let console = 3\nconsole'], '3'],
  ['a function of that kind has its name', ['function fetch() {}', 'fetch.name'], "'fetch'"],
  ['a class of that kind has its name', ['class URL { v = 1 }', '[URL.name, new URL().v]'], "[ 'URL', 1 ]"],
  ['shorthands of it', ['const performance = 5', '({ performance })'], '{ performance: 5 }'],
  [
    'patterns that declare it',
    [
      'const { structuredClone, crypto: { a: crypto } } = { structuredClone: 1, crypto: { a: 2 } }',
      '[structuredClone, crypto]',
    ],
    '[ 1, 2 ]',
  ],
  [
    'a cell may have its own require',
    [
      'import { createRequire } from "node:module"\nconst require = createRequire(import.meta.url)',
      'require("./data.json").name',
    ],
    "'data'",
  ],
  [
    'a name of an error message is as it was written',
    ['const process = 1', 'process.x.y'],
    { error: 'TypeError', message: "reading 'y'" },
  ],
  [
    'a cell may be called undefined things',
    ['let Array2 = 1, Object2 = 2, Symbol2 = 3', 'Array2 + Object2 + Symbol2'],
    '6',
  ],
  [
    'a cell may have its own Object and Promise',
    [
      'const Object = 1, Promise = 2, Array = 3, Error = 4',
      'import { sep } from "node:path"\n;[Object, Promise, Array, Error, await 5, sep]',
    ],
    "[ 1, 2, 3, 4, 5, '/' ]",
  ],
  ['a local name of that kind is local', 'const f = (process: number) => process + 1\nf(1)', '2'],
  ["globalThis is the runtime's", 'globalThis.process.pid > 0', 'true'],
  [
    'imports of it',
    [
      'import { performance as clock, performance } from "node:perf_hooks"\nimport process, { env } from "node:process"',
      '[performance === clock, process.env === env]',
    ],
    '[ true, true ]',
  ],
  ['an import of the whole module', ['import * as console from "node:console"', 'typeof console.log'], "'function'"],
  ['exports and functions of it', ['export function fetch() { return fetch.name }', 'fetch()'], "'fetch'"],
  [
    'enums and namespaces of it',
    ['enum Event { A = 5 }\nnamespace crypto { export const b = 6 }', 'Event.A + crypto.b'],
    '11',
  ],
  ['loops over it', ['let performance = 0', 'for (let i = 0; i < 5; i++) performance += i\nperformance'], '10'],
])
