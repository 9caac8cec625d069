import assert from 'node:assert/strict'
import { type CacheValidator, cacheValidators } from '../../lib/cache-validators'
import { Flow } from '../../lib/flow'
import { Parameter } from '../../lib/parameter'
import type { Cached, Success } from '../../lib/state'
import * as states from '../../lib/state'
import { openStore } from '../../lib/store/open-store'
import { task } from '../../lib/task-function'
import type { TaskOptions } from '../../lib/task-options'
import { FakeClock } from './fake-clock'
import { run } from './run-quietly'

function built(options: TaskOptions = {}) {
  let ran = 0
  const flow = new Flow('caching')
  const end = flow.build(() =>
    task({ cacheFor: '1h', ...options }, function end(x: number, y: number) {
      ran++
      return x + y
    })(new Parameter<number>('x', { default: 1 }), new Parameter<number>('y', { default: 2 })),
  )
  return { flow, end, ran: () => ran }
}

describe('A task with cacheFor', () => {
  it('says what it kept: inputs, parameters, result and until when', async () => {
    const clock = new FakeClock()
    const { flow, end } = built()
    const { cached } = (await run(flow, { clock })).result.get(end) as Success<number>
    assert.equal(cached?.type, 'Cached')
    assert.deepEqual(
      [cached?.result, cached?.cachedInputs, cached?.cachedParameters],
      [3, { x: 1, y: 2 }, { x: 1, y: 2 }],
    )
    assert.equal(cached?.expiresAt.getTime(), clock.now() + 3_600_000)
  })
  it('is not run where its Cached state is handed back', async () => {
    const { flow, end, ran } = built()
    const { cached } = (await run(flow)).result.get(end) as Success<number>
    const state = (await run(flow, { taskStates: [[end, cached]] })).result.get(end) as Success<number>
    assert.equal(ran(), 1)
    assert.deepEqual([state.type, state.result, state.cached], ['Success', 3, cached])
  })
  it('is run where its time is over', async () => {
    const clock = new FakeClock()
    const { flow, end, ran } = built()
    const { cached } = (await run(flow, { clock })).result.get(end) as Success<number>
    await clock.advance(3_600_000)
    await run(flow, { taskStates: [[end, cached]], clock })
    assert.equal(ran(), 2)
  })
  it('is not run where the store kept its result', async () => {
    const store = openStore(':memory:')
    const { flow, end, ran } = built()
    await run(flow, { store })
    const state = await run(flow, { store })
    assert.equal(ran(), 1)
    assert.equal(state.value(end), 3)
    await run(flow, { store, parameters: { x: 5 } })
    assert.equal(ran(), 2)
    await store.close()
  })
  it('keeps each child of a mapped task for itself', async () => {
    const store = openStore(':memory:')
    const ran: number[] = []
    const flow = new Flow('children')
    const list = new Parameter<number[]>('list')
    const end = flow.build(() =>
      task({ cacheFor: '1h' }, (x: number) => {
        ran.push(x)
        return x
      }).map(list),
    )
    await run(flow, { store, parameters: { list: [1, 2] } })
    const state = await run(flow, { store, parameters: { list: [2, 3] } })
    assert.deepEqual(ran, [1, 2, 3])
    assert.deepEqual(state.value(end), [2, 3])
    await store.close()
  })
})

describe('A cache validator', () => {
  const cached: Cached = states.Cached({
    result: 1,
    cachedInputs: { x: 1, y: [2] },
    cachedParameters: { p: 1, q: { a: 1 } },
  })
  const now = {
    same: [
      { x: 1, y: [2] },
      { p: 1, q: { a: 1 } },
    ],
    inputs: [
      { x: 1, y: [3] },
      { p: 1, q: { a: 1 } },
    ],
    parameters: [
      { x: 1, y: [2] },
      { p: 2, q: { a: 1 } },
    ],
  } as const
  const table: readonly (readonly [string, CacheValidator, boolean, boolean, boolean])[] = [
    ['neverUse', cacheValidators.neverUse, false, false, false],
    ['durationOnly', cacheValidators.durationOnly, true, true, true],
    ['allInputs', cacheValidators.allInputs, true, false, true],
    ['allParameters', cacheValidators.allParameters, true, true, false],
    ["partialInputsOnly(['x'])", cacheValidators.partialInputsOnly(['x']), true, true, true],
    ["partialInputsOnly(['y'])", cacheValidators.partialInputsOnly(['y']), true, false, true],
    ["partialParametersOnly(['q'])", cacheValidators.partialParametersOnly(['q']), true, true, true],
    ["partialParametersOnly(['p'])", cacheValidators.partialParametersOnly(['p']), true, true, false],
  ]
  for (const [name, validator, same, inputs, parameters] of table) {
    it(`${name} accepts ${[same && 'the same', inputs && 'other inputs', parameters && 'other parameters'].filter(Boolean).join(', ') || 'nothing'}`, () => {
      const accepts = (which: keyof typeof now) => validator(cached, now[which][0] as never, now[which][1] as never)
      assert.deepEqual([accepts('same'), accepts('inputs'), accepts('parameters')], [same, inputs, parameters])
    })
  }
  it('is asked before a given Cached state is used', async () => {
    for (const [cacheValidator, ran] of [
      [cacheValidators.neverUse, 2],
      [cacheValidators.durationOnly, 1],
    ] as const) {
      const flow = built({ cacheValidator })
      const { cached } = (await run(flow.flow)).result.get(flow.end) as Success<number>
      await run(flow.flow, { taskStates: [[flow.end, cached]], parameters: { x: 9 } })
      assert.equal(flow.ran(), ran)
    }
  })
  it('fails the task where it throws', async () => {
    const { flow, end } = built({
      cacheValidator: () => {
        throw new Error('odd')
      },
    })
    const state = await run(flow, { taskStates: [[end, cached]] })
    assert.equal(String(state.result.get(end)), 'Failed("odd")')
  })
})
