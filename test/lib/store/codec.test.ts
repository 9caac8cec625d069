import { strict as assert } from 'node:assert'
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { FlowError } from '../../../lib/error'
import { Success } from '../../../lib/state'
import { decode, encode, Unkept } from '../../../lib/store/codec'
import { checksum } from '../../../lib/store/digest'
import { forgetType, registerType } from '../../../lib/store/registered-types'
import { forgetSecrets, registerSecret } from '../../../lib/store/secrets'

const again = <T>(value: T): T => decode(encode(value)) as T

class Money {
  constructor(
    readonly amount: bigint,
    readonly currency: string,
  ) {}
}

/** An envelope that a stranger wrote: the checksum fits, the payload is whatever it is. */
const forged = (payload: string) => `1:${checksum(payload)}:${payload}`

describe('The codec', () => {
  const values: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['-0', -0],
    ['NaN', Number.NaN],
    ['infinities', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['text with anything in it', '\u2028"\\\n\0 ü 😀 </script>'],
    ['a BigInt', 2n ** 80n],
    ['a Date', new Date(1_700_000_000_123)],
    ['an invalid Date', new Date(Number.NaN)],
    ['a RegExp', /a+b/giu],
    ['a Map with keys of any kind', new Map<unknown, unknown>([[{ a: 1 }, new Set([1, 'x'])]])],
    ['a list with holes', Array.from({ length: 3 }, (_, n) => n)],
    ['a typed array', new Float64Array([1.5, -2])],
    ['big integers in a typed array', new BigInt64Array([1n, -2n])],
    ['an ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 })],
    ['boxed values', [Object(1), Object('x'), Object(true)]],
  ]
  for (const [name, value] of values) {
    it(`gives ${name} back as it was`, () => {
      assert.deepEqual(again(value), value)
    })
  }

  it('gives any plain value back as it was', async () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    })
    await fc.assert(
      fc.property(anything, value => {
        const text = inspect(value, { depth: 20 })
        if (text.includes('__proto__')) return
        assert.equal(inspect(again(value), { depth: 20 }), text)
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it('gives URLs and Temporal values back', () => {
    assert.equal(again(new URL('https://example.org/a?b=c')).href, 'https://example.org/a?b=c')
    const { Temporal } = globalThis as { Temporal?: { PlainDate: { from(text: string): { toString(): string } } } }
    if (Temporal) assert.equal(String(again(Temporal.PlainDate.from('2026-02-03'))), '2026-02-03')
  })

  it('gives a Buffer back as a Buffer, without the memory around it', () => {
    const secretive = Buffer.from('before visible after')
    const text = encode(secretive.subarray(7, 14))
    const back = decode(text)
    assert.ok(Buffer.isBuffer(back))
    assert.equal(back.toString(), 'visible')
    assert.ok(!text.includes(Buffer.from('before').toString('base64').slice(0, 6)))
  })

  it('writes of a view only what it sees', () => {
    const back = again(new Uint16Array([1, 2, 3, 4]).subarray(1, 3))
    assert.deepEqual([...back], [2, 3])
    assert.equal(back.buffer.byteLength, 4)
  })

  it('keeps cycles, and that a value is the same in two places', () => {
    const node: { self?: unknown; list: unknown[] } = { list: [] }
    node.self = node
    node.list.push(node, node.list)
    const back = again(node)
    assert.equal(back.self, back)
    assert.equal(back.list[1], back.list)
  })

  describe('gives errors back', () => {
    it('with name, message, stack, code and cause', () => {
      const cause = new RangeError('too far')
      const error = Object.assign(new TypeError('no', { cause }), { code: 'E_NO', status: 404 })
      const back = again(error) as typeof error
      assert.ok(back instanceof TypeError)
      assert.deepEqual([back.message, back.code, back.status, back.stack], ['no', 'E_NO', 404, error.stack])
      assert.ok(back.cause instanceof RangeError)
      assert.ok(!Object.keys(back).includes('stack'))
    })

    it('of an AggregateError with its errors', () => {
      const back = again(new AggregateError([new Error('one'), 'two'], 'both'))
      assert.ok(back instanceof AggregateError)
      assert.deepEqual([back.message, String(back.errors[0]), back.errors[1]], ['both', 'Error: one', 'two'])
    })

    it('of a class of the user’s by name, and a FlowError as one', () => {
      class HttpError extends Error {
        override name = 'HttpError'
      }
      const back = again(new HttpError('418'))
      assert.deepEqual([back instanceof Error, back.name, String(back)], [true, 'HttpError', 'HttpError: 418'])
      const flowError = again(new FlowError('CODE', 'text', { hint: 'do that' }))
      assert.deepEqual([flowError.code, flowError.hint, flowError.name], ['CODE', 'do that', 'FlowError'])
    })

    it('of an abort as a DOMException', () => {
      const back = again(new DOMException('stopped', 'AbortError'))
      assert.ok(back instanceof DOMException)
      assert.deepEqual([back.name, back.message, back.code], ['AbortError', 'stopped', 20])
    })

    it('whose cause leads back to them', () => {
      const error = new Error('round')
      error.cause = { error }
      const back = again(error)
      assert.equal((back.cause as { error: unknown }).error, back)
    })
  })

  it('gives a state back as a state', () => {
    const back = again({ inner: Success({ result: [1], message: 'done' }) })
    assert.equal(String(back.inner), 'Success("done")')
    assert.deepEqual(back.inner.result, [1])
    assert.ok(back.inner.isSuccessful())
  })

  describe('says where a value is that it cannot keep, and why', () => {
    class Client {}
    const unkept: readonly (readonly [unknown, string, RegExp])[] = [
      [{ rows: [1, { close() {} }] }, 'rows[1].close', /a function/],
      [new Map([['k', Symbol('s')]]), 'get("k")', /a symbol/],
      [{ a: Promise.resolve() }, 'a', /a promise/],
      [{ client: new Client() }, 'client', /an instance of Client .*registerType/],
      [() => 1, '', /a function/],
      [{ w: new WeakMap() }, 'w', /WeakMap/],
      [new Error('x', { cause: { fn: () => 1 } }), 'cause.fn', /a function/],
    ]
    for (const [value, path, reason] of unkept) {
      it(path || 'the value itself', () => {
        assert.throws(
          () => encode(value),
          (error: unknown) => error instanceof Unkept && error.path === path && reason.test(error.reason),
        )
      })
    }

    it('one that is nested too deeply', () => {
      let deep: unknown = 1
      for (let n = 0; n < 50_000; n++) deep = [deep]
      assert.throws(() => encode(deep), /nested too deeply/)
    })
  })

  describe('with registered types', () => {
    afterEach(() => forgetType('Money'))
    const register = () =>
      registerType('Money', {
        class: Money,
        to: money => ({ a: money.amount, c: money.currency }),
        from: ({ a, c }) => new Money(a, c),
      })

    it('writes a class by `to` and reads it by `from`, wherever it stands', () => {
      register()
      const back = again({ list: [new Money(5n, 'EUR')] })
      assert.ok(back.list[0] instanceof Money)
      assert.deepEqual(back.list[0], new Money(5n, 'EUR'))
    })

    it('reads nothing by a type that is not registered now', () => {
      register()
      const text = encode(new Money(5n, 'EUR'))
      forgetType('Money')
      assert.throws(() => decode(text), { code: 'VALUE_UNREADABLE', message: /Unknown type type Money/ })
    })

    it('knows a type by `test` where there is no class', () => {
      registerType('Money', {
        test: value => value instanceof Money,
        to: (money: Money) => money.currency,
        from: currency => new Money(0n, currency),
      })
      assert.equal(again(new Money(9n, 'CHF')).currency, 'CHF')
    })

    it('refuses a type without a way to know, write or read it', () => {
      const to = () => 1
      assert.throws(() => registerType('Money', { to, from: to } as never), { code: 'BAD_OPTION' })
      assert.throws(
        () => registerType('Money', { class: Money, from: to } as never),
        /Option "to" of registerType\("Money"\) is missing/,
      )
      assert.throws(() => registerType('', { class: Money, to, from: to as never }), /short word/)
      assert.throws(
        () => registerType('Money', { class: Money, to, from: to, tset: to } as never),
        /Did you mean "test"/,
      )
    })
  })

  describe('does not trust what it reads', () => {
    const bad: readonly (readonly [string, string, RegExp])[] = [
      ['a changed byte', encode('precious').replace('p', 'q'), /checksum/],
      ['a text that is no envelope', 'hello', /checksum/],
      ['an empty text', '', /checksum/],
      ['a newer format', '2:0:[1]', /format 2/],
      ['no JSON', forged('[1'), /cannot be read/],
      ['an index out of range', forged('[{"a":5}]'), /cannot be read/],
      ['a prototype', forged('[{"__proto__":1},1]'), /__proto__/],
      ['a type nobody knows', forged('[["Evil",1],"process.exit()"]'), /Unknown type Evil/],
      [
        'a view of a size that it does not hold',
        forged('[["Float64Array",1,0,1000000],["ArrayBuffer","AAAA"]]'),
        /cannot be read/,
      ],
      ['a view of no bytes', forged('[["bytes",1],[2,3],"Uint8Array",1000000000]'), /bytes of a view/],
      [
        'a view that is a function',
        forged('[["bytes",1],[2,3],"Function",["Uint8Array",4],["ArrayBuffer","AAAA"]]'),
        /Unknown type/,
      ],
      ['a value within itself', forged('[["error",0]]'), /cannot be read/],
    ]
    for (const [name, text, message] of bad) {
      it(`refuses ${name}`, () => {
        assert.throws(() => decode(text), { code: 'VALUE_UNREADABLE', message })
      })
    }

    it('takes no memory for the length that an array claims', () => {
      const before = process.memoryUsage().heapUsed
      const list = decode(forged('[[-7,4294967295,0,1],"x"]')) as unknown[]
      assert.equal(list[0], 'x')
      assert.ok(process.memoryUsage().heapUsed - before < 50_000_000)
    })
  })

  describe('with secrets', () => {
    beforeEach(() => registerSecret('TOKEN', 'hunter2!'))
    afterEach(() => forgetSecrets())

    it('masks them in texts, errors, URLs and bytes', () => {
      const value = {
        text: 'key hunter2! end',
        error: new Error('401 hunter2!'),
        url: new URL('https://x/?k=hunter2!'),
        bytes: Buffer.from('..hunter2!..'),
        raw: new TextEncoder().encode('hunter2!').buffer,
      }
      const text = encode(value)
      assert.ok(!text.includes('hunter2'))
      assert.ok(!text.includes(Buffer.from('hunter2!').toString('base64').slice(0, 8)))
      const back = decode(text) as typeof value
      assert.equal(back.text, 'key *** end')
      assert.equal(back.error.message, '401 ***')
      assert.equal(back.bytes, '***' as unknown)
    })

    const holding: readonly (readonly [unknown, string])[] = [
      [{ a: ['x hunter2! y'] }, 'a[0]'],
      [{ b: Buffer.from('hunter2!') }, 'b'],
      [{ u: new URL('http://x/?t=hunter2!') }, 'u'],
      [new Map([['hunter2!', 1]]), ''],
    ]
    for (const [value, path] of holding) {
      it(`refuses a value that holds one ${path === '' ? 'as a key' : `at ${path}`}, where asked to`, () => {
        assert.throws(
          () => encode(value, { secrets: 'refuse' }),
          (error: unknown) => {
            assert.ok(error instanceof Unkept)
            assert.equal(error.reason, 'it holds the secret TOKEN')
            assert.ok(!error.path.includes('hunter2'))
            return path === '' || error.path === path
          },
        )
      })
    }

    it('refuses an object with one for a key, and does not tell it', () => {
      assert.throws(
        () => encode({ 'hunter2!': 1 }),
        (error: unknown) => error instanceof Unkept && error.path === '["***"]',
      )
    })
  })
})
