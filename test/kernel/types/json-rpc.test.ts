import { strict as assert } from 'node:assert'
import { PassThrough } from 'node:stream'
import { mock } from 'node:test'
import { JsonRpc } from '../../../kernel/front/types/json-rpc'

const limits = { deadline: 1_000 }
const place = { textDocument: { uri: 'file:///a.ts' } }

describe('JsonRpc', () => {
  let fromServer: PassThrough
  let toServer: PassThrough
  let rpc: JsonRpc

  beforeEach(() => {
    fromServer = new PassThrough()
    toServer = new PassThrough()
    rpc = new JsonRpc(fromServer, toServer)
  })

  afterEach(() => {
    rpc.close()
    mock.timers.reset()
  })

  const frame = (message: object): Buffer => {
    const body = JSON.stringify(message)
    return Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  /** Messages go out at the end of the turn. */
  const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  const sent = (): string => String(toServer.read() ?? '')

  it('counts the length of a message in bytes', async () => {
    rpc.notify('$/cancelRequest', { id: 1 })
    await turn()
    const [head = '', body = ''] = sent().split('\r\n\r\n')
    assert.equal(head, `Content-Length: ${body.length}`)
    assert.deepEqual(JSON.parse(body), { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } })
  })

  it('puts answers together from pieces, and takes them in any order', async () => {
    const first = rpc.request('textDocument/diagnostic', place, limits)
    const second = rpc.request('textDocument/diagnostic', place, limits)
    const answers = Buffer.concat([
      frame({ id: 2, result: { text: 'zwei – 😀' } }),
      frame({ id: 1, result: { items: [] } }),
    ])
    for (const byte of answers) fromServer.write(Buffer.from([byte]))
    assert.deepEqual(await second, { text: 'zwei – 😀' })
    assert.deepEqual(await first, { items: [] })
  })

  it('gives nothing for an error and for what is still asked at the end, and null where that is the answer', async () => {
    const asked = [1, 2, 3].map(() => rpc.request('textDocument/diagnostic', place, limits))
    fromServer.write(frame({ id: 1, error: { code: -32603, message: 'no' } }))
    fromServer.write(frame({ id: 2, result: null }))
    await asked[1]
    fromServer.destroy()
    assert.deepEqual(await Promise.all(asked), [undefined, null, undefined])
    assert.equal(await rpc.request('textDocument/diagnostic', place, limits), undefined)
  })

  it('gives nothing at the deadline, tells the server, and drops the late answer', async () => {
    mock.timers.enable({ apis: ['setTimeout'] })
    const asked = rpc.request('textDocument/diagnostic', place, limits)
    mock.timers.tick(999)
    await turn()
    assert.doesNotMatch(sent(), /cancelRequest/)
    mock.timers.tick(1)
    assert.equal(await asked, undefined)
    await turn()
    assert.match(sent(), /cancelRequest.*"id":1/)
    fromServer.write(frame({ id: 1, result: {} }))
  })

  it('gives nothing to who no longer wants it', async () => {
    const asker = new AbortController()
    const asked = rpc.request('textDocument/diagnostic', place, { ...limits, signal: asker.signal })
    asker.abort()
    assert.equal(await asked, undefined)
    assert.equal(await rpc.request('textDocument/diagnostic', place, { ...limits, signal: asker.signal }), undefined)
  })

  it('answers what the server asks of its client', () => {
    fromServer.write(frame({ id: 'ts1', method: 'client/registerCapability', params: {} }))
    return new Promise<void>(resolve => {
      toServer.once('data', chunk => {
        assert.match(String(chunk), /"id":"ts1","result":null/)
        resolve()
      })
    })
  })
})
