import { strict as assert } from 'node:assert'
import { type Kernel, KernelManager, type KernelMessage, ServerConnection } from '@jupyterlab/services'
import { needsPython } from '../run/environment'
import { JupyterClients } from './jupyter-clients'
import { JupyterServer } from './jupyter-server'

describe('The client of JupyterLab, @jupyterlab/services', function () {
  this.timeout(60_000)
  let clients: JupyterClients
  let server: JupyterServer
  let manager: KernelManager
  let kernel: Kernel.IKernelConnection

  before(async function () {
    clients = new JupyterClients(needsPython(this))
    server = await JupyterServer.start(clients)
    const serverSettings = ServerConnection.makeSettings({
      baseUrl: server.url,
      wsUrl: server.url.replace('http', 'ws'),
      token: server.token,
      appendToken: true,
    })
    manager = new KernelManager({ serverSettings })
    kernel = await manager.startNew({ name: 'tasklab' })
    await kernel.info
  })

  after(async () => {
    await kernel?.shutdown()
    kernel?.dispose()
    manager?.dispose()
    await server?.stop()
    clients?.close()
  })

  async function execute(code: string, more: Partial<KernelMessage.IExecuteRequestMsg['content']> = {}) {
    const messages: KernelMessage.IIOPubMessage[] = []
    const future = kernel.requestExecute({ code, ...more })
    future.onIOPub = message => void messages.push(message)
    const reply = await future.done
    return { reply: reply.content, messages: messages.filter(({ header }) => header.msg_type !== 'status') }
  }

  it('learns what it is', async () => {
    const { language_info, implementation } = await kernel.info
    assert.deepEqual(
      [implementation, language_info.name, language_info.file_extension],
      ['tasklab', 'typescript', '.ts'],
    )
  })

  it('runs a cell and gets its output', async () => {
    const { reply, messages } = await execute("console.log('hi'); 6 * 7")
    assert.equal(reply.status, 'ok')
    assert.deepEqual(
      messages.map(({ header }) => header.msg_type),
      ['execute_input', 'stream', 'execute_result'],
    )
  })

  it('completes, inspects, asks whether code is complete, and reads the history', async () => {
    const completed = await kernel.requestComplete({ code: 'Math.sqr', cursor_pos: 8 })
    assert.ok(completed.content.status === 'ok' && completed.content.matches.includes('sqrt'))
    const inspected = await kernel.requestInspect({ code: 'Math.max', cursor_pos: 8, detail_level: 0 })
    assert.ok(inspected.content.status === 'ok' && inspected.content.found)
    assert.equal((await kernel.requestIsComplete({ code: 'f(' })).content.status, 'incomplete')
    const asked = { hist_access_type: 'tail', n: 1, output: false, raw: true } as const
    const history = await kernel.requestHistory(asked)
    assert.ok(history.content.status === 'ok' && history.content.history.length === 1)
  })

  it('answers a question of a cell', async () => {
    const future = kernel.requestExecute({ code: "await input('Name? ')", allow_stdin: true })
    future.onStdin = message => {
      assert.equal((message.content as { readonly prompt: string }).prompt, 'Name? ')
      kernel.sendInputReply({ status: 'ok', value: 'Ann' }, message.header as never)
    }
    let shown: unknown
    future.onIOPub = ({ header, content }) => {
      if (header.msg_type === 'execute_result') shown = (content as { readonly data: object }).data
    }
    await future.done
    assert.deepEqual(shown, { 'text/plain': "'Ann'" })
  })

  it('talks over a comm, with buffers', async () => {
    await execute("comm.register('echo', c => c.onMessage(({ data, buffers }) => c.send(data, { buffers })))")
    const comm = kernel.createComm('echo')
    const answer = new Promise<KernelMessage.ICommMsgMsg>(resolve => {
      comm.onMsg = message => resolve(message)
    })
    await comm.open({}).done
    await comm.send({ n: 1 }, {}, [new Uint8Array([1, 2, 3]).buffer]).done
    const { content, buffers = [] } = await answer
    assert.deepEqual(content.data, { n: 1 })
    const [first] = buffers
    assert.ok(first !== undefined)
    assert.deepEqual(
      [
        ...new Uint8Array(
          'buffer' in first ? first.buffer.slice(first.byteOffset, first.byteOffset + first.byteLength) : first,
        ),
      ],
      [1, 2, 3],
    )
  })

  it('interrupts a loop, and the variables stay', async () => {
    await execute('let kept = 1')
    const future = kernel.requestExecute({ code: "console.log('loops'); while (true) {}" })
    const loops = new Promise<void>(resolve => {
      future.onIOPub = ({ header }) => {
        if (header.msg_type === 'stream') resolve()
      }
    })
    await loops
    await kernel.interrupt()
    assert.equal((await future.done).content.status, 'error')
    assert.match(JSON.stringify((await execute('kept')).messages.at(-1)?.content), /"text\/plain":"1"/)
  })

  it('restarts it', async () => {
    await kernel.restart()
    const { messages } = await execute('typeof kept')
    assert.match(JSON.stringify(messages.at(-1)?.content), /'undefined'/)
  })
})
