import assert from 'node:assert/strict'
import { Flow } from '../../lib/flow'
import { Parameter } from '../../lib/parameter'
import { signals } from '../../lib/signals'
import type { State } from '../../lib/state'
import * as states from '../../lib/state'
import { task } from '../../lib/task-function'
import { run } from './run-quietly'

const one = task(function one() {
  return 1
})
const fails = task(function fails(): number {
  throw new Error('no')
})
const skips = task(function skips(): number {
  throw new signals.Skip('no')
})
const retries = task({ maxRetries: 1 }, function retries(): number {
  throw new Error('no')
})

describe('The state of a flow', () => {
  const table: readonly (readonly [string, readonly (typeof one)[], readonly number[], string])[] = [
    ['nothing', [], [], 'Success("All key tasks succeeded.")'],
    ['successes', [one, one], [], 'Success("All key tasks succeeded.")'],
    ['a skipped task', [one, skips], [], 'Success("All key tasks succeeded.")'],
    ['a failed task', [one, fails], [], 'Failed("Some key tasks failed.")'],
    ['a failed task that is no key task', [one, fails], [0], 'Success("All key tasks succeeded.")'],
    ['a failed key task', [one, fails], [1], 'Failed("Some key tasks failed.")'],
    ['a retrying task', [fails, retries], [], 'Pending("Some terminal tasks are still pending.")'],
    ['a retrying task that is no key task', [one, retries], [0], 'Pending("Some terminal tasks are still pending.")'],
  ]
  for (const [name, calls, keys, expected] of table) {
    it(`with ${name} is ${expected}`, async () => {
      const flow = new Flow('f')
      const tasks = flow.build(() => calls.map(call => call()))
      flow.setKeyTasks(keys.flatMap(key => tasks[key] ?? []))
      const state = await run(flow)
      assert.equal(String(state), expected)
      assert.equal(state.type, expected.split('(')[0])
    })
  }
  it('is Success("No key tasks failed.") where a key task neither failed nor succeeded', async () => {
    const flow = new Flow('f')
    const end = flow.build(() => one())
    const looped = states.Looped({ result: 1, loopCount: 1 })
    assert.equal(String(await run(flow, { taskStates: [[end, looped]] })), 'Success("No key tasks failed.")')
  })
  it('answers the questions of a state', async () => {
    const state = await run(new Flow('f'))
    assert.ok(state.isSuccessful() && state.isFinished() && !state.isFailed() && state.is('Success'))
    assert.ok(state.timestamp instanceof Date)
    assert.deepEqual(state.attempts, [])
  })
})

describe('The result of a run', () => {
  const built = () => {
    const flow = new Flow('f')
    const [a, b, c] = flow.build(() => {
      const a = one()
      const b = task((x: number) => x + 1)(a)
      return [a, b, fails().after(b)] as const
    })
    return { flow, a, b, c }
  }
  it('holds every task, in topological order, unless told', async () => {
    const { flow, a, b, c } = built()
    const { result } = await run(flow)
    assert.deepEqual(
      Array.from(result, ([task]) => task),
      [a, b, c],
    )
    assert.equal(
      String(result),
      '{<Task: one>: Success("Task run succeeded."), <Task: task>: Success("Task run succeeded."), <Task: fails>: Failed("no")}',
    )
  })
  it('holds the tasks that were asked for', async () => {
    const { flow, a, b } = built()
    const { result } = await run(flow, { returnTasks: new Set([b]) })
    assert.equal(result.size, 1)
    assert.ok(result.has(b) && !result.has(a))
  })
  it('says of a task that was neither run nor given: Pending("Task not run.")', async () => {
    const { flow, a, b, c } = built()
    const state = await run(flow, { startTasks: [c] })
    assert.equal(String(state.result.get(a)), 'Pending("Task not run.")')
    assert.equal(String(state.result.get(b)), 'Pending("Task not run.")')
    assert.throws(() => state.value(a), { code: 'NO_RESULT' })
  })
  it('gives values, and throws the printed state where there is none', async () => {
    const { flow, b, c } = built()
    const state = await run(flow)
    assert.equal(state.value(b), 2)
    assert.throws(() => state.value(c), { name: 'FlowError', message: /has no result: Failed\("no"\)/ })
  })
  it('returns given tasks as they were given', async () => {
    const { flow, a, b } = built()
    const given = states.Success({ result: 7, message: 'mine' })
    const state = await run(flow, { taskStates: new Map([[a, given]]) })
    assert.equal(state.result.get(a), given)
    assert.equal(state.value(b), 8)
  })
  it('does not change what it was given', async () => {
    const { flow, a, b } = built()
    const taskStates = new Map<never, State | undefined>([
      [a as never, states.Success({ result: 1 })],
      [b as never, undefined],
    ])
    const before = new Map(taskStates)
    const context = Object.freeze({ x: 1 })
    await run(flow, { taskStates, context })
    assert.deepEqual(taskStates, before)
  })
  it('takes one-shot iterables', async () => {
    const { flow, a, b, c } = built()
    function* each<T>(...items: T[]) {
      yield* items
    }
    const state = await run(flow, {
      returnTasks: each(a, b),
      startTasks: each(c),
      taskStates: each([a, states.Success({ result: 1 })] as const, [b, states.Success({ result: 2 })] as const),
    })
    assert.equal(state.result.size, 2)
    assert.equal(String(state), 'Failed("Some key tasks failed.")')
  })
  it('goes on from an earlier run, whose states taskStates win over', async () => {
    const { flow, a, b } = built()
    const first = await run(flow)
    const second = await run(flow, { from: first, taskStates: [[a, states.Success({ result: 100 })]] })
    assert.equal(second.value(a), 100)
    assert.equal(second.value(b), 2)
    assert.equal(second.resumedFrom, first.runId)
  })
  it('says which run it came from where states of one were given', async () => {
    const { flow, a, b } = built()
    const first = await run(flow)
    const second = await run(flow, { taskStates: first.result })
    assert.equal(second.resumedFrom, first.runId)
    const states = new Map<never, State | undefined>([
      [a as never, first.result.get(a)],
      [b as never, second.result.get(b)],
    ])
    assert.equal((await run(flow, { taskStates: states })).resumedFrom, first.runId)
    assert.equal((await run(flow)).resumedFrom, undefined)
  })
  it('goes on from a run of a flow that was built anew, by slugs', async () => {
    const before = await run(built().flow)
    const { flow, b } = built()
    const state = await run(flow, { from: before })
    assert.equal(state.value(b), 2)
  })
})

