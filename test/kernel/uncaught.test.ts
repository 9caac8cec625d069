import { strict as assert } from 'node:assert'
import { stripVTControlCharacters } from 'node:util'
import { resultOf, TestKernel, textOf } from './test-kernel'

describe('What nobody catches', function () {
  this.timeout(60_000)
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
    await kernel.execute('let kept = 42')
  })

  afterEach(async () => {
    assert.equal(resultOf(await kernel.execute('kept')), '42', 'the variables are lost')
  })

  after(() => kernel.stop())

  /** What was printed on stderr for the cell with this count. */
  function printedFor(count: unknown): string {
    const input = kernel.published.find(({ content }) => content.execution_count === count)
    const own = kernel.published.filter(({ parent }) => parent.msg_id === input?.parent.msg_id)
    return stripVTControlCharacters(own.map(({ content }) => (content.name === 'stderr' ? content.text : '')).join(''))
  }

  for (const [what, code] of [
    ['a timer', 'setTimeout(boom, 60)'],
    ['an event', "const e = new (require('node:events'))(); setTimeout(() => e.emit('error', new Error('boom')), 60)"],
    ['a callback of Node', "setTimeout(() => require('node:fs').readFile('/nowhere', boom), 60)"],
    ['a microtask', 'setTimeout(() => queueMicrotask(boom), 60)'],
  ] as const) {
    it(`in ${what} is told in the cell that caused it, with its line, and a cell that runs meanwhile goes on`, async () => {
      const { reply } = await kernel.execute(`function boom() { throw new Error('boom') }\n${code}\n0`)
      const other = await kernel.execute('await new Promise(resolve => setTimeout(resolve, 120)); 1')
      assert.equal(other.reply.status, 'ok')
      await kernel.until(() => printedFor(reply.execution_count).includes('boom'))
      assert.match(printedFor(reply.execution_count), /^Uncaught exception: Error: boom\n/)
      assert.match(printedFor(reply.execution_count), new RegExp(`Cell \\[${reply.execution_count}\\], line \\d`))
    })
  }

  it('ends the cell that caused it while that still runs', async () => {
    const { reply } = await kernel.execute(
      "await new Promise(() => setTimeout(() => { throw new RangeError('never settles') }, 5))",
    )
    assert.deepEqual([reply.status, reply.ename, reply.evalue], ['error', 'RangeError', 'never settles'])
  })

  it('in a promise is told, and the promise can still be awaited by a later cell', async () => {
    const { reply } = await kernel.execute("const late = Promise.reject(new TypeError('refused')); 0")
    assert.equal(reply.status, 'ok')
    await kernel.until(() => printedFor(reply.execution_count).includes('Unhandled rejection: TypeError: refused'))
    const awaited = await kernel.execute('await late')
    assert.equal(awaited.reply.ename, 'TypeError')
    assert.equal(textOf(awaited, 'stderr'), '')
  })

  it('is left to listeners of the cells', async () => {
    const code = "process.once('uncaughtException', error => console.log('mine', error.message))"
    const answer = await kernel.execute(
      `${code}\nsetTimeout(() => { throw new Error('x') }, 5)\nawait new Promise(resolve => setTimeout(resolve, 40))`,
    )
    assert.equal(textOf(answer), 'mine x\n')
    assert.equal(textOf(answer, 'stderr'), '')
  })

  it('is told also after a cell has used the test runner of Node, which listens for the session', async () => {
    await kernel.execute("import { test } from 'node:test'\nawait test('passes', () => {})")
    const { reply } = await kernel.execute("setTimeout(() => { throw new Error('unheard') }, 5)\n0")
    await kernel.until(() => printedFor(reply.execution_count).includes('Uncaught exception: Error: unheard'))
    const awaiting = await kernel.execute(
      "await new Promise(() => setTimeout(() => { throw new Error('ends it') }, 5))",
    )
    assert.equal(awaiting.reply.evalue, 'ends it')
    const refused = await kernel.execute("void Promise.reject(new Error('refused'))")
    await kernel.until(() => printedFor(refused.reply.execution_count).includes('Unhandled rejection: Error: refused'))
    const code = "process.once('uncaughtException', error => console.log('mine', error.message))"
    const heard = await kernel.execute(`
      await test('listens', () => { ${code} })
      setTimeout(() => { throw new Error('x') }, 5)
      await new Promise(resolve => setTimeout(resolve, 40))`)
    assert.match(textOf(heard), /^mine x$/m)
  })

  it('leaves nothing of its cell to what comes from outside later', async () => {
    await kernel.execute(
      "import net from 'node:net'\nconst server = net.createServer(socket => socket.on('data', () => console.log('heard')))",
    )
    await kernel.execute("await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))")
    const asked = async (): Promise<unknown> => {
      const answer = await kernel.execute(`
        const socket = net.connect(server.address().port, '127.0.0.1')
        socket.end('hello')
        await new Promise(resolve => socket.on('close', resolve).resume())`)
      return textOf(answer)
    }
    const failing = await kernel.execute("process.nextTick(() => { throw new Error('in a tick') })")
    assert.equal(failing.reply.evalue, 'in a tick')
    assert.equal(await asked(), 'heard\n')
    await kernel.execute(
      "await new Promise(hears => { process.once('uncaughtException', hears); process.nextTick(() => { throw 1 }) })",
    )
    assert.equal(await asked(), 'heard\n')
    await kernel.execute('server.close()')
  })
})
