import { strict as assert } from 'node:assert'
import { createServer } from 'node:net'
import { Subscriber } from 'zeromq'
import { addressOf, type ConnectionInfo } from '../../kernel/wire/connection'
import { WireSession } from '../../kernel/wire/message'
import { bindChannels, connectChannels, makeCurveKeys } from '../../kernel/wire/socket'
import { resultOf, TestKernel, textOf } from './test-kernel'

describe('While a cell loops', () => {
  let kernel: TestKernel
  let looping: Promise<unknown>

  before(async () => {
    kernel = await TestKernel.start()
    looping = kernel.execute("console.log('loops'); while (true) {}")
    await kernel.until(() => kernel.published.some(({ content }) => content.text === 'loops\n'))
  })

  after(async () => {
    await kernel.request('interrupt_request', {}, 'control')
    await looping
    await kernel.stop()
  })

  it('control says what the kernel is', async () => {
    assert.equal((await kernel.request('kernel_info_request', {}, 'control')).reply.status, 'ok')
  })

  it('shell answers everything but executes', async () => {
    const requests = [
      ['kernel_info_request', {}],
      ['is_complete_request', { code: '1' }],
      ['complete_request', { code: 'Math.', cursor_pos: 5 }],
      ['inspect_request', { code: 'Math', cursor_pos: 4, detail_level: 0 }],
      ['history_request', { hist_access_type: 'tail', n: 1, output: false, raw: true }],
      ['comm_info_request', {}],
    ] as const
    for (const [type, content] of requests) {
      assert.notEqual((await kernel.request(type, content)).reply.status, 'error', type)
    }
  })

  it('the heart beats', async () => {
    const { hb, ...others } = connectChannels(kernel.process.connection, 'heart')
    try {
      await hb.send(['beat'])
      const { value } = await hb[Symbol.asyncIterator]().next()
      assert.equal(String(value?.[0]), 'beat')
    } finally {
      for (const channel of [hb, ...Object.values(others)]) channel.close()
    }
  })
})

describe('Messages', () => {
  let kernel: TestKernel
  const large = 20 * 1024 * 1024

  before(async () => {
    kernel = await TestKernel.start()
  })

  after(() => kernel.stop())

  it('of 20 MB arrive both ways: in a cell, as a result, printed', async function () {
    this.timeout(30_000)
    const text = 'x'.repeat(large)
    assert.equal(resultOf(await kernel.execute(`const text = '${text}'\ntext.length`)), String(large))
    assert.equal(textOf(await kernel.execute('console.log(text)')), `${text}\n`)
    const { outputs } = await kernel.execute("display({ 'text/plain': text }, { raw: true })")
    const shown = outputs.find(({ type }) => type === 'display_data')
    assert.deepEqual(shown?.content.data, { 'text/plain': text })
  })

  it('of 20 MB arrive both ways in the buffers of a comm', async () => {
    await kernel.execute(
      "comm.register('echo', c => c.onMessage(({ buffers }) => c.send({ size: buffers[0].length }, { buffers })))",
    )
    await kernel.send('comm_open', { comm_id: 'large', target_name: 'echo', data: {} })
    await kernel.send('comm_msg', { comm_id: 'large', data: {} }, [new Uint8Array(large).fill(7)])
    const echo = () => kernel.published.find(({ header }) => header.msg_type === 'comm_msg')
    await kernel.until(() => echo() !== undefined)
    assert.deepEqual(echo()?.content.data, { size: large })
    assert.ok(echo()?.buffers[0]?.every(byte => byte === 7))
  })

  it('of a type that there is not are ignored', async () => {
    const session = new WireSession(kernel.process.connection)
    await kernel.sendRaw('shell', session.encode({ type: 'teleport_request', content: {} }))
    await kernel.sendRaw(
      'control',
      session.encode({ type: 'execute_request', content: { code: 'globalThis.sneaked = 1' } }),
    )
    assert.equal(resultOf(await kernel.execute("typeof Reflect.get(globalThis, 'sneaked')")), "'undefined'")
  })

  it('that update a display may come from another cell, under that cell', async () => {
    await kernel.execute("const shown = display('one', { id: 'later' })")
    const { outputs } = await kernel.execute("shown.update('two')")
    const update = outputs.find(({ type }) => type === 'update_display_data')
    assert.deepEqual(update?.content.transient, { display_id: 'later' })
    assert.deepEqual(update?.content.data, { 'text/plain': "'two'" })
  })

  it('of promises that settle later belong to the cell that began them', async () => {
    const code = 'let go; new Promise(r => { go = r }).then(() => display("late"))\n"began"'
    const { reply } = await kernel.execute(code)
    await kernel.execute('setTimeout(go, 20)')
    const late = () =>
      kernel.published.find(({ content }) => JSON.stringify(content.data) === '{"text/plain":"\'late\'"}')
    await kernel.until(() => late() !== undefined)
    const input = kernel.published.find(
      ({ header, content }) => header.msg_type === 'execute_input' && content.execution_count === reply.execution_count,
    )
    assert.equal(late()?.parent.msg_id, input?.parent.msg_id)
  })

  it('on iopub carry their type as topic, and a subscriber by topic hears those alone, its welcome first', async () => {
    const heard: string[] = []
    const subscriber = new Subscriber({ linger: 0 })
    subscriber.connect(addressOf(kernel.process.connection, 'iopub'))
    const [, session] = /^kernel\.([^.]+)\./.exec(topicOf(kernel)) ?? []
    const topic = `kernel.${session}.stream`
    subscriber.subscribe(topic)
    const decode = new WireSession(kernel.process.connection)
    for await (const frames of subscriber) {
      const message = decode.decode(frames)
      assert.ok(!('refused' in message))
      heard.push(message.header.msg_type)
      if (heard.length === 1) {
        assert.equal(message.content.subscription, topic)
        void kernel.execute("console.log('heard'); 'not heard'")
      }
      if (heard.length === 2) break
    }
    subscriber.close()
    assert.deepEqual(heard, ['iopub_welcome', 'stream'])
  })
})

