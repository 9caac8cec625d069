import assert from 'node:assert/strict'
import { unmapped } from '../../lib/argument'
import { context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import { Parameter } from '../../lib/parameter'
import * as states from '../../lib/state'
import { task } from '../../lib/task-function'
import { run } from './run-quietly'

const soon = () => new Promise<void>(resolve => setTimeout(resolve, 2))

function built(body: (url: string, n?: number) => unknown, options = {}) {
  const flow = new Flow('rerun')
  const [load, end] = flow.build(() => {
    const load = task(function load() {
      return 'http://x'
    })()
    return [load, task({ name: 'end', ...options }, body)(load, 5)] as const
  })
  return { flow, load, end }
}

describe('flow.inputs', () => {
  it('tells what a task was given, by the names of its parameters', async () => {
    const { flow, end, load } = built((url: string, n?: number) => [url, n])
    const state = await run(flow, { returnTasks: [end] })
    assert.deepEqual(flow.inputs(end, state), { url: 'http://x', n: 5 })
    assert.deepEqual(flow.inputs(load, state), {})
  })
  it('tells it of a failed task, and of one that was kept', async () => {
    const { flow, end } = built((url: string, n?: number) => assert.fail(`${url} ${n}`))
    const first = await run(flow)
    assert.deepEqual(flow.inputs(end, first), { url: 'http://x', n: 5 })
    const second = await run(flow, { from: first })
    assert.deepEqual(flow.inputs(end, second), { url: 'http://x', n: 5 })
  })
  it('tells the lists of a mapped task', async () => {
    const flow = new Flow('mapped')
    const end = flow.build(() => task((a: number, b: number) => a + b).map([1, 2], unmapped(3)))
    assert.deepEqual(flow.inputs(end, await run(flow)), { a: [1, 2], b: 3 })
  })
  it('throws where it is not known', async () => {
    const { flow, end, load } = built((url: string, _n?: number) => url)
    const state = await run(flow, { startTasks: [end] })
    assert.throws(() => flow.inputs(end, state), { code: 'NO_INPUTS' })
    assert.deepEqual(flow.inputs(load, state), {})
  })
})

describe('flow.rerun', () => {
  it('runs one task alone with the inputs that it had, and changes nothing', async () => {
    let fail = true
    const ran: unknown[] = []
    const { flow, end } = built(
      (url: string, n?: number) => {
        ran.push([url, n, context._mine])
        if (fail) throw new Error('no')
        return 'fixed'
      },
      {
        maxRetries: 3,
        stateHandlers: [(_task: unknown, _from: unknown, to: { type: string }) => void ran.push(to.type)],
        onFailure: () => ran.push('onFailure'),
      },
    )
    const state = await run(flow, { context: { _mine: 1 } })
    const before = String(state.result)
    ran.length = 0
    assert.equal(String(await flow.rerun(end, state)), 'Failed("no")')
    fail = false
    const again = await flow.rerun(end, state)
    assert.equal(again.result, 'fixed')
    assert.deepEqual(ran, [
      ['http://x', 5, 1],
      ['http://x', 5, 1],
    ])
    assert.equal(String(state.result), before)
  })
  it('has the task’s context and its timeout', async () => {
    const { flow, end } = built(
      async (_url: string, _n?: number) => {
        const { taskSlug, parameters } = context
        if (taskSlug === 'end-1' && parameters !== undefined) await new Promise(() => undefined)
      },
      { timeout: 3 },
    )
    const state = await run(flow, { taskStates: [[end, states.Skipped({})]] })
    await soon()
    assert.equal((await flow.rerun(end, state)).type, 'TimedOut')
  })
  it('sees the parameters of the run', async () => {
    const flow = new Flow('parameters')
    const end = flow.build(() => task((_x: number) => context.parameters)(new Parameter<number>('x')))
    const state = await run(flow, { parameters: { x: 3 } })
    assert.deepEqual((await flow.rerun(end, state)).result, { x: 3 })
  })
  it('runs all elements of a mapped task', async () => {
    const flow = new Flow('mapped')
    const end = flow.build(() => task((a: number, b: number) => a + b).map([1, 2], unmapped(3)))
    assert.deepEqual((await flow.rerun(end, await run(flow))).result, [4, 5])
  })
})
