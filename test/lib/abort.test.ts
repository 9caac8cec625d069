import assert from 'node:assert/strict'
import { context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import type { Mapped } from '../../lib/state'
import { task } from '../../lib/task-function'
import type { StateHandler } from '../../lib/task-options'
import { FakeClock } from './fake-clock'
import { run } from './run-quietly'

const never = () => new Promise<never>(() => undefined)
const soon = (ms = 2) => new Promise<void>(resolve => setTimeout(resolve, ms))

const oneTask = task(() => 1)

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
    let ran = false
    const end = flow.build(() =>
      task(() => {
        ran = true
      })(),
    )
    const state = await run(flow, { signal: AbortSignal.abort() })
    assert.equal(state.type, 'Cancelled')
    assert.equal(state.result.get(end)?.type, 'Cancelled')
    assert.ok(!ran)
  })
  for (const [when, type, task] of [
    ['before it runs', 'Running', 'Cancelled'],
    ['at its end', 'Success', 'Success'],
  ] as const) {
    it(`waits for no state handler of the flow that is asked ${when}`, async () => {
      const deaf: StateHandler<Flow> = (_flow, _from, to) => (to.type === type ? never() : undefined)
      const flow = new Flow('f', { stateHandlers: [deaf] })
      const end = flow.build(() => oneTask())
      const state = await run(flow, { signal: AbortSignal.timeout(5) })
      assert.deepEqual([state.type, state.result.get(end)?.type], ['Cancelled', task])
    })
  }
  it('waits for no onFailure, of a task or of the flow', async () => {
    const failing = () => {
      throw new Error('no')
    }
    const flow = new Flow('f', { onFailure: never })
    flow.build(() => task(failing)())
    assert.equal(String(await run(flow, { signal: AbortSignal.timeout(5) })), 'Failed("Some key tasks failed.")')
    const other = new Flow('f')
    const end = other.build(() => task({ onFailure: never }, failing)())
    const state = await run(other, { signal: AbortSignal.timeout(5) })
    assert.deepEqual([state.type, String(state.result.get(end))], ['Cancelled', 'Failed("no")'])
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
