import { strict as assert } from 'node:assert'
import { KernelInFolder } from './kernel-in-folder'

describe('Local files of cells', function () {
  this.timeout(60_000)
  let room: KernelInFolder
  const write = (name: string, text: string): void => room.write(name, text)
  const value = (code: string): Promise<unknown> => room.value(code)
  const failure = (code: string): Promise<string> => room.failure(code)

  before(async () => {
    room = await KernelInFolder.start()
  })

  after(() => room?.stop())

  it('are loaded again when they have changed, with what imports them, however far away', async () => {
    write('leaf.ts', "export const leaf: string = 'one'")
    write('left.ts', "import { leaf } from './leaf'\nexport const left = leaf")
    write('right.ts', "import { leaf } from './leaf'\nexport const right = leaf")
    write('top.ts', "import { left } from './left'\nimport { right } from './right'\nexport const top = [left, right]")
    assert.equal(await value("import { top } from './top'\ntop"), "[ 'one', 'one' ]")
    write('leaf.ts', "export const leaf: string = 'another'")
    assert.equal(await value("import { top } from './top'\ntop"), "[ 'another', 'another' ]")
    assert.equal(await value("(await import('./leaf')).leaf"), "'another'")
  })

  it('are loaded once while nothing changes, also in a circle', async () => {
    write('circle-a.ts', "import { b } from './circle-b'\nexport const a = {}\nexport const both = () => [a, b]")
    write('circle-b.ts', "import { a } from './circle-a'\nexport const b = {}\nexport const other = () => a")
    await value("import * as first from './circle-a'\nfirst")
    assert.equal(await value("import * as second from './circle-a'\nsecond === first"), 'true')
    write(
      'circle-b.ts',
      "import { a } from './circle-a'\nexport const b = { changed: true }\nexport const other = () => a",
    )
    assert.equal(
      await value("import * as third from './circle-a'\nthird.both().length + JSON.stringify(third.both())"),
      '\'2[{},{"changed":true}]\'',
    )
    assert.equal(await value("import { other } from './circle-b'\nother() === third.a"), 'true')
  })

  it('may be JSON, with an import attribute or without one, and are read again', async () => {
    write('data.json', '{ "list": [1, 2], "not-a-name": 3 }')
    write('reads.ts', "import data from './data.json'\nexport const last = data.list.at(-1)")
    assert.equal(await value("import data from './data.json'\ndata.list"), '[ 1, 2 ]')
    assert.equal(await value("import { list } from './data.json'\nlist"), '[ 1, 2 ]')
    assert.equal(await value("import same from './data.json' with { type: 'json' }\nsame.list"), '[ 1, 2 ]')
    assert.equal(await value("import { last } from './reads'\nlast"), '2')
    write('data.json', '{ "list": [1, 2, 30] }')
    assert.equal(await value("import { last } from './reads'\nlast"), '30')
    write('data.json', '{ "list": ')
    assert.match(await failure("import data from './data.json'"), /^SyntaxError: .*data\.json: /)
  })

  it('may hold JSX, which makes elements of React’s or of what a comment names', async () => {
    write('Badge.tsx', 'export const Badge = ({ text }: { text: string }) => <b>{text}</b>')
    write('Own.tsx', '/** @jsx h */\nconst h = (...parts: unknown[]) => parts\nexport const own = <p>one</p>')
    const error = await failure("import { Badge } from './Badge'\nBadge({ text: 'x' })")
    assert.match(error, /^ReferenceError: React is not defined\n {4}at Badge \(Badge\.tsx, line 1\)/)
    assert.equal(await value("require('./Own.tsx').own"), "[ 'p', null, 'one' ]")
    assert.equal(await value("import { own } from './Own'\nown"), "[ 'p', null, 'one' ]")
    write('node_modules/react/index.js', 'exports.createElement = (...parts) => parts')
    write('With.tsx', "import React from 'react'\nexport const shown = <i>two</i>")
    assert.equal(await value("import { shown } from './With.jsx'\nshown"), "[ 'i', null, 'two' ]")
    assert.match(await failure("import './Own'\nconst a = <p>x</p>"), /^SyntaxError/)
  })

  it('may be required, in every way that CommonJS knows', async () => {
    write('kinds.ts', 'export enum Kind { Small, Large }\nexport default (text: string) => text')
    write('exports.cts', "const n: number = 4\nmodule.exports = { n, kind: require('./kinds').Kind.Large }")
    write(
      'assigned.ts',
      "import { Kind } from './kinds'\nimport path = require('node:path')\nexport = { sep: path.sep, Kind }",
    )
    assert.equal(await value("require('./kinds').Kind.Large"), '1')
    assert.equal(await value("require('./exports.cts')"), '{ n: 4, kind: 1 }')
    assert.equal(await value("require('./assigned').sep"), "'/'")
    assert.equal(await value("import assigned, { sep } from './assigned'\n[sep, assigned.Kind.Small]"), "[ '/', 0 ]")
    assert.equal(await value("import { n } from './exports.cts'\nn"), '4')
  })

  it('that are required are loaded again when they have changed, with what requires them', async () => {
    write('inner.ts', 'export const size = 1')
    write('outer.ts', "import { size } from './inner'\nexport const outer = { size }")
    assert.equal(await value("const before = require('./outer').outer\nbefore === require('./outer').outer"), 'true')
    write('inner.ts', 'export const size = 22')
    assert.equal(await value("require('./outer').outer"), '{ size: 22 }')
  })

  it('may be JavaScript of every kind, and are loaded again, imported or required', async () => {
    const kinds: readonly (readonly [file: string, text: (value: number) => string])[] = [
      ['plain.js', value => `exports.value = ${value}`],
      ['plain.cjs', value => `exports.value = ${value}`],
      ['syntax.js', value => `export const value = ${value}`], // no package.json says that it is a module
      ['module.mjs', value => `export const value = ${value}`],
    ]
    for (const [file, text] of kinds) {
      write(file, text(1))
      assert.equal(await value(`import { value } from './${file}'\nvalue`), '1', file)
      write(file, text(20))
      assert.equal(await value(`import { value } from './${file}'\nvalue`), '20', file)
      if (!text(1).startsWith('exports')) continue
      write(file, text(300))
      assert.equal(await value(`require('./${file}').value`), '300', file)
    }
    assert.ok(!room.kernel.published.some(({ content }) => String(content.text).includes('MODULE_TYPELESS')))
  })

  it('are loaded again when what they import changes, by however many kinds of files it goes', async () => {
    write('chain.json', '{ "n": 1 }')
    write('chain.cjs', "module.exports = { n: require('./chain.json').n }")
    write('chain.ts', "import { n } from './chain.cjs'\nexport const tenfold: number = n * 10")
    assert.equal(await value("import { tenfold } from './chain'\ntenfold"), '10')
    write('chain.json', '{ "n": 22 }')
    assert.equal(await value("import { tenfold } from './chain'\ntenfold"), '220')
    assert.equal(await value("require('./chain.json').n"), '22')
  })

  it('of JavaScript have their lines in tracebacks too, as they are now', async () => {
    write('fails.cjs', 'exports.fails = () => {\n  throw new Error("no")\n}')
    write('fails.mjs', 'export const fails = () => {\n  throw new Error("no")\n}')
    for (const file of ['fails.cjs', 'fails.mjs'])
      assert.match(
        await failure(`import { fails } from './${file}'\nfails()`),
        /fails\.\w+, line 2\)\n {6}2 \| {3}throw/,
      )
    write('fails.cjs', '\n\nexports.fails = () => {\n  throw new Error("no")\n}')
    assert.match(await failure("import { fails } from './fails.cjs'\nfails()"), /line 4\)\n {6}4 \| {3}throw/)
  })

  it('that are not there are said so with the line that asks, and a package with how to get it', async () => {
    write('asks.ts', "import missing from 'no-such-package/part'\nexport default missing")
    const toInstall = /^Error: Cannot find the package 'no-such-package[^\n]*%install no-such-package\n/
    for (const [code, line] of [
      ["import { a } from 'no-such-package'", 1],
      ["const a = 1\nawait import('no-such-package')", 2],
      ["\nrequire('no-such-package')", 2],
      ["import asks from './asks'", 1],
      ["const b = 1\n\nimport { a } from 'no-such-package'", 3],
    ] as const) {
      const traceback = await failure(code)
      assert.match(traceback, toInstall)
      assert.ok(traceback.includes(`line ${line}\n`), traceback)
      assert.equal(traceback.includes('which ./asks.ts asks for'), code.includes('./asks'))
    }
    assert.match(
      await failure("import {\n  a,\n} from 'no-such-package'; a"),
      /line 3\n {6}3 \| \} from 'no-such-package'; a\n {17}\^$/,
    )
    assert.match(await failure("import { sep } from 'node:path'; sep.nope()"), /; sep\.nope\(\)\n {47}\^$/)
    assert.match(
      await failure("import './nowhere'"),
      /^Error: Cannot find \.\/nowhere\.\n {4}at Cell \[\d+\], line 1\n/,
    )
  })

  it('have their own lines in tracebacks, imported or required', async () => {
    write('throws.ts', 'enum Place {\n  Here,\n}\nexport function fails(): never {\n  throw new Error(Place[0])\n}\n')
    for (const code of ["import { fails } from './throws'\nfails()", "require('./throws').fails()"]) {
      const traceback = await failure(code)
      assert.match(traceback, /at (?:Object\.|Module\.)?fails \(throws\.ts, line 5\)\n {6}5 \| {3}throw new Error/)
      assert.doesNotMatch(traceback, /node_modules|\?v=/)
    }
  })

  it('with a syntax error say where, imported or required', async () => {
    write('wrong.ts', 'export const a = 1\nexport const b = = 2')
    for (const code of ["import './wrong'", "require('./wrong')"]) {
      assert.match(await failure(code), /^SyntaxError: .*wrong\.ts:2:18: [^\n]*\n {4}at Cell \[\d+\], line 1/)
    }
    write('cut.ts', 'export const a = {')
    assert.match(await failure("import './cut'"), /^SyntaxError: .*cut\.ts:1:19: Unexpected end of input/)
    write('wrong.cjs', 'exports.a = 1\nexports.b = = 2')
    write('wrong.mjs', 'export const a = 1\nexport const b = = 2')
    assert.match(await failure("import './wrong.cjs'"), /^SyntaxError: .*wrong\.cjs:2:13: /)
    write('asks.mjs', "import './wrong.mjs'")
    assert.match(await failure("import './asks.mjs'"), /^SyntaxError: .*wrong\.mjs:2:18: /)
    write('parses.mjs', "export const a = JSON.parse('[')")
    assert.doesNotMatch(await failure("import './parses.mjs'"), /wrong/)
  })
})
