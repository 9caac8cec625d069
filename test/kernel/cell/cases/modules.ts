/** Imports and exports. */

import { cases } from './case'

export const modules = cases([
  ['default import', ['import fs from "node:fs"', 'typeof fs.readFileSync'], "'function'"],
  ['named imports', ['import { join, sep as separator } from "node:path"', 'join("a", "b") + separator'], "'a/b/'"],
  ['namespace import', ['import * as path from "node:path"', 'path.join("a", "b")'], "'a/b'"],
  ['default and namespace', ['import def, * as all from "node:path"', 'def === all.default'], 'true'],
  ['default and named', ['import path, { join } from "node:path"', 'path.join === join'], 'true'],
  ['side effect', 'import "node:fs"\n1', '1'],
  ['an import shows nothing', 'import { join } from "node:path"', undefined],
  ['an import over lines', 'import {\n  join,\n  sep,\n} from "node:path"\njoin("a", sep)', "'a/'"],
  ['imports come before what uses them', 'const r = join("a", "b")\nimport { join } from "node:path"\nr', "'a/b'"],
  ['JSON', 'import data from "./data.json" with { type: "json" }\ndata.list', '[ 1, 2, 3 ]'],
  [
    'a variable of a module is seen as it changes',
    'import { count, increment } from "./counter.mjs"\nconst before = count\nincrement()\ncount - before',
    '1',
  ],
  [
    'a variable of a module cannot be assigned to',
    ['import { count } from "./counter.mjs"', 'const set = () => { count = 5 }\nset()'],
    { error: 'TypeError', message: 'Assignment to constant variable' },
  ],
  ['a class as default export', 'import Counter from "./counter.mjs"\nnew Counter() instanceof Counter', 'true'],
  [
    'names that a CommonJS module computes, in its namespace',
    [
      'import * as all from "./plain.cjs"',
      'import * as again from "./plain.cjs"',
      '[all.lateBound(), all === again, typeof all.default]',
    ],
    "[ 'late', true, 'object' ]",
  ],
  ['names that a CommonJS module computes', 'import { lateBound } from "./plain.cjs"\nlateBound()', "'late'"],
  [
    'a missing export that is used',
    'import { nope } from "node:path"\nnope',
    { error: 'SyntaxError', message: "does not provide an export named 'nope'" },
  ],
  ['import = require', ['import os = require("node:os")', 'typeof os.cpus'], "'function'"],
  ['dynamic import', '(await import("node:path")).sep', "'/'"],
  [
    'dynamic import in a function',
    ['const load = async (name: string) => import(name)', '(await load("node:path")).sep'],
    "'/'",
  ],
  [
    'dynamic import of a file',
    'const { default: d } = await import("./data.json", { with: { type: "json" } })\nd.name',
    "'data'",
  ],
  [
    'a dynamic import that fails can be caught',
    'await import("./no-such-file.mjs").catch(error => error.code)',
    "'ERR_MODULE_NOT_FOUND'",
  ],
  [
    'import.meta',
    'const { url, dirname } = import.meta;\n[typeof url, typeof dirname, typeof import.meta.filename]',
    "[ 'string', 'string', 'string' ]",
  ],
  ['import.meta.resolve', 'import.meta.resolve("./data.json").endsWith("/data.json")', 'true'],
  ['require', 'const { join } = require("node:path")\njoin("a", "b")', "'a/b'"],
  [
    'export means nothing',
    ['export const a = 1\nexport function f() { return a }\nexport class C {}\nexport { a as b }', 'f()'],
    '1',
  ],
  ['export default of an expression is a result', 'export default { a: 1 }', '{ a: 1 }'],
  ['export default of a function declares it', ['export default function main() { return 5 }', 'main()'], '5'],
  ['export default of a nameless class', 'export default class {}', '[class (anonymous)]'],
  [
    'more than one default export',
    ['export default function one() { return 1 }\nexport default class Two { x: number = 2 }', '[one(), new Two().x]'],
    '[ 1, 2 ]',
  ],
  ['the last of several default exports is the result', 'enum E { A }\nexport default 1\nexport default E.A', '0'],
  ['export from loads the module', 'export { join } from "node:path"\nexport * from "node:fs"\n1', '1'],
  ['export of a name of an earlier cell', ['const a = 1', 'export { a }\na'], '1'],
  [
    'JSX, where a tag of the cell allows it',
    [
      'const React = { createElement: (...parts: unknown[]) => parts }',
      '/** @jsx */\nconst name: string = "Ann"\nconst a = <p title="x">Don\'t, {name}</p>',
      'a',
    ],
    "[ 'p', { title: 'x' }, \"Don't, \", 'Ann' ]",
  ],
  ['an exported enum', ['export enum E { A = 4 }', 'E.A'], '4'],
  [
    'what a script does only where it is the program itself',
    'let ran = false\nif (import.meta.main) ran = true\nran',
    'true',
  ],
])
