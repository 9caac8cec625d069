import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resultOf, TestKernel, textOf } from './test-kernel'

/** What a cell may do to its process, and how the kernel names it. */
const deaths: readonly (readonly [what: string, code: string, how: RegExp])[] = [
  ['process.exit', 'process.exit(3)', /ended with exit code 3/],
  [
    'running out of memory',
    'const all = []; while (true) all.push(new Array(1e5).fill(all.length))',
    /ran out of memory/,
  ],
  ['a crash of native code', 'process.abort()', /was ended by SIGABRT/],
  ['a signal', "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", /was ended by SIGKILL/],
]

describe('The death of the cell host', function () {
  this.timeout(60_000)
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start(process.cwd(), { NODE_OPTIONS: '--max-old-space-size=100' })
  })

  after(() => kernel?.stop())

  for (const [what, code, how] of deaths) {
    it(`by ${what} is told in the cell's error, and the next cell runs in a new one`, async () => {
      const pid = Number(resultOf(await kernel.execute('process.pid')))
      const { reply } = await kernel.execute(code)
      assert.equal(reply.ename, 'CellHostDied')
      assert.match(String(reply.evalue), how)
      assert.notEqual(Number(resultOf(await kernel.execute('process.pid'))), pid)
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' }, 'the old process is still there')
    })
  }

  for (const [what, code] of [
    ['takes away a global that the kernel needs', 'delete (globalThis as any).process'],
    ['breaks a prototype', '(Array.prototype as any).map = null'],
    ['breaks what shows values', 'Object.keys = null as any'],
  ] as const) {
    it(`is the end of a cell host whose cell ${what}: the next cell runs in a new one`, async () => {
      await kernel.execute('let before = 1')
      const { reply } = await kernel.execute(`${code}; [1]`)
      assert.equal(reply.ename, 'CellHostBroken')
      assert.match(String(reply.evalue), /its variables are lost/)
      assert.equal(
        resultOf(await kernel.execute('[typeof before, process.pid > 0, [1].map(n => n + 1)]')),
        "[ 'undefined', true, [ 2 ] ]",
      )
    })
  }

  it('comes also where a listener of its end throws, and says what', async () => {
    const { reply, outputs } = await kernel.execute(
      "process.on('exit', () => { throw new Error('no') }); process.exit(4)",
    )
    assert.match(String(reply.evalue), /ended with exit code 4/)
    assert.match(textOf({ reply, outputs }, 'stderr'), /Uncaught exception.*no/)
    assert.equal(resultOf(await kernel.execute('1 + 1')), '2')
  })

  it('says nothing of debuggers, which Node does at its end', async () => {
    const answer = await kernel.execute("console.error('last words'); process.exit(1)")
    assert.equal(textOf(answer, 'stderr'), 'last words\n')
  })

  it('is no matter of a working folder that has vanished meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    const other = await TestKernel.start(folder)
    try {
      rmSync(folder, { recursive: true })
      assert.equal((await other.execute('process.exit(1)')).reply.ename, 'CellHostDied')
      const { reply } = await other.execute('1 + 1')
      assert.equal(reply.status, 'ok', String(reply.evalue))
    } finally {
      await other.stop()
    }
  })
})
