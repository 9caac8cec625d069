import assert from 'node:assert/strict'
import { context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import { signals } from '../../lib/signals'
import type { Retrying, State } from '../../lib/state'
import { type TaskFunction, task } from '../../lib/task-function'
import { exponentialBackoff, type TaskOptions } from '../../lib/task-options'
import { FakeClock } from './fake-clock'
import { run } from './run-quietly'

/** Runs a task that always fails, again and again from the state that it left, until it is finished. */
async function exhaust(
  options: TaskOptions,
  body: () => unknown = () => {
    throw new Error('no')
  },
): Promise<{ states: State[]; delays: number[]; counts: unknown[] }> {
  const clock = new FakeClock()
  const counts: unknown[] = []
  const flow = new Flow('failing')
  const end = flow.build(() =>
    task(options, function end() {
      counts.push(context.taskRunCount)
      return body()
    })(),
  )
  const states: State[] = []
  const delays: number[] = []
  for (let n = 0; n < 9; n++) {
    const before = clock.now()
    const given = states.at(-1)
    const state = (await run(flow, { clock, startTasks: [end], taskStates: [[end, given]] })).result.get(end)
    assert.ok(state)
    states.push(state)
    if (state.type !== 'Retrying') break
    delays.push(state.startTime.getTime() - before)
  }
  return { states, delays, counts }
}

describe('A task with retries', () => {
  it('is Retrying until it has used them, then Failed', async () => {
    const { states, counts } = await exhaust({ maxRetries: 2 })
    assert.deepEqual(states.map(String), [
      'Retrying("Retrying Task (after attempt 1 of 3)")',
      'Retrying("Retrying Task (after attempt 2 of 3)")',
      'Failed("no")',
    ])
    assert.deepEqual(counts, [1, 2, 3])
    assert.deepEqual(
      states.at(-1)?.attempts.map(({ number }) => number),
      [1, 2, 3],
    )
  })
  it('keeps the error, the run count and the inputs in Retrying', async () => {
    const flow = new Flow('keeping')
    const end = flow.build(() =>
      task({ maxRetries: 1 }, function end(_url: string) {
        throw new Error('418')
      })('http://x'),
    )
    const state = (await run(flow)).result.get(end) as Retrying
    assert.equal((state.error as Error).message, '418')
    assert.equal(state.runCount, 1)
    assert.deepEqual(state.cachedInputs, { _url: 'http://x' })
  })
  it('leaves the limit out of its message where there is none', async () => {
    const { states } = await exhaust({ maxRetries: Number.POSITIVE_INFINITY })
    assert.equal(String(states[4]), 'Retrying("Retrying Task (after attempt 5)")')
  })

  const delays: readonly (readonly [string, TaskOptions, readonly number[]])[] = [
    ['a minute unless told', {}, [60_000, 60_000, 60_000]],
    ['a number of milliseconds', { retryDelay: 10 }, [10, 10, 10]],
    ['a text', { retryDelay: '2s' }, [2000, 2000, 2000]],
    ['a list, whose last repeats', { retryDelay: ['1s', 5] }, [1000, 5, 5]],
    ['a function of the attempt', { retryDelay: attempt => `${attempt}s` }, [1000, 2000, 3000]],
    ['backing off', { retryDelay: exponentialBackoff({ initial: '1s' }) }, [1000, 2000, 4000]],
    [
      'backing off by a factor, to a limit',
      { retryDelay: exponentialBackoff({ initial: 1, factor: 10, max: 50 }) },
      [1, 10, 50],
    ],
  ]
  for (const [name, options, expected] of delays) {
    it(`waits ${name}`, async () => {
      assert.deepEqual((await exhaust({ maxRetries: 3, ...options })).delays, expected)
    })
  }
  it('lengthens each delay by up to its jitter', async () => {
    const { delays } = await exhaust({ maxRetries: 8, retryDelay: 1000, retryJitter: 0.5 })
    assert.ok(
      delays.every(delay => delay >= 1000 && delay <= 1500),
      String(delays),
    )
    assert.ok(new Set(delays).size > 1, String(delays))
  })

  class Busy extends Error {}
  class Gone extends Error {}
  const SameName = { Busy: class Busy extends Error {} }.Busy
  const filters: readonly (readonly [string, TaskOptions['retryOn'] & object, Error, boolean])[] = [
    ['an error of the class', Busy, new Busy('x'), true],
    ['an error of another class', Busy, new Gone('x'), false],
    ['an error of a class of the same name', Busy, new SameName('x'), true],
    ['an error that has lost its class and kept its name', Busy, Object.assign(new Error('x'), { name: 'Busy' }), true],
    ['an error of one of the classes', [Gone, Busy], new Busy('x'), true],
    ['an error that the function takes', (error: unknown) => String(error).includes('x'), new Gone('x'), true],
    ['an error that the function does not take', () => false, new Gone('x'), false],
    [
      'an error at an attempt that the function takes',
      (_error: unknown, attempt: number) => attempt > 1,
      new Gone('x'),
      false,
    ],
  ]
  for (const [name, retryOn, error, retried] of filters) {
    it(`${retried ? 'tries again' : 'gives up'} for ${name}`, async () => {
      const { states } = await exhaust({ maxRetries: 1, retryOn }, () => {
        throw error
      })
      assert.equal(states[0]?.type, retried ? 'Retrying' : 'Failed')
    })
  }

  it('tries again at signals.Retry whatever its limit, at the time that it says', async () => {
    const startTime = new Date(Date.UTC(2030, 0, 1))
    const { states } = await exhaust({ maxRetries: 0 }, () => {
      throw new signals.Retry('later', { startTime })
    })
    assert.equal(states.length, 9)
    assert.deepEqual((states[0] as Retrying).startTime, startTime)
  })
  it('says which retry it is after signals.Retry, too', async () => {
    const { states } = await exhaust({ maxRetries: 1 }, () => {
      throw new signals.Retry()
    })
    assert.equal(String(states[0]), 'Retrying("Retrying Task (after attempt 1 of 2)")')
    assert.equal(String(states[1]), 'Retrying("Retrying Task (after attempt 2)")')
  })
  it('tries again after signals.Fail, and not after TriggerFail', async () => {
    const fail = await exhaust({ maxRetries: 1 }, () => {
      throw new signals.Fail('no')
    })
    assert.deepEqual(
      fail.states.map(({ type }) => type),
      ['Retrying', 'Failed'],
    )
    const trigger = await exhaust({ maxRetries: 1 }, () => {
      throw new signals.TriggerFail('no')
    })
    assert.deepEqual(
      trigger.states.map(({ type }) => type),
      ['TriggerFailed'],
    )
  })
  it('fails with what its delay or its filter throws', async () => {
    const broken = () => {
      throw new Error('broken')
    }
    assert.equal(String((await exhaust({ maxRetries: 1, retryDelay: broken })).states[0]), 'Failed("broken")')
    assert.equal(String((await exhaust({ maxRetries: 1, retryOn: broken })).states[0]), 'Failed("broken")')
    const odd = await exhaust({ maxRetries: 1, retryDelay: () => 'soon' })
    assert.match(String(odd.states[0]), /retryDelay\(1\) was "soon"/)
    const signal = () => {
      throw new signals.Retry()
    }
    assert.equal(String((await exhaust({ retryDelay: broken }, signal)).states[0]), 'Failed("broken")')
  })
})

describe('A looping task', () => {
  const pages = task(function pages() {
    const { loopCount, loopResult } = context
    const read = [...((loopResult as number[] | undefined) ?? []), Number(loopCount)]
    if (read.length < 3) throw new signals.Loop('next page', { result: read })
    return read
  })
  it('runs again with the count and the result of the pass before', async () => {
    const flow = new Flow('looping')
    const end = flow.build(() => pages())
    const seen: string[] = []
    const state = await run(flow, { onStateChange: (_task, state) => seen.push(String(state)) })
    assert.deepEqual(state.value(end), [1, 2, 3])
    assert.deepEqual(seen, [
      'Running()',
      'Looped("next page")',
      'Running()',
      'Looped("next page")',
      'Running()',
      'Success("Task run succeeded.")',
    ])
  })
  it('goes on at the pass that failed', async () => {
    const flow = new Flow('looping')
    let broken = true
    const passes: unknown[] = []
    const looping: TaskFunction<[], number[]> = task({ maxRetries: 1 }, () => {
      passes.push(context.loopCount)
      if (context.loopCount === 2 && broken) throw new Error('no')
      return pages.fn()
    })
    const end = flow.build(() => looping())
    const first = await run(flow)
    const retrying = first.result.get(end) as Retrying
    assert.deepEqual([retrying.type, retrying.loopCount, retrying.loopResult], ['Retrying', 2, [1]])
    broken = false
    const second = await run(flow, { from: first, startTasks: [end] })
    assert.deepEqual(second.value(end), [1, 2, 3])
    assert.deepEqual(passes, [1, 2, 2, 3])
  })
})

describe('A run that waits', () => {
  const flaky = (failures: number, options: TaskOptions = {}) => {
    let left = failures
    return task({ maxRetries: failures, ...options }, function flaky(): string {
      if (left-- > 0) throw new Error('not yet')
      return 'at last'
    })
  }
  it('sleeps until each retry and ends as if nothing had failed', async () => {
    const clock = new FakeClock({ jumps: true })
    const flow = new Flow('waiting')
    const end = flow.build(() => flaky(3, { retryDelay: ['1s', '1 min'] })())
    const began = clock.now()
    const state = await run(flow, { wait: true, clock })
    assert.equal(state.value(end), 'at last')
    assert.equal(clock.now() - began, 121_000)
    assert.equal(state.result.get(end)?.attempts.length, 3)
  })
  it('leaves what would take longer than its limit', async () => {
    const clock = new FakeClock({ jumps: true })
    const flow = new Flow('waiting')
    const [soon, late] = flow.build(() => [flaky(1, { retryDelay: '1s' })(), flaky(1, { retryDelay: '1h' })()] as const)
    const state = await run(flow, { wait: '1 min', clock })
    assert.equal(state.result.get(soon)?.type, 'Success')
    assert.equal(state.result.get(late)?.type, 'Retrying')
    assert.equal(state.type, 'Pending')
  })
  it('leaves what waits for a person', async () => {
    const flow = new Flow('waiting')
    flow.build(() =>
      task(() => {
        throw new signals.Pause('look')
      })(),
    )
    const state = await run(flow, { wait: true, clock: new FakeClock({ jumps: true }) })
    assert.equal(String(state), 'Pending("Some terminal tasks are still pending.")')
  })
  it('holds what lies downstream until the retry is through', async () => {
    const flow = new Flow('waiting')
    const end = flow.build(() => task((text: string) => text.length)(flaky(1)()))
    const state = await run(flow, { wait: true, clock: new FakeClock({ jumps: true }) })
    assert.equal(state.value(end), 7)
  })
})
