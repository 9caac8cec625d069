import { deepEqual, equal } from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileCell } from '../../../kernel/cell/compile'
import { CellSession } from '../../../kernel/cell/session'
import { Identify } from '../../../kernel/flow/identify'
import { Declarations } from '../../../kernel/host/declarations'
import { SourceFiles } from '../../../kernel/host/modules/source-files'

describe('Host.identify', () => {
  let folder: string
  let declarations: Declarations
  let identify: Identify

  const declare = (...cells: readonly string[]): void => {
    for (const cell of cells)
      declarations.begin(compileCell(cell, { url: 'cell.ts', session: new CellSession() }).declares)
  }
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  const keys = (fn: (...args: never[]) => unknown): readonly string[] => Object.keys(identify.of(fn)).sort()
  /** A function whose text is this: its own names are nobody's here. */
  const functionOf = (text: string): (() => unknown) => new Function(`return (${text})`)()

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'tasklab-identify-')))
    declarations = new Declarations()
    identify = new Identify(declarations.newest, join(folder, 'notebook.ts'), new SourceFiles(folder))
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('names the declarations of cells that a function uses, and those that they use', () => {
    declare('const factor = 2', 'function scale(x: number) { return x * factor }', 'const unused = 1')
    const task = functionOf('async x => scale(x)')
    deepEqual(keys(task), ['factor', 'scale'])
    equal(identify.of(task).factor, 'factor = 2')
  })

  it('takes of each name what was declared last', () => {
    declare('const factor = 2')
    const task = functionOf('() => factor')
    declare('const factor = 3')
    equal(identify.of(task).factor, 'factor = 3')
  })

  it('keeps the older declaration where a cell did not come to the new one', () => {
    declare('const factor = 2', 'throw 1; const factor = 3')
    declarations.settle(['factor'])
    equal(identify.of(functionOf('() => factor')).factor, 'factor = 2')
    declare('throw 1; const fresh = 3')
    declarations.settle(['fresh'])
    deepEqual(keys(functionOf('() => fresh')), [])
  })

  it('knows methods, classes and native functions', () => {
    declare('const factor = 2', 'class Box { value() { return factor } }')
    deepEqual(keys({ run() {} }.run), [])
    deepEqual(keys(functionOf('() => new Box()')), ['Box', 'factor'])
    deepEqual(keys(Math.max), [])
  })

  it('counts of an import only the name that is used', () => {
    declare("import { a, b as c } from './two'")
    write('two.ts', 'export const a = 1, b = 2')
    equal(identify.of(functionOf('() => c')).c, 'import { b as c } from "./two"')
  })

  it('counts a local file with its code, without types, and the files that it imports', () => {
    write('helper.ts', "import { base } from './base'\nexport const scale = (x: number): number => x * base")
    write('base.ts', 'export const base: number = 2')
    declare("import { scale } from './helper'")
    const task = functionOf('x => scale(x)')
    deepEqual(keys(task), ['./base.ts', './helper.ts', 'scale'])
    equal(identify.of(task)['./base.ts']?.replace(/\s+/g, ' '), 'export const base = 2')
    write('base.ts', 'export const base: number = 30')
    equal(identify.of(task)['./base.ts']?.includes('30'), true)
  })

  it('counts files that are imported by a call, by the function itself or by a declaration', () => {
    write('data.json', '{"a":1}')
    write('late.mjs', 'export default 1')
    declare("const data = require('./data.json')", "const late = await import('./late.mjs')")
    deepEqual(keys(functionOf('() => [data, late]')), ['./data.json', './late.mjs', 'data', 'late'])
    deepEqual(keys(functionOf("async () => import('./late.mjs')")), ['./late.mjs'])
  })

  it('counts a package with its version, and what Node and this kernel bring with nothing', () => {
    mkdirSync(join(folder, 'node_modules/left'), { recursive: true })
    write('node_modules/left/package.json', '{"name":"left","version":"1.2.3","main":"i.js"}')
    write('node_modules/left/i.js', 'module.exports = {}')
    declare("import left from 'left'", "import { readFile } from 'node:fs'", "import { context } from 'tasklab'")
    const found = identify.of(functionOf('() => [left, readFile, context]'))
    deepEqual(Object.keys(found).sort(), ['context', 'left', 'readFile'])
    equal(found.left, 'left@1.2.3')
  })

  it('takes a function of a local file for that file, whatever cells call their own', () => {
    write('tasks.ts', 'const factor = 2\nexport async function double(x: number) { return x * factor }')
    declare("import { double } from './tasks'", 'const factor = 100')
    deepEqual(keys(functionOf('async function double(x        ) { return x * factor }')), ['./tasks.ts'])
  })

  it('counts all of the declaration that made a function, where it uses names of that one', () => {
    declare('const base = 1', 'function make(n) { const twice = x => x * base * n; return async x => twice(x) }')
    deepEqual(keys(functionOf('async x => twice(x)')), ['base', 'make'])
    declare('function make(n) { return async x => base }')
    deepEqual(keys(functionOf('async x => base')), ['base'])
  })

  it('comes to an end where declarations use one another, or files import one another', () => {
    write('a.ts', "import { b } from './b'\nexport const a = () => b")
    write('b.ts', "import { a } from './a'\nexport const b = () => a")
    declare(
      "import { a } from './a'",
      'const even = (n: number) => n === 0 || odd(n - 1)',
      'const odd = n => even(n - 1)',
    )
    deepEqual(keys(functionOf('() => [even(1), a]')), ['./a.ts', './b.ts', 'a', 'even', 'odd'])
  })
})