describe('A flow that cannot run', () => {
  it('ends as Failed where required parameters are missing, and runs nothing', async () => {
    const flow = new Flow('f')
    flow.build(() => {
      new Parameter('x')
      new Parameter('y')
      new Parameter('z', { default: 1 })
      task(() => assert.fail('ran'))()
    })
    const state = await run(flow, { parameters: { x: 1 } })
    assert.equal(String(state), 'Failed("Required parameters were not provided: {y}")')
    assert.equal(String([...state.result].at(-1)?.[1]), 'Pending("Task not run.")')
  })
  it('ends as Failed where there is a cycle', async () => {
    const flow = new Flow('f')
    const [a, b] = flow.build(() => [task({ name: 'a' }, () => 1)(), task({ name: 'b' }, () => 2)()] as const)
    flow.chain(a, b)
    flow.chain(b, a)
    assert.equal(String(await run(flow)), 'Failed("Cycle found; flows must be acyclic! a → b → a")')
  })
})

describe('Parameters', () => {
  it('are tasks whose result is what the run was given', async () => {
    const flow = new Flow('f')
    const [x, end] = flow.build(() => {
      const x = new Parameter<number>('x')
      return [x, task((x: number, y: number) => x * y)(x, new Parameter<number>('y', { default: 10 }))] as const
    })
    assert.equal((await run(flow, { parameters: { x: 2 } })).value(end), 20)
    assert.equal((await run(flow, { parameters: { x: 2, y: 3 } })).value(end), 6)
    assert.equal((await run(flow, { parameters: { x: 2 } })).value(x), 2)
  })
})

describe('Tasks', () => {
  it('run at the same time where they do not depend on each other', async () => {
    let running = 0
    let most = 0
    const flow = new Flow('f')
    flow.build(() => {
      for (let n = 0; n < 5; n++) {
        task(async () => {
          most = Math.max(most, ++running)
          await new Promise(resolve => setTimeout(resolve, 2))
          running--
        })()
      }
    })
    await run(flow)
    assert.equal(most, 5)
  })
  it('change state in order: Running, then what they came to', async () => {
    const flow = new Flow('f')
    flow.build(() => one().after(fails()))
    const seen: string[] = []
    await run(flow, { onStateChange: (task, state) => seen.push(`${task.name} ${state.type}`) })
    assert.deepEqual(seen, ['fails Running', 'fails Failed', 'one TriggerFailed'])
  })
  it('are twenty thousand in a chain without trouble', async function () {
    this.timeout(20_000)
    const flow = new Flow('long')
    const next = task((x: number) => x + 1)
    const end = flow.build(() => {
      let last = next(0)
      for (let n = 1; n < 20_000; n++) last = next(last)
      return last
    })
    assert.equal((await run(flow, { returnTasks: [end] })).value(end), 20_000)
  })
})
