import { strict as assert } from 'node:assert'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { resultOf, TestKernel } from './test-kernel'

describe('Packages in cells', function () {
  this.timeout(60_000)
  let folder: string
  let kernel: TestKernel

  function install(name: string, files: Readonly<Record<string, string>>): void {
    const home = join(folder, 'node_modules', name)
    mkdirSync(home, { recursive: true })
    for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text)
  }

  async function value(code: string): Promise<unknown> {
    const answer = await kernel.execute(code)
    assert.equal(answer.reply.status, 'ok', String(answer.reply.evalue))
    return resultOf(answer)
  }

  async function bundle(code: string): Promise<Readonly<Record<string, unknown>>> {
    const { outputs, reply } = await kernel.execute(code)
    assert.equal(reply.status, 'ok', String(reply.evalue))
    const data = outputs.find(({ type }) => type === 'execute_result')?.content.data
    assert.ok(typeof data === 'object' && data !== null, 'it shows something')
    return { ...data }
  }

  async function failure(code: string): Promise<string> {
    const { reply } = await kernel.execute(code)
    assert.equal(reply.status, 'error')
    assert.ok(Array.isArray(reply.traceback))
    return stripVTControlCharacters(reply.traceback.join('\n'))
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    kernel = await TestKernel.start(folder)
  })

  after(async () => {
    await kernel?.stop()
    rmSync(folder, { recursive: true, force: true })
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
    writeFileSync(join(folder, 'local.ts'), `${twice}\nexport const eight = twice(4)`)
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
})
