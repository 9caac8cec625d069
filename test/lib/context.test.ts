import assert from 'node:assert/strict'
import { mock } from 'node:test'
import { type Context, context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import { Parameter } from '../../lib/parameter'
import { secret } from '../../lib/secret'
import * as states from '../../lib/state'
import { openStore } from '../../lib/store/open-store'
import { forgetSecrets } from '../../lib/store/secrets'
import type { Task } from '../../lib/task'
import { task } from '../../lib/task-function'
import { FakeClock } from './fake-clock'
import { run } from './run-quietly'

const soon = () => new Promise<void>(resolve => setTimeout(resolve, 1))

describe('context', () => {
  it('has the values of the innermost with', () => {
    context.with({ a: 1, b: 1 }, () => {
      context.with({ b: 2 }, () => assert.deepEqual([context.a, context.b, context.get('b')], [1, 2, 2]))
      assert.equal(context.b, 1)
    })
    assert.equal(context.a, undefined)
  })
  it('is restored on error, and follows await', async () => {
    assert.throws(() => context.with({ a: 1 }, () => assert.fail('x')))
    assert.equal(context.a, undefined)
    const later = context.with({ a: 1 }, async () => {
      await soon()
      return context.a
    })
    assert.equal(context.a, undefined)
    assert.equal(await later, 1)
  })
  it('may hold undefined over an outer value', () => {
    context.with({ a: 1 }, () => context.with({ a: undefined }, () => assert.equal(context.a, undefined)))
  })
  it('does not notice when its values are changed afterwards', () => {
    const values = { a: 1 }
    context.with(values, () => {
      values.a = 2
      assert.equal(context.a, 1)
    })
  })

  const inside = async (read: () => unknown, options: Parameters<typeof run>[1] = {}) => {
    const flow = new Flow('inside', { version: '7' })
    const end = flow.build(() =>
      task(function end() {
        return read()
      })(),
    )
    const state = await run(flow, options)
    return { value: state.value(end), state, end }
  }
  it('tells a task who it is', async () => {
    const names = [
      'flowName',
      'flowVersion',
      'runId',
      'taskName',
      'taskSlug',
      'taskRunCount',
      'mapIndex',
      'loopCount',
    ] as const
    const { value, state } = await inside(() => names.map(name => context[name]))
    assert.deepEqual(value, ['inside', '7', state.runId, 'end', 'end-1', 1, undefined, 1])
  })
  it('tells when the task was due: its own start time, else when the run began', async () => {
    const clock = new FakeClock()
    const began = new Date(clock.now())
    assert.deepEqual((await inside(() => context.scheduledStartTime, { clock })).value, began)
  })
  it('holds the surroundings of the run, under its context, under that of the task', async () => {
    const flow = new Flow('layers')
    const end = flow.build(() => task(() => [context.a, context.b, context.c])())
    const running = context.with({ a: 1, b: 1, c: 1 }, () =>
      run(flow, { context: { b: 2, c: 2 }, taskContexts: new Map<Task, Record<string, unknown>>([[end, { c: 3 }]]) }),
    )
    assert.deepEqual((await running).value(end), [1, 2, 3])
  })
  it('names a piece of work, the same in every retry and later run of the line', async () => {
    const keys: unknown[] = []
    const flow = new Flow('work')
    const end = flow.build(() =>
      task({ maxRetries: 2 }, function end() {
        keys.push(context.idempotencyKey)
        if (keys.length < 3) throw new Error('no')
      })(),
    )
    const first = await run(flow)
    const second = await run(flow, { from: first, startTasks: [end] })
    await run(flow, { taskStates: new Map([[end, second.result.get(end)]]), startTasks: [end] })
    assert.deepEqual(keys, Array(3).fill(`${first.runId}/end-1`))
    await run(flow)
    assert.notEqual(keys[3], keys[0])
  })
  for (const [name, open] of [
    ['', () => null],
    [', from the store', () => openStore(':memory:')],
  ] as const) {
    it(`names work anew that had succeeded, where a partial run does it again${name}`, async () => {
      const keys: unknown[] = []
      const store = open()
      const flow = new Flow('work')
      const end = flow.build(() =>
        task({ maxRetries: 1 }, function end() {
          keys.push(context.idempotencyKey)
          if (keys.length === 2) throw new Error('no')
        })(),
      )
      const first = await run(flow, { store })
      const again = { taskStates: [[end, states.Pending()]] as const, startTasks: [end] }
      const second = await run(flow, { store, from: first, ...again })
      assert.ok(second.result.get(end)?.isRetrying())
      await run(flow, { store, from: second, startTasks: [end] })
      assert.equal(keys[0], `${first.runId}/end-1`)
      assert.notEqual(keys[1], keys[0])
      assert.equal(keys[2], keys[1])
      await store?.close()
    })
  }
  it('is the task’s own where several run at once', async () => {
    const flow = new Flow('many')
    const end = flow.build(() =>
      task(async (_x: number) => {
        const before = context.mapIndex
        await soon()
        return [before, context.mapIndex]
      }).map([0, 1, 2]),
    )
    assert.deepEqual((await run(flow)).value(end), [
      [0, 0],
      [1, 1],
      [2, 2],
    ])
  })
  it('says nothing of the task around a run that a task runs itself', async () => {
    const inner = new Flow('inner')
    const read = inner.build(() =>
      task(function read() {
        return [context.taskName, context.mapIndex, context.flowVersion, context.mine]
      })(),
    )
    const outer = new Flow('outer', { version: '7' })
    const end = outer.build(() => task(async (_x: number) => (await run(inner)).value(read)).map([1, 2]))
    const values = (await run(outer, { context: { mine: 'kept' } })).value(end)
    assert.deepEqual(values, Array(2).fill(['read', undefined, undefined, 'kept']))
  })
  it('cannot be told another name than that of the task', async () => {
    const { value } = await inside(() => [context.taskName, context.mapIndex], {
      context: { taskName: 'x', mapIndex: 9 },
    })
    assert.deepEqual(value, ['end', undefined])
  })
  it('cannot be written to', () => {
    const writable = context as unknown as Record<string, unknown>
    for (const write of [
      () => {
        writable.with = 1
      },
      () => delete writable.get,
      () => Object.defineProperty(writable, 'x', { value: 1 }),
    ])
      assert.throws(write, { code: 'READ_ONLY', message: /context\.with\(\{ (with|get|x): … \}, fn\) adds to it/ })
    assert.equal(typeof context.get, 'function')
  })
  it('tells what it holds', async () => {
    const { value } = await inside(() => [Object.keys(context as Context), 'taskName' in context, 'nothing' in context])
    const [keys, has, hasNot] = value as [string[], boolean, boolean]
    assert.ok(keys.includes('taskSlug') && keys.includes('with'))
    assert.deepEqual([has, hasNot], [true, false])
  })
})

describe('context.logger', () => {
  const logging = (options: Parameters<typeof run>[1] = {}) => {
    const flow = new Flow('logging')
    const end = flow.build(() =>
      task({ maxRetries: 1 }, function end() {
        context.logger?.info('count %d', 1, { a: [1] })
        context.logger?.warn('careful')
        if (context.taskRunCount === 1) throw new Error('no')
      })(),
    )
    return { flow, end, first: run(flow, options) }
  }
  it('keeps lines with task, level and attempt, formatted as the console does', async () => {
    const { end, first } = logging()
    const lines = (await first).logs(end)
    assert.deepEqual(
      lines.map(({ task, level, attempt, text }) => [task, level, attempt, text]),
      [
        ['end-1', 'info', 1, 'count 1 { a: [ 1 ] }'],
        ['end-1', 'warn', 1, 'careful'],
      ],
    )
    assert.ok(lines[0]?.at instanceof Date)
  })
  it('keeps the lines of earlier runs of the line, oldest first', async () => {
    const { flow, end, first } = logging()
    const second = await run(flow, { from: await first, startTasks: [end] })
    assert.deepEqual(
      second.logs().map(({ attempt }) => attempt),
      [1, 1, 2, 2],
    )
  })
  it('goes to stderr with task and attempt in front where there is no host', async () => {
    const lines: unknown[] = []
    const { error } = console
    console.error = (...args: unknown[]) => void lines.push(...args)
    try {
      const flow = new Flow('logging')
      flow.build(() =>
        task(function end() {
          context.logger?.debug('hello')
        })(),
      )
      await flow.run({ store: null })
    } finally {
      console.error = error
    }
    assert.deepEqual(lines, ['end-1 (attempt 1) debug: hello'])
  })
})

describe('secret', () => {
  afterEach(() => {
    delete process.env.TASKLAB_TEST_SECRET
    forgetSecrets()
  })
  it('is read when it runs, and masked in what is logged and written', async () => {
    const flow = new Flow('secrets')
    const end = flow.build(() => {
      const key = secret('TASKLAB_TEST_SECRET')
      return task((key: string) => {
        context.logger?.info('the key is', key)
        return key.length
      })(key)
    })
    process.env.TASKLAB_TEST_SECRET = 'hunter22'
    const state = await run(flow)
    assert.equal(state.value(end), 8)
    assert.equal(state.logs()[0]?.text, 'the key is ***')
    assert.ok(!JSON.stringify(state).includes('hunter22'), JSON.stringify(state))
  })
  it('is masked in JSON with what is escaped in it', async () => {
    process.env.TASKLAB_TEST_SECRET = 'say "hunter22"'
    const flow = new Flow('secrets')
    const end = flow.build(() => task((key: string) => [new Map([[key, 1]]), { key }])(secret('TASKLAB_TEST_SECRET')))
    const state = await run(flow)
    assert.ok(state.value(end))
    assert.ok(!JSON.stringify(state).includes('hunter22'), JSON.stringify(state))
  })
  it('is masked before it is read, too, where it is there already', async () => {
    process.env.TASKLAB_TEST_SECRET = 'hunter22'
    const store = openStore(':memory:')
    const warned = mock.method(console, 'warn', () => undefined)
    const flow = new Flow('secrets')
    flow.build(() => {
      new Parameter('url')
      secret('TASKLAB_TEST_SECRET')
    })
    const { runId } = await run(flow, { store, parameters: { url: 'https://x?key=hunter22' } })
    assert.deepEqual((await store.load(runId)).parameters, {})
    assert.match(String(warned.mock.calls[0]?.arguments[0]), /parameters\.url, it holds the secret TASKLAB_TEST_SECRET/)
    mock.restoreAll()
    await store.close()
  })
  it('fails its task where it is nowhere', async () => {
    const flow = new Flow('secrets')
    const end = flow.build(() => secret('TASKLAB_TEST_SECRET'))
    assert.match(
      String((await run(flow)).result.get(end)),
      /The secret "TASKLAB_TEST_SECRET" is neither in the environment/,
    )
  })
})
