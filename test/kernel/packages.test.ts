import { strict as assert } from 'node:assert'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { resultOf, TestKernel } from './test-kernel'

describe('Packages of cells', function () {
  this.timeout(60_000)
  let folder: string
  let kernel: TestKernel

  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }

  async function value(code: string): Promise<unknown> {
    const answer = await kernel.execute(code)
    assert.equal(answer.reply.status, 'ok', String(answer.reply.evalue))
    return resultOf(answer)
  }

  async function failure(code: string): Promise<string> {
    const { reply } = await kernel.execute(code)
    assert.equal(reply.status, 'error')
    assert.ok(Array.isArray(reply.traceback))
    return stripVTControlCharacters(reply.traceback.join('\n'))
  }

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'tasklab-packages-')))
    write('package.json', '{ "imports": { "#own/*": "./own/*.ts" } }')
    kernel = await TestKernel.start(folder)
  })

  after(async () => {
    await kernel?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('give their parts by the path that require takes, without an ending or by a folder', async () => {
    write('node_modules/days/plugin/utc.js', "module.exports = 'utc'")
    write('node_modules/days/part/package.json', '{ "main": "../lib/part.js" }')
    write('node_modules/days/lib/part.js', "exports.part = 'part'")
    write('uses-days.ts', "import utc from 'days/plugin/utc'\nexport default utc")
    assert.equal(await value("import utc from 'days/plugin/utc'\nutc"), "'utc'")
    assert.equal(await value("import { part } from 'days/part'\npart"), "'part'")
    assert.equal(await value("import uses from './uses-days'\nuses"), "'utc'")
    assert.match(await failure("import 'days/nowhere'"), /^Error: Cannot find \.\/node_modules\/days\/nowhere\.\n/)
  })

  it('are asked for in the ways of Deno in vain, and the error says what to do here', async () => {
    for (const [code, said] of [
      ["import a from 'npm:days@^4'", "import 'days'. To install it: %install days@^4"],
      ["await import('npm:/@own/days@1/part.js')", "import '@own/days/part.js'. To install it: %install @own/days@1"],
      ["import { b } from 'jsr:@std/assert'", "import '@std/assert'. To install it: !npx jsr add @std/assert"],
      ["import c from 'https://example.org/days@4'", 'nor anything else by its address'],
    ] as const) {
      const traceback = await failure(code)
      assert.ok(traceback.includes(said), traceback)
      assert.match(traceback, /\n {4}at Cell \[\d+\], line 1\n/)
    }
  })

  it('throw errors whose cause is null: that is none', async () => {
    assert.doesNotMatch(await failure("throw new Error('no', { cause: null })"), /Caused by/)
  })

  it('that ask who calls them hear of a file in the notebook’s folder, and of the line in the cell', async () => {
    write(
      'node_modules/asks/index.js',
      `const util = require('node:util')
      exports.sites = () => util.getCallSites(2).map(site => [site.scriptName, site.lineNumber])[1]
      exports.frame = () => {
        const before = Error.prepareStackTrace
        Error.prepareStackTrace = (_, frames) => frames
        const [, frame] = new Error().stack
        Error.prepareStackTrace = before
        return [frame.getFileName(), frame.getLineNumber(), frame.getFunctionName(), String(frame)]
      }`,
    )
    const file = join(folder, 'notebook.ts')
    assert.equal(
      await value(
        "import { frame, sites } from 'asks'\nfunction here() {\n  return frame()\n}\nJSON.stringify([sites(), here()])",
      ),
      `'${JSON.stringify([
        [file, 5],
        [file, 3, 'here', 'here (Cell [ROW]:3:10)'],
      ])}'`.replace(
        'ROW',
        String(kernel.published.findLast(({ content }) => content.execution_count)?.content.execution_count),
      ),
    )
    assert.equal(await value('sites()[0]'), `'${file}'`)
    assert.match(await failure("frame()\nthrow new Error('as ever')"), /\n {4}at Cell \[\d+\], line 2\n/)
    assert.equal(await value('process.argv[1] === __filename'), 'true')
  })

  it('may look for a global of the name that the cell imports them under', async () => {
    write(
      'node_modules/low/index.js',
      'const before = globalThis._\nexports.before = typeof before\nexports.seen = () => typeof _',
    )
    write('node_modules/low/again.js', "module.exports = { ...require('./index.js'), before: typeof low2 }")
    assert.equal(await value("import _ from 'low'\n_.before"), "'undefined'")
    assert.equal(await value("const low2 = require('low/again')\nlow2.before"), "'undefined'")
    assert.match(await failure('const low3 = low3'), /^ReferenceError: Cannot access 'low3' before initialization\n/)
  })

  it('have decorators that may be of the experimental kind, which fail with a word about that', async () => {
    write(
      'node_modules/decorates/index.js',
      `exports.Column = () => (target, key) => target.constructor.columns.push(key)
      exports.Entity = () => target => { throw new Error('refused') }`,
    )
    const column = await failure("import { Column, Entity } from 'decorates'\nclass Row {\n  @Column() id = 1\n}")
    assert.match(
      column,
      /^TypeError: .*\n {4}at \S+decorates\/index\.js:1:\d+\n {4}at .*Cell \[\d+\], line 3\)\n {6}3 \| {3}@Column/,
    )
    assert.match(column, /\n[^\n]*experimentalDecorators[^\n]*$/)
    const entity = await failure('@Entity()\nclass Row {}')
    assert.match(entity, /^Error: refused\n {4}at .*index\.js:2:\d+\)\n {4}at <static_initializer> \(Cell/)
    assert.doesNotMatch(entity, /experimentalDecorators/)
  })

  it('that are not there are marked in their import, however long a name they would have', async () => {
    for (const code of ["import fetch from 'nowhere'", "import { type A, fetch } from 'nowhere' with { a: 'b' }"]) {
      const [, , excerpt = '', caret = ''] = (await failure(code)).split('\n')
      assert.equal(caret.indexOf('^'), excerpt.indexOf("'nowhere'"), excerpt)
    }
  })

  it('that fail in a thread show nothing of what Node did there', async () => {
    const code = `new (require('node:worker_threads').Worker)('./broken.cjs').once('error', reject)`
    write('broken.cjs', "require('node:fs').readFileSync('/nowhere')")
    const traceback = await failure(`await new Promise((_, reject) => ${code})`)
    assert.match(traceback, /broken\.cjs:1:\d+/)
    assert.doesNotMatch(traceback, /node:internal/)
  })

  it('are not what a name of a tsconfig.json is: the error tells of the names that Node knows', async () => {
    write('own/config.ts', 'export const port: number = 3000')
    const traceback = await failure("import { port } from '@/own/config'")
    assert.match(traceback, /^Error: Cannot find '@\/own'\. Paths of a tsconfig\.json are not known here: /)
    assert.doesNotMatch(traceback, /%install/)
    assert.equal(await value("import { port } from '#own/config'\nport"), '3000')
  })

  it('that were compiled from a default export have it as their default, as the type service says', async () => {
    write(
      'node_modules/queue/index.js',
      "'use strict'\nObject.defineProperty(exports, '__esModule', { value: true })\nexports.default = class Queue {}\nexports.size = 1",
    )
    write('node_modules/queue/plain.js', 'module.exports = { default: 1, size: 2 }')
    assert.equal(await value("import Queue, { size } from 'queue'\n[new Queue(), size]"), '[ Queue {}, 1 ]')
    assert.equal(await value("import plain from 'queue/plain'\nplain"), '{ default: 1, size: 2 }')
  })

  it('throw errors that hold what is no error, which is told in a few words', async () => {
    const thrown = "Object.assign(new Error('wrong'), { errors: ['wrong'], cause: { kind: 'X', deep: { er: 1 } } })"
    const [first, , , , ...more] = (await failure(`throw ${thrown}`)).split('\n')
    assert.deepEqual([first, ...more], ['Error: wrong', "Caused by: { kind: 'X', deep: [Object] }"])
    assert.match(await failure("throw new AggregateError(['a', 2])"), /\nError 1: a\nError 2: 2$/)
  })

  it('call a function without a name that a cell awaits after nothing of the kernel', async () => {
    await kernel.execute('const again = async (work, options) => { await work(); return options }')
    const traceback = await failure("await again(async () => { throw new Error('no') }, { retries: 1 })")
    assert.doesNotMatch(traceback, /import|awaited/)
  })
})
