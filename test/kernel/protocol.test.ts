import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WireSession } from '../../kernel/wire/message'
import { resultOf, TestKernel } from './test-kernel'

describe('The kernel protocol', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
  })

  after(() => kernel.stop())

  it('says on shell and on control what the kernel is', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'))
    const compiler = require('typescript7/package.json').version
    for (const channel of ['shell', 'control'] as const) {
      const { reply } = await kernel.request('kernel_info_request', {}, channel)
      assert.equal(reply.implementation, 'tasklab')
      assert.equal(reply.implementation_version, version)
      const { name, version: language } = reply.language_info as { name: string; version: string }
      assert.deepEqual([name, language], ['typescript', compiler])
    }
  })

  it('says starting before anything else, and welcomes a subscriber', () => {
    assert.equal(kernel.published[0]?.header.msg_type, 'iopub_welcome')
  })

  it('tells complete from incomplete and invalid input', async () => {
    const table = [
      ['1 + 1', 'complete'],
      ['function f() {', 'incomplete'],
      ['const s = `abc', 'incomplete'],
      ['const = 3', 'invalid'],
      ['!ls | wc -l', 'complete'],
      ['const files = !ls', 'complete'],
      ['display?', 'complete'],
      ['%time 1 + 1', 'complete'],
      ['!ls \\', 'incomplete'],
      ['!ls \\\n-a \\', 'incomplete'],
      ['!ls \\\n-a', 'complete'],
      ['%%bash\necho 1', 'incomplete'],
      ['%%bash\necho 1\n', 'complete'],
    ] as const
    for (const [code, status] of table) {
      assert.equal((await kernel.request('is_complete_request', { code })).reply.status, status, code)
    }
    assert.equal((await kernel.request('is_complete_request', { code: '%time 1 +' })).reply.indent, '  ')
  })

  it('answers requests while a cell runs', async () => {
    const running = kernel.execute('await new Promise(r => setTimeout(r, 300)); "ended"')
    const { reply } = await kernel.request('is_complete_request', { code: '1' })
    assert.equal(reply.status, 'complete')
    assert.equal(resultOf(await running), "'ended'")
  })

  it('tells on control what it uses of the machine', async () => {
    const first = (await kernel.request('usage_request', {}, 'control')).reply
    assert.ok(Number(first.kernel_memory) > 20e6, 'front and cell host')
    assert.equal(first.kernel_cpu, undefined)
    await kernel.execute('for (const until = Date.now() + 50; Date.now() < until; );')
    const { kernel_cpu, host_cpu_percent } = (await kernel.request('usage_request', {}, 'control')).reply
    assert.ok(Number(kernel_cpu) > 0 && Number(host_cpu_percent) > 0)
  })

  it('refuses a request that lacks what it needs, naming it', async () => {
    const { reply } = await kernel.request('is_complete_request', {})
    assert.equal(reply.status, 'error')
    assert.match(String(reply.evalue), /code is undefined; expected a string/)
    const execute = (await kernel.request('execute_request', {})).reply
    assert.deepEqual([execute.status, typeof execute.execution_count], ['error', 'number'])
  })

  it('drops forged, replayed and broken messages, and lives on', async () => {
    const { connection } = kernel.process
    const forger = new WireSession({ ...connection, key: 'wrong' })
    const execute = { code: 'globalThis.forged = true', silent: true, store_history: false }
    await kernel.sendRaw('shell', forger.encode({ type: 'execute_request', content: execute }))
    await kernel.sendRaw('shell', ['nonsense'])
    const own = new WireSession(connection)
    const counting = { code: 'globalThis.counted = (globalThis.counted ?? 0) + 1', silent: true, store_history: false }
    const frames = own.encode({ type: 'execute_request', content: counting })
    kernel.ignoreStrangers = true
    await kernel.sendRaw('shell', frames)
    await kernel.sendRaw('shell', frames)
    assert.equal(resultOf(await kernel.execute('[typeof forged, counted]')), "[ 'undefined', 1 ]")
  })
})

describe('Shutting down', () => {
  it('is answered, and ends all of the kernel with exit code 0', async () => {
    const kernel = await TestKernel.start()
    const pid = Number(resultOf(await kernel.execute('process.pid')))
    const { reply } = await kernel.request('shutdown_request', { restart: false }, 'control')
    assert.deepEqual(reply, { status: 'ok', restart: false })
    const { code } = await kernel.process.exited
    assert.equal(code, 0)
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
    kernel.close()
  })
})
