import { strict as assert } from 'node:assert'
import { stripVTControlCharacters } from 'node:util'
import { resultOf, TestKernel, textOf } from './test-kernel'

describe('What a cell shows', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
  })

  after(() => kernel.stop())

  async function traceback(code: string): Promise<string> {
    const { reply } = await kernel.execute(code)
    assert.ok(Array.isArray(reply.traceback), 'it fails')
    return stripVTControlCharacters(reply.traceback.join('\n'))
  }

  it('is whole after a cell has ended process.stdout, that of subprocesses too', async () => {
    const ended = await kernel.execute("process.stdout.end('last', () => console.log(' words'))")
    assert.equal(textOf(ended), 'last words\n')
    const piped = await kernel.execute(
      "const { Readable, Writable } = require('node:stream'), { pipeline } = require('node:stream/promises')\n" +
        "await pipeline(Readable.from(['one\\n']), process.stdout)\n" +
        "await Readable.toWeb(Readable.from(['two\\n'])).pipeTo(Writable.toWeb(process.stdout))",
    )
    assert.equal(textOf(piped), 'one\ntwo\n')
    const inherited = await kernel.execute("require('child_process').execSync('echo below', { stdio: 'inherit' })\n0")
    assert.equal(textOf(inherited), 'below\n')
  })

  it('is text that every front end can save, also of half a character', async () => {
    const answer = await kernel.execute(String.raw`console.log('${'😀'}'[0], 'C:\\udata', '\\\ud83d', '😀')`)
    assert.equal(textOf(answer), '\ufffd C:\\udata \\\ufffd 😀\n')
  })

  it('is cut where a value has a page-stopping number of properties, at a line', async () => {
    const text = String(
      resultOf(await kernel.execute('Object.fromEntries(Array.from({ length: 5e4 }, (_, i) => [i, i]))')),
    )
    assert.match(text, /\n {2}'\d+': \d+,\n… \d+,\d+ more characters$/)
    assert.equal(text.split('\n').length, 1_001)
    const wide = String(
      resultOf(await kernel.execute('Object.fromEntries(Array.from({ length: 900 }, (_, i) => [i, "x".repeat(999)]))')),
    )
    assert.match(wide, /\n… \d+,\d+ more characters$/)
    assert.ok(wide.length < 201_000)
  })

  it('of Temporal is the time, inside other values too', async () => {
    const answer = await kernel.execute(
      "const day = Temporal.PlainDate.from('2024-05-17')\nconsole.log([day])\nnew Map([[day, day.toPlainDateTime()]])",
    )
    assert.equal(textOf(answer), '[ Temporal.PlainDate 2024-05-17 ]\n')
    assert.match(
      String(resultOf(answer)),
      /Temporal\.PlainDate 2024-05-17 => Temporal\.PlainDateTime 2024-05-17T00:00:00/,
    )
  })

  for (const [what, bundle, said] of [
    ['a number as text', "{ 'text/html': 5 }", 'gave 5 for text/html; expected text.'],
    ['what JSON does not know', "{ 'application/json': { a: 1n } }", 'gave no JSON for application/json: '],
  ] as const) {
    it(`is the plain value where its own view gives ${what}, and stderr says so`, async () => {
      const answer = await kernel.execute(`({ [Symbol.for('Jupyter.display')]: () => (${bundle}), v: 1 })`)
      assert.match(String(resultOf(answer)), /v: 1/)
      assert.ok(textOf(answer, 'stderr').includes(said))
    })
  }

  it('of an error in a decorator has the lines of the cell alone', async () => {
    const cell = "const fails = (..._: unknown[]): any => { throw new Error('no') }\nclass A {\n  @fails x = 1\n}"
    const places = (await traceback(cell)).match(/ at .*/g)
    assert.deepEqual(
      places?.map(place => place.replace(/\[\d+\]/, '[n]')),
      [' at fails (Cell [n], line 1)', ' at <static_initializer> (Cell [n], line 3)', ' at Cell [n], line 2'],
    )
  })

  it('has no word of a cause that is null', async () => {
    assert.doesNotMatch(await traceback("throw new Error('no', { cause: null })"), /Caused by/)
    assert.match(await traceback("throw new Error('no', { cause: 0 })"), /Caused by: 0/)
  })

  it('of two errors at its end is both', async () => {
    const text = await traceback(
      "using r = { [Symbol.dispose]() { throw new Error('at the end') } }\nthrow new TypeError('in the body')",
    )
    assert.match(text, /^SuppressedError: /)
    assert.match(text, /\nThrown: Error: at the end\n {6}at \[Symbol.dispose\] \(Cell \[\d+\], line 1\)/)
    assert.match(text, /\nSuppressed: TypeError: in the body\n {6}at Cell \[\d+\], line 2/)
    assert.doesNotMatch(text, /node:|anonymous/)
  })

  it('of an error whose stack was taken away is its name and message', async () => {
    assert.equal(await traceback("const e = new RangeError('bare'); delete e.stack; throw e"), 'RangeError: bare')
  })

  it('of a stack is in cells again once another format of stacks is given up', async () => {
    const answer = await kernel.execute(
      "Error.prepareStackTrace = () => 'mine'; console.log(new Error().stack); Error.prepareStackTrace = undefined",
    )
    assert.equal(textOf(answer), 'mine\n')
    assert.match(await traceback("throw new Error('x')"), /^Error: x\n {4}at Cell \[\d+\], line 1\n/)
  })

  it('of an error after the line ends that only JavaScript knows is the line that threw', async () => {
    assert.match(await traceback("1\u20282\rthrow new Error('x')"), /line 3\n {6}3 \| throw new Error/)
  })
})
