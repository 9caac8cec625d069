import assert from 'node:assert/strict'
import { context } from '../../lib/context'
import { LocalExecutor } from '../../lib/engine/local-executor'
import type { Executor, TaskCall } from '../../lib/executor'
import { Flow } from '../../lib/flow'
import { task } from '../../lib/task-function'
import { run } from './run-quietly'

const never = () => new Promise<never>(() => undefined)
const soon = (ms = 2) => new Promise<void>(resolve => setTimeout(resolve, ms))

describe('Throttling', () => {
  const most = async (throttle: Record<string, number>, tags: readonly (readonly string[])[]) => {
    const running = new Map<string, number>()
    const found: Record<string, number> = {}
    const flow = new Flow('f')
    flow.build(() => {
      for (const own of tags) {
        task({ tags: own }, async () => {
          for (const tag of own) {
            const now = (running.get(tag) ?? 0) + 1
            running.set(tag, now)
            found[tag] = Math.max(found[tag] ?? 0, now)
          }
          await soon()
          for (const tag of own) running.set(tag, (running.get(tag) ?? 0) - 1)
        })()
      }
    })
    assert.equal((await run(flow, { throttle })).type, 'Success')
    return found
  }
  it('runs at most so many tasks of a tag at once', async () => {
    const tags = Array.from({ length: 7 }, (_, n) => (n < 5 ? ['io'] : ['cpu']))
    assert.deepEqual(await most({ io: 2 }, tags), { io: 2, cpu: 2 })
  })
  it('holds for tasks of several tags, and none is forgotten', async () => {
    const found = await most({ a: 1, b: 1, c: 2 }, [
      ['a', 'b'],
      ['b'],
      ['a'],
      ['a', 'c'],
      ['c'],
      ['c', 'b'],
      ['a', 'b', 'c'],
      ['c'],
    ])
    assert.deepEqual(found, { a: 1, b: 1, c: 2 })
  })
  it('gives the place of a body that ignores its timeout away only when it ends', async () => {
    const order: string[] = []
    const flow = new Flow('f')
    flow.build(() => {
      task({ tags: ['db'], timeout: 2 }, async () => {
        await soon(15)
        order.push('deaf ended')
      })()
      task({ tags: ['db'] }, () => {
        order.push('next')
      })()
    })
    await run(flow, { throttle: { db: 1 } })
    assert.deepEqual(order, ['deaf ended', 'next'])
  })
})

/** What any executor must do, and what the engine must do with any executor. */
function executorContract(name: string, make: () => Executor): void {
  describe(`An executor (${name})`, () => {
    it('runs a call with its arguments and reports its value', async () => {
      const flow = new Flow('f')
      const end = flow.build(() => task((a: number, b: number) => a + b)(1, 2))
      assert.equal((await run(flow, { executor: make() })).value(end), 3)
    })
    it('reports what a call throws', async () => {
      const flow = new Flow('f')
      const error = new Error('no')
      const end = flow.build(() =>
        task(() => {
          throw error
        })(),
      )
      assert.equal((await run(flow, { executor: make() })).result.get(end)?.error, error)
    })
    it('lets a call see its context, and knows it itself', async () => {
      const flow = new Flow('f')
      const end = flow.build(() => task(() => [context.taskSlug, context.x])())
      assert.deepEqual((await run(flow, { executor: make(), context: { x: 1 } })).value(end), ['task-1', 1])
    })
    it('serves several runs at once', async () => {
      const executor = make()
      const flow = new Flow('f')
      const end = flow.build(() =>
        task(async (xs: number[]) => xs.length)(task(async (x: number) => x).map([1, 2, 3, 4, 5])),
      )
      const all = await Promise.all([1, 2, 3].map(() => run(flow, { executor })))
      assert.deepEqual(
        all.map(state => state.value(end)),
        [5, 5, 5],
      )
    })
  })
}

