import { deepEqual, throws } from 'node:assert/strict'
import { encodeFrame, FrameReader } from '../../kernel/frame'

describe('FrameReader', () => {
  it('puts messages together from whatever pieces they come in, with their buffers', () => {
    const heard: unknown[] = []
    const reader = new FrameReader((message, buffers) => heard.push([message, ...buffers.map(String)]))
    const bytes = Buffer.concat([
      encodeFrame({ a: 'é' }, [Buffer.from([1, 2]), Buffer.from([])]),
      encodeFrame({ b: 2 }),
    ])
    for (const byte of bytes) reader.push(Buffer.from([byte]))
    reader.push(bytes)
    deepEqual(heard, [[{ a: 'é' }, '1,2', ''], [{ b: 2 }], [{ a: 'é' }, '1,2', ''], [{ b: 2 }]])
  })

  it('hands no message on twice, and none is lost, when a handler is cut off', () => {
    const heard: object[] = []
    const reader = new FrameReader(message => {
      heard.push(message)
      if (heard.length === 1) throw new Error('cut off')
    })
    throws(() => reader.push(Buffer.concat([encodeFrame({ n: 1 }), encodeFrame({ n: 2 })])), /cut off/)
    reader.push(encodeFrame({ n: 3 }))
    deepEqual(heard, [{ n: 1 }, { n: 2 }, { n: 3 }])
  })
})