describe('A connection', () => {
  const ports = { shell: 1, iopub: 2, stdin: 3, control: 4, hb: 5 }
  const plain: ConnectionInfo = {
    transport: 'ipc',
    ip: '',
    key: '',
    signature_scheme: 'hmac-sha256',
    ports,
  }

  it('without a key has messages without signature', () => {
    const frames = new WireSession(plain).encode({ type: 'kernel_info_request', content: {} })
    assert.equal(frames[1], '')
    const decoded = new WireSession(plain).decode(frames.map(frame => Buffer.from(frame)))
    assert.ok(!('refused' in decoded))
  })

  it('with Curve keys answers those that have them, and nobody else', async () => {
    const curve = makeCurveKeys()
    const connection: ConnectionInfo = { ...plain, transport: 'tcp', ip: '127.0.0.1', ports: await freePorts(), curve }
    const kernel = await bindChannels(connection)
    const client = connectChannels(connection, 'with keys')
    const { curve: _, ...withoutKeys } = connection
    const stranger = connectChannels(withoutKeys, 'without')
    const otherKeys = connectChannels({ ...connection, curve: makeCurveKeys() }, 'other keys')
    try {
      for (const { shell } of [stranger, otherKeys]) void shell.send(['from a stranger'])
      void client.shell.send(['hello'])
      const received = await kernel.shell[Symbol.asyncIterator]().next()
      assert.deepEqual(received.value?.map(String), ['with keys', 'hello'])
      void client.shell.send(['again'])
      const next = await kernel.shell[Symbol.asyncIterator]().next()
      assert.deepEqual(next.value?.map(String), ['with keys', 'again'])
    } finally {
      for (const end of [kernel, client, stranger, otherKeys]) for (const one of Object.values(end)) one.close()
    }
  })
})

function topicOf(kernel: TestKernel): string {
  const status = kernel.published.find(({ header }) => header.msg_type === 'status')
  return String(Buffer.from(status?.identities[0] ?? []))
}

async function freePorts(): Promise<ConnectionInfo['ports']> {
  const servers = await Promise.all([0, 1, 2, 3, 4].map(listen))
  const [shell = 0, iopub = 0, stdin = 0, control = 0, hb = 0] = servers.map(({ port }) => port)
  await Promise.all(servers.map(({ close }) => close()))
  return { shell, iopub, stdin, control, hb }
}

function listen(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve({ port, close: () => new Promise(closed => server.close(() => closed())) })
    })
  })
}
