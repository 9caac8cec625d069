import assert from 'node:assert/strict'
import { context } from '../../lib/context'
import { LocalExecutor } from '../../lib/engine/local-executor'
import type { Executor, TaskCall } from '../../lib/executor'
import { Flow } from '../../lib/flow'
import type { Mapped, State } from '../../lib/state'
import * as states from '../../lib/state'
import { task } from '../../lib/task-function'
import { FakeClock } from './fake-clock'
import { run } from './run-quietly'

const never = () => new Promise<never>(() => undefined)
const soon = (ms = 2) => new Promise<void>(resolve => setTimeout(resolve, ms))

describe('A timeout', () => {
  it('ends a task that takes too long as TimedOut, and fires its signal', async () => {
    const flow = new Flow('f')
    let reason: unknown
    const end = flow.build(() =>
      task({ timeout: 5 }, async () => {
        const { signal } = context
        signal?.addEventListener('abort', () => {
          reason = signal.reason
        })
        await never()
      })(),
    )
    const state = (await run(flow)).result.get(end)
    assert.equal(String(state), 'TimedOut("Task run took longer than 5 ms.")')
    assert.equal(state?.attempts.length, 1)
    assert.equal(reason, state?.error)
  })
  it('follows the run’s clock', async () => {
    const clock = new FakeClock()
    const flow = new Flow('f')
    const end = flow.build(() => task({ timeout: '1h' }, never)())
    const done = run(flow, { clock })
    await soon()
    await clock.advance(3_600_000)
    assert.equal((await done).result.get(end)?.type, 'TimedOut')
  })
  it('ends a body that never yields when it ends, and drops its result', async () => {
    const flow = new Flow('f')
    const end = flow.build(() =>
      task({ timeout: 2 }, () => {
        const until = performance.now() + 8
        while (performance.now() < until);
        return 'late'
      })(),
    )
    assert.equal((await run(flow)).result.get(end)?.type, 'TimedOut')
  })
  it('does not touch a body that is quick enough', async () => {
    const flow = new Flow('f')
    const end = flow.build(() => task({ timeout: 1000 }, async () => 'quick')())
    const began = performance.now()
    assert.equal((await run(flow)).value(end), 'quick')
    assert.ok(performance.now() - began < 500)
  })
  it('is tried again where there are retries', async () => {
    const flow = new Flow('f')
    const end = flow.build(() => task({ timeout: 2, maxRetries: 1 }, never)())
    const state = (await run(flow)).result.get(end)
    assert.equal(String(state), 'Retrying("Retrying Task (after attempt 1 of 2)")')
    assert.match(String(state?.error), /longer than 2 ms/)
  })
})

describe('An abort', () => {
  it('cancels what is not finished, at once, and waits for no deaf body', async () => {
    const controller = new AbortController()
    const flow = new Flow('f')
    const [done, deaf, after] = flow.build(() => {
      const done = task(() => 1)()
      const deaf = task(never)()
      return [done, deaf, task(() => 2)().after(deaf)] as const
    })
    const running = run(flow, { signal: controller.signal })
    await soon()
    controller.abort(new Error('enough'))
    const state = await running
    assert.equal(state.type, 'Cancelled')
    assert.ok(state.isFailed())
    assert.deepEqual(
      [done, deaf, after].map(task => state.result.get(task)?.type),
      ['Success', 'Cancelled', 'Cancelled'],
    )
    assert.equal(((state.error as Error).cause as Error).message, 'enough')
  })
  it('fires the signal of running bodies, and reports from them are late', async () => {
    const controller = new AbortController()
    const flow = new Flow('f')
    let fired = 0
    const end = flow.build(() =>
      task(async () => {
        await new Promise(resolve => context.signal?.addEventListener('abort', resolve))
        fired++
        return 'late'
      })(),
    )
    const running = run(flow, { signal: controller.signal })
    await soon()
    controller.abort()
    const state = await running
    await soon()
    assert.equal(fired, 1)
    assert.equal(state.result.get(end)?.type, 'Cancelled')
  })
  it('that came before the run cancels all of it', async () => {
    const flow = new Flow('f')
    const end = flow.build(() => task(async () => assert.fail('ran'))())
    const state = await run(flow, { signal: AbortSignal.abort() })
    assert.equal(state.type, 'Cancelled')
    assert.equal(state.result.get(end)?.type, 'Cancelled')
  })
  it('keeps the children of a mapped task that are done', async () => {
    const controller = new AbortController()
    const flow = new Flow('f')
    const end = flow.build(() => task(async (x: number) => (x > 1 ? never() : x)).map([1, 2, 3]))
    const running = run(flow, { signal: controller.signal })
    await soon()
    controller.abort()
    const mapped = (await running).result.get(end) as unknown as Mapped
    assert.deepEqual(
      mapped.mapStates.map(({ type }) => type),
      ['Success', 'Cancelled', 'Cancelled'],
    )
  })
  it('tells the state handlers and not onFailure', async () => {
    const controller = new AbortController()
    const seen: string[] = []
    const flow = new Flow('f', { onFailure: () => assert.fail('asked') })
    flow.build(() =>
      task(
        {
          stateHandlers: [(_task, from, to) => void seen.push(`${from.type} ${to.type}`)],
          onFailure: () => assert.fail('asked'),
        },
        never,
      )(),
    )
    const running = run(flow, { signal: controller.signal })
    await soon()
    controller.abort()
    await running
    assert.deepEqual(seen, ['Pending Running', 'Running Cancelled'])
  })
  it('comes from the host where the run was given no signal', async () => {
    const controller = new AbortController()
    const flow = new Flow('f')
    flow.build(() => task(never)())
    const running = run(flow, { host: { signal: () => controller.signal } })
    await soon()
    controller.abort()
    assert.equal((await running).type, 'Cancelled')
  })
  it('ends a run that waits for a retry', async () => {
    const controller = new AbortController()
    const flow = new Flow('f')
    flow.build(() =>
      task({ maxRetries: 1 }, () => {
        throw new Error('no')
      })(),
    )
    const running = run(flow, { wait: true, signal: controller.signal })
    await soon()
    controller.abort()
    assert.equal((await running).type, 'Cancelled')
  })
})

