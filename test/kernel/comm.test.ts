import { strict as assert } from 'node:assert'
import { resultOf, TestKernel, textOf } from './test-kernel'

describe('A comm', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
  })

  after(() => kernel.stop())

  it('that a cell opens is told with its data, metadata and buffers, and heard when it is answered', async () => {
    const code =
      "const c = comm.open('there', { n: 1 }, { metadata: { m: 2 }, buffers: [new Uint8Array([1, 2, 3])] })\n" +
      'const heard = []\nc.onMessage(({ data, buffers }) => { heard.push(data, [...buffers[0]]) })\nc.id'
    const answer = await kernel.execute(code)
    const open = kernel.published.find(({ header }) => header.msg_type === 'comm_open')
    assert.deepEqual(open?.content.data, { n: 1 })
    assert.equal(open?.content.target_name, 'there')
    assert.deepEqual(open?.metadata, { m: 2 })
    assert.deepEqual([...(open?.buffers[0] ?? [])], [1, 2, 3])
    const comm_id = String(resultOf(answer)).replaceAll("'", '')
    await kernel.send('comm_msg', { comm_id, data: { back: true } }, [new Uint8Array([9])])
    assert.equal(resultOf(await kernel.execute('heard')), '[ { back: true }, [ 9 ] ]')
    const { reply } = await kernel.request('comm_info_request', { target_name: 'there' })
    assert.deepEqual(reply.comms, { [comm_id]: { target_name: 'there' } })
    await kernel.execute('c.close({ bye: 1 })')
    const close = kernel.published.find(({ header }) => header.msg_type === 'comm_close')
    assert.deepEqual(close?.content, { comm_id, data: { bye: 1 } })
    assert.deepEqual((await kernel.request('comm_info_request', {})).reply.comms, {})
  })

  it('that the front end opens reaches the target that a cell registered, and prints in that cell', async () => {
    const registered = await kernel.execute(
      "comm.register('here', (c, { data }) => { console.log('opened', data.x); c.send({ y: data.x + 1 }) })\n'ok'",
    )
    assert.equal(registered.reply.status, 'ok')
    await kernel.send('comm_open', { comm_id: 'abc', target_name: 'here', data: { x: 1 } })
    await kernel.until(() => kernel.published.some(({ content }) => content.comm_id === 'abc'))
    const message = kernel.published.find(({ content }) => content.comm_id === 'abc')
    assert.equal(message?.header.msg_type, 'comm_msg')
    assert.deepEqual(message?.content.data, { y: 2 })
    const printed = kernel.published.find(({ content }) => content.text === 'opened 1\n')
    assert.ok(printed)
  })

  it('to a target that nobody registered is closed', async () => {
    await kernel.send('comm_open', { comm_id: 'lost', target_name: 'nowhere', data: {} })
    await kernel.until(() =>
      kernel.published.some(({ header, content }) => header.msg_type === 'comm_close' && content.comm_id === 'lost'),
    )
  })

  it('whose listener throws says so, and the kernel lives on', async () => {
    await kernel.execute("comm.register('bad', () => { throw new Error('listener failed') })")
    await kernel.send('comm_open', { comm_id: 'b', target_name: 'bad', data: {} })
    await kernel.until(() => kernel.published.some(({ content }) => String(content.text).includes('listener failed')))
    assert.equal(textOf(await kernel.execute("console.log('alive')")), 'alive\n')
  })
})