executorContract('local', () => new LocalExecutor())
executorContract('local, one at a time', () => new LocalExecutor({ concurrency: 1 }))
executorContract('late', () => ({ run: async call => soon().then(() => call.fn(...call.args)) }))
executorContract('twice', () => ({
  run: call => {
    const report = new Promise(resolve => resolve(call.fn(...call.args)))
    // A thenable that calls back twice: only a promise would keep it from that.
    return {
      // biome-ignore lint/suspicious/noThenProperty: that is what it is
      then: (ok: (value: unknown) => unknown, failed: (error: unknown) => unknown) =>
        report.then(
          value => [ok(value), ok('again')],
          error => [failed(error), ok('again')],
        ),
    } as unknown as Promise<unknown>
  },
}))

describe('A faulty executor', () => {
  const flowOf = (options = {}) => {
    const flow = new Flow('f')
    const end = flow.build(() => task({ name: 'end', ...options }, async () => 1)())
    return { flow, end }
  }
  it('that never reports is ended by the timeout', async () => {
    const { flow, end } = flowOf({ timeout: 3 })
    assert.equal((await run(flow, { executor: { run: never } })).result.get(end)?.type, 'TimedOut')
  })
  it('that never reports is ended by an abort', async () => {
    const { flow, end } = flowOf()
    const state = await run(flow, { executor: { run: never }, signal: AbortSignal.timeout(3) })
    assert.equal(state.result.get(end)?.type, 'Cancelled')
  })
  it('that reports after the timeout is not heard', async () => {
    const { flow, end } = flowOf({ timeout: 2 })
    const late = { run: () => soon(10).then(() => 'late') }
    const state = await run(flow, { executor: late })
    await soon(12)
    assert.equal(state.result.get(end)?.type, 'TimedOut')
  })
  it('that throws, or gives no promise, fails the flow with that error', async () => {
    const { flow } = flowOf()
    const error = new Error('executor')
    const throwing: Executor = {
      run: () => {
        throw error
      },
    }
    const state = await run(flow, { executor: throwing })
    assert.deepEqual([state.type, state.error], ['Failed', error])
    await assert.rejects(run(flow, { executor: throwing, raiseOnException: true }), error)
    assert.match(String(await run(flow, { executor: { run: () => 1 as never } })), /must give a promise/)
  })
  it('is told everything about a call', async () => {
    const calls: TaskCall[] = []
    const flow = new Flow('named')
    flow.build(() =>
      task(function mapped(x: number) {
        return x
      }).map([7]),
    )
    const state = await run(flow, {
      context: { mine: 1 },
      executor: {
        run: async call => {
          calls.push(call)
        },
      },
    })
    const [call] = calls
    assert.deepEqual(
      [call?.runId, call?.taskSlug, call?.mapIndex, call?.attempt, call?.args],
      [state.runId, 'mapped-1', 0, 1, [7]],
    )
    assert.equal(call?.context.flowName, 'named')
    assert.equal(call?.context.mine, 1)
    assert.ok(call && !('signal' in call.context) && !('logger' in call.context))
  })
  it('gets the next call when a body that outlived its timeout ends', async () => {
    const flow = new Flow('f')
    const [deaf, next] = flow.build(() => [task({ timeout: 2 }, () => soon(10))(), task(() => 'next')()] as const)
    const state = await run(flow, { executor: new LocalExecutor({ concurrency: 1 }) })
    assert.deepEqual([state.result.get(deaf)?.type, state.value(next)], ['TimedOut', 'next'])
  })
  it('has no more calls at once than it has places', async () => {
    const flow = new Flow('f')
    let running = 0
    let most = 0
    flow.build(() => {
      for (let n = 0; n < 10; n++)
        task(async () => {
          most = Math.max(most, ++running)
          await soon(1)
          running--
        })()
    })
    await run(flow, { executor: new LocalExecutor({ concurrency: 3 }) })
    assert.equal(most, 3)
  })
})