describe('A watcher that throws', () => {
  it('fails the flow with its error', async () => {
    const flow = new Flow('f')
    flow.build(() => task(async () => 1)())
    const error = new Error('watcher')
    for (const type of ['Running', 'Success']) {
      const onStateChange = (_task: unknown, state: State) => {
        if (state.type === type) throw error
      }
      const state = await run(flow, { onStateChange })
      assert.deepEqual([state.type, state.error], ['Failed', error])
    }
  })
})

describe('raiseOnException', () => {
  it('rejects with the task’s own error as soon as it is thrown, retries left or not', async () => {
    const error = new Error('mine')
    const flow = new Flow('f')
    flow.build(() => {
      task({ maxRetries: 3 }, () => {
        throw error
      })()
      task(never)()
    })
    await assert.rejects(run(flow, { raiseOnException: true }), error)
  })
})

describe('State handlers', () => {
  it('see every change in order, each what the one before returned', async () => {
    const seen: string[] = []
    const flow = new Flow('f')
    const end = flow.build(() =>
      task(
        {
          stateHandlers: [
            (task, from, to) => {
              seen.push(`${task.name} ${from.type} ${to.type}`)
              return to.isSuccessful() ? states.Success({ result: 'other' }) : undefined
            },
            async (_task, _from, to) => void seen.push(String(to.result)),
          ],
        },
        function end() {
          return 'own'
        },
      )(),
    )
    assert.equal((await run(flow)).value(end), 'other')
    assert.deepEqual(seen, ['end Pending Running', 'undefined', 'end Running Success', 'other'])
  })
  it('may end a task before it runs', async () => {
    const flow = new Flow('f')
    const end = flow.build(() =>
      task({ stateHandlers: [() => states.Skipped({ message: 'not now' })] }, () => assert.fail('ran'))(),
    )
    assert.equal(String((await run(flow)).result.get(end)), 'Skipped("not now")')
  })
  for (const [name, handler] of [
    [
      'throws',
      () => {
        throw new Error('handler')
      },
    ],
    ['rejects', () => Promise.reject(new Error('handler'))],
  ] as const) {
    it(`fail the task where one ${name}`, async () => {
      const flow = new Flow('f')
      const end = flow.build(() => task({ stateHandlers: [handler] }, () => 1)())
      assert.equal(String((await run(flow)).result.get(end)), 'Failed("handler")')
    })
  }
  it('of a flow see it run and end, and may change its state', async () => {
    const seen: string[] = []
    const flow = new Flow('f', {
      stateHandlers: [
        (flow, from, to) => {
          seen.push(`${flow.name} ${from.type} ${to.type}`)
          return to.isFinished() ? states.Failed({ message: 'no' }) : undefined
        },
      ],
    })
    assert.equal(String(await run(flow)), 'Failed("no")')
    assert.deepEqual(seen, ['f Pending Running', 'f Running Success'])
  })
  it('of a flow fail it where one throws; with raiseOnException that is thrown', async () => {
    const error = new Error('handler')
    const flow = new Flow('f', {
      stateHandlers: [
        () => {
          throw error
        },
      ],
    })
    const state = await run(flow)
    assert.equal(String(state), 'Failed("handler")')
    assert.equal(state.error, error)
    await assert.rejects(run(flow, { raiseOnException: true }), error)
  })
})

describe('onFailure', () => {
  it('is called once, for the final failure', async () => {
    const seen: string[] = []
    const onFailure = (task: { name: string }, state: State) => void seen.push(`${task.name} ${state.type}`)
    const flow = new Flow('f')
    flow.build(() => {
      const head = task({ maxRetries: 1, retryDelay: 0, onFailure }, function head() {
        throw new Error('no')
      })()
      task({ timeout: 2, onFailure }, function slow() {
        return never()
      })()
      task({ onFailure }, function below() {})().after(head)
      task({ onFailure }, function fine() {})()
    })
    await run(flow, { wait: true })
    assert.deepEqual(seen.sort(), ['below TriggerFailed', 'head Failed', 'slow TimedOut'])
  })
  it('is waited for, and may fail itself', async () => {
    const flow = new Flow('f')
    let told = false
    const end = flow.build(() =>
      task(
        {
          onFailure: async () => {
            await soon()
            told = true
            throw new Error('and that too')
          },
        },
        () => {
          throw new Error('no')
        },
      )(),
    )
    const state = await run(flow)
    assert.ok(told)
    assert.equal(String(state.result.get(end)), 'Failed("no")')
    assert.match(state.logs(end)[0]?.text ?? '', /onFailure threw: and that too/)
  })
  it('of a flow is called with its state', async () => {
    const seen: string[] = []
    const flow = new Flow('f', { onFailure: (flow, state) => void seen.push(`${flow.name} ${state}`) })
    flow.build(() =>
      task(() => {
        throw new Error('no')
      })(),
    )
    await run(flow)
    assert.deepEqual(seen, ['f Failed("Some key tasks failed.")'])
  })
})

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
