import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { KernelInFolder } from './kernel-in-folder'

describe('Packages of cells', function () {
  this.timeout(60_000)
  let room: KernelInFolder
  const write = (name: string, text: string): void => room.write(name, text)
  const install = (name: string, files: Readonly<Record<string, string>>): void => room.install(name, files)
  const value = (code: string): Promise<unknown> => room.value(code)
  const failure = (code: string): Promise<string> => room.failure(code)

  async function bundle(code: string): Promise<Readonly<Record<string, unknown>>> {
    const { outputs, reply } = await room.kernel.execute(code)
    assert.equal(reply.status, 'ok', String(reply.evalue))
    const data = outputs.find(({ type }) => type === 'execute_result')?.content.data
    assert.ok(typeof data === 'object' && data !== null, 'it shows something')
    return { ...data }
  }

  before(async () => {
    room = await KernelInFolder.start()
    write('package.json', '{ "imports": { "#own/*": "./own/*.ts" } }')
  })

  after(() => room?.stop())

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

  it('that ask who calls them hear of a file in the notebook’s room.folder, and of the line in the cell', async () => {
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
    const file = join(room.folder, 'notebook.ts')
    assert.equal(
      await value(
        "import { frame, sites } from 'asks'\nfunction here() {\n  return frame()\n}\nJSON.stringify([sites(), here()])",
      ),
      `'${JSON.stringify([
        [file, 5],
        [file, 3, 'here', 'here (Cell [ROW]:3:10)'],
      ])}'`.replace(
        'ROW',
        String(room.kernel.published.findLast(({ content }) => content.execution_count)?.content.execution_count),
      ),
    )
    assert.equal(await value('sites()[0]'), `'${file}'`)
    assert.match(await failure("frame()\nthrow new Error('as ever')"), /\n {4}at Cell \[\d+\], line 2\n/)
    assert.equal(await value('process.argv[1] === __filename'), 'true')
  })

  it('have decorators that may be of the experimental kind, which fail with a word about that', async () => {
    write(
      'node_modules/decorates/index.js',
      `exports.Column = () => (target, key) => target.constructor.columns.push(key)
      exports.Entity = () => target => { throw new Error('refused') }
      function assertName(name) {
        if (!name) throw new Error('no name')
      }
      exports.Table = name => () => assertName(name)`,
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
    const table = await failure("import { Table } from 'decorates'\n@Table('')\nclass Row {}")
    assert.match(table, /^Error: no name\n {4}at assertName \(.*index\.js:4:\d+\)\n {4}at .*index\.js:6/)
  })

  it('may look, while they are loaded, for a global of the name that the cell gives them', async () => {
    install('low', { 'index.js': 'const before = globalThis._\nmodule.exports = { before, twice: n => 2 * n }' })
    install('low-too', { 'index.js': "module.exports = { ...require('../low'), seen: typeof globalThis.$low }" })
    assert.equal(await value("import _ from 'low';[_.twice(2), _.before]"), '[ 4, undefined ]')
    assert.equal(await value("const $low = require('low-too');[$low.twice(3), $low.seen]"), "[ 6, 'undefined' ]")
    assert.equal(await value("import _ from 'low'\n_.twice(4)"), '8')
    assert.match(
      await failure('later()\nfunction later() { return late }\nconst late = 1'),
      /^ReferenceError: Cannot access 'late'/,
    )
    assert.match(await failure("eval('$late')\nconst $late = 1"), /^ReferenceError: Cannot access '\$late'/)
    assert.match(await failure("import { nothing } from 'not-there'"), /Cannot find the package/)
    assert.match(await failure('nothing'), /^ReferenceError: nothing is not defined/)
  })

  it('that fail deep inside themselves leave the line of the cell in sight', async () => {
    install('deep', {
      'index.js': "exports.dig = function dig(n) {\n  if (n === 0) throw new Error('rock')\n  return dig(n - 1)\n}",
    })
    const traceback = await failure("import { dig } from 'deep'\nconst go = () => dig(30)\ngo()")
    assert.match(traceback, /^Error: rock\n {4}at dig \(\S+index\.js:2:22\)\n(?: {4}at dig \(\S+:3:10\)\n){9}/)
    assert.match(traceback, /\n {4}at … \(21 more\)\n {4}at go \(Cell \[\d+\], line 2\)\n {6}2 \| const go/)
    assert.equal(traceback.split('\n    at ').length, 14)
    const own = await failure('const dive = (n: number): number => dive(n + 1)\ndive(0)')
    assert.equal(own.split('\n    at ').length, 15, own)
    assert.match(await failure('Error.stackTraceLimit = 5\ndig(30)'), /^Error: rock(?:\n {4}at dig.*){5}$/)
    await value('Error.stackTraceLimit = 50')
  })

  it('give their parts without extension, as types and bundlers find them', async () => {
    install('parted', {
      'package.json': '{ "main": "main.js" }',
      'main.js': 'exports.all = 1',
      'twice.js': 'module.exports = n => 2 * n',
    })
    install('parted/more', { 'index.js': 'exports.three = 3' })
    install('closed', { 'package.json': '{ "exports": { ".": "./main.js" } }', 'main.js': '', 'twice.js': '' })
    const twice = "import twice from 'parted/twice'"
    assert.equal(await value(`${twice}\nimport { three } from 'parted/more'\ntwice(three)`), '6')
    write('local.ts', `${twice}\nexport const eight = twice(4)`)
    assert.equal(await value("import { eight } from './local'\neight"), '8')
    assert.match(await failure("import 'parted/none'"), /^Error: Cannot find \.\/node_modules\/parted\/none/)
    assert.match(await failure("import 'closed/twice'"), /'\.\/twice' is not defined by "exports"/)
  })

  it('that draw into a DOM, or give a picture’s bytes, are seen', async () => {
    install('tiny-dom', {
      'index.js': `exports.element = outerHTML => {
        const localName = /<(\\w+)/.exec(outerHTML)[1]
        return { nodeType: 1, localName, outerHTML, get next() { return this } }
      }`,
    })
    const svg = await bundle(
      "import { element } from 'tiny-dom'\nelement('<svg width=\"9\"><text>a&nbsp;b</text></svg>')",
    )
    assert.deepEqual(svg, {
      'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg" width="9"><text>a&#160;b</text></svg>',
      'text/plain': '<svg width="9">…</svg>',
    })
    const inPageColour = await bundle(`element('<svg fill="currentColor"></svg>')`)
    assert.equal(
      inPageColour['image/svg+xml'],
      '<svg xmlns="http://www.w3.org/2000/svg" style="background: white" fill="currentColor"></svg>',
    )
    assert.deepEqual(await bundle("element('<figure><b>x</b></figure>')"), {
      'text/html': '<figure><b>x</b></figure>',
      'text/plain': '<figure>…</figure>',
    })
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const picture = await bundle(`Buffer.from('${png}', 'base64')`)
    assert.equal(picture['image/png'], png)
    assert.match(String(picture['text/plain']), /^<Buffer 89 50/)
    assert.deepEqual(await bundle('Buffer.from("PNG")'), { 'text/plain': '<Buffer 50 4e 47>' })
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
    const invalid = "throw Object.assign(new Error('2 are wrong'), { errors: ['name is required', { path: '/age' }] })"
    assert.match(await failure(invalid), /\nError 1: name is required\nError 2: { path: '\/age' }$/)
  })

  it('call a function without a name that a cell awaits after nothing of the kernel', async () => {
    await room.kernel.execute('const again = async (work, options) => { await work(); return options }')
    const traceback = await failure("await again(async () => { throw new Error('no') }, { retries: 1 })")
    assert.doesNotMatch(traceback, /import|awaited/)
  })
})
