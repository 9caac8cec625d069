import assert from 'node:assert/strict'
import { flatten, unmapped } from '../../lib/argument'
import { context } from '../../lib/context'
import { LocalExecutor } from '../../lib/engine/local-executor'
import { Flow } from '../../lib/flow'
import { signals } from '../../lib/signals'
import type { Mapped, State } from '../../lib/state'
import * as states from '../../lib/state'
import type { Task } from '../../lib/task'
import { task } from '../../lib/task-function'
import { triggers } from '../../lib/triggers'
import { FakeClock } from './fake-clock'
import { run } from './run-quietly'

const add = task(function add(a: number, b: number) {
  return a + b
})
const double = task(function double(x: number) {
  return 2 * x
})
const sum = task(function sum(xs: number[]) {
  return xs.reduce((a, b) => a + b, 0)
})
const list = task(function list(...items: number[]) {
  return items
})
const refuse = (bad: number, options = {}) =>
  task({ name: 'refuse', ...options }, (x: number) => {
    if (x === bad) throw new Error(`not ${x}`)
    return x
  })

async function value<R>(build: () => Task<R>): Promise<R> {
  const flow = new Flow('mapping')
  const end = flow.build(build)
  return (await run(flow)).value(end)
}
async function state<R>(build: () => Task<R>): Promise<State<R>> {
  const flow = new Flow('mapping')
  const end = flow.build(build)
  return (await run(flow)).result.get(end) as State<R>
}
const types = (mapped: State | undefined) => (mapped as Mapped).mapStates.map(({ type }) => type)

describe('A mapped task', () => {
  it('runs once per element', async () => assert.deepEqual(await value(() => double.map([1, 2, 3])), [2, 4, 6]))
  it('zips its lists to the shortest', async () => {
    assert.deepEqual(await value(() => add.map([1, 2, 3], [10, 20])), [11, 22])
  })
  it('gives what is unmapped whole to every child', async () => {
    assert.deepEqual(await value(() => add.map([1, 2], unmapped(list(5).get(0)))), [6, 7])
  })
  it('maps over a task’s result, and over a mapped task, child by child', async () => {
    assert.deepEqual(await value(() => double.map(double.map(list(1, 2)))), [4, 8])
  })
  it('maps over a list of tasks', async () => {
    assert.deepEqual(await value(() => double.map([1, double(1), double(2)])), [2, 4, 8])
  })
  it('maps over a Set', async () => {
    assert.deepEqual(await value(() => double.map(task(() => new Set([1, 2]))())), [2, 4])
  })
  it('maps over a list of lists as over one list', async () => {
    const lists = task((n: number) => Array.from({ length: n }, (_, i) => i))
    assert.deepEqual(await value(() => double.map(flatten(lists.map([1, 2, 3])))), [0, 0, 2, 0, 2, 4])
  })
  it('is reduced by a task that takes it plainly', async () => {
    assert.equal(await value(() => sum(double.map([1, 2, 3]))), 12)
  })
  it('is Mapped of none where there are no elements, and a reduce gets []', async () => {
    assert.deepEqual(((await state(() => double.map([]))) as unknown as Mapped).mapStates, [])
    assert.equal(await value(() => sum(double.map(list()))), 0)
  })
  it('fails where there is nothing to map over, and names the input', async () => {
    for (const odd of [5, 'text', null, undefined, {}]) {
      const found = await state(() => double.map(task(() => odd as never)()))
      assert.match(String(found), /^Failed\("Cannot map over "x": expected a list, got/)
    }
  })
  it('fails when its list does, and is skipped when its list is', async () => {
    const failing = await state(() =>
      double.map(
        task((): number[] => {
          throw new Error('no')
        })(),
      ),
    )
    assert.equal(String(failing), 'TriggerFailed("The list "x" is not there: task failed.")')
    const skipped = await state(() =>
      double.map(
        task((): number[] => {
          throw new signals.Skip()
        })(),
      ),
    )
    assert.equal(String(skipped), 'Skipped("Upstream task was skipped.")')
  })
  it('has children that fail, retry and are skipped each for itself', async () => {
    const mixed = await state(() =>
      task({ maxRetries: 1 }, (x: number) => {
        if (x === 1) throw new Error('no')
        if (x === 2) throw new signals.Skip('no')
        if (x === 3) throw new signals.Fail('no')
        return x
      }).map([0, 1, 2, 3]),
    )
    assert.deepEqual(types(mixed), ['Success', 'Retrying', 'Skipped', 'Retrying'])
    assert.ok(mixed.isPending() && mixed.isRetrying())
  })
  it('gives each child its index, in its context and its idempotency key', async () => {
    const seen = await value(() =>
      task((_x: string) => [context.mapIndex, context.idempotencyKey] as const).map(['a', 'b']),
    )
    assert.deepEqual(
      seen.map(([index]) => index),
      [0, 1],
    )
    assert.match(String(seen[1]?.[1]), /\/task-1\/1$/)
  })
  it('lets a child go on as soon as its own upstream is done, depth first', async () => {
    const order: string[] = []
    const step = (name: string) =>
      task({ name }, async (x: number) => {
        order.push(`${name}${x}`)
        return x
      })
    const flow = new Flow('depth first')
    flow.build(() => step('b').map(step('a').map([0, 1, 2])))
    await run(flow, { executor: new LocalExecutor({ concurrency: 1 }) })
    assert.deepEqual(order, ['a0', 'b0', 'a1', 'b1', 'a2', 'b2'])
  })
  it('asks the trigger of each child about its own upstream only', async () => {
    const found = await state(() => double.map(refuse(2).map([1, 2, 3])))
    assert.deepEqual(types(found), ['Success', 'TriggerFailed', 'Success'])
    const plain = await state(() =>
      double.map([
        list(1).get(0),
        task((): number => {
          throw new Error('no')
        })(),
      ]),
    )
    assert.deepEqual(types(plain), ['Success', 'TriggerFailed'])
  })
  it('is seen by a reduce’s trigger with every child’s state', async () => {
    const reduce = (trigger = triggers.allSuccessful) =>
      state(() => task({ trigger }, (xs: unknown[]) => xs)(refuse(2).map([1, 2, 3])))
    assert.match(String(await reduce()), /Trigger was "allSuccessful"/)
    const [first, second] = (await reduce(triggers.someFailed({ atMost: 0.5 }))).result as unknown[]
    assert.equal(first, 1)
    assert.equal((second as Error).message, 'not 2')
  })
  it('waits for every upstream that its children share', async () => {
    const order: string[] = []
    const flow = new Flow('shared')
    flow.build(() => {
      const first = task({ name: 'first' }, async () => {
        await new Promise(resolve => setTimeout(resolve, 5))
        order.push('first')
      })()
      task({ name: 'child' }, (x: number) => {
        order.push(`child ${x}`)
      })
        .map([1, 2])
        .after(first)
    })
    await run(flow)
    assert.deepEqual(order, ['first', 'child 1', 'child 2'])
  })
  it('waits for the start times of its children in a run that waits', async () => {
    let failures = 2
    const flow = new Flow('waiting')
    const end = flow.build(() =>
      sum(
        task({ maxRetries: 1 }, (x: number) => {
          if (failures-- > 0) throw new Error('no')
          return x
        }).map([1, 2, 3]),
      ),
    )
    assert.equal((await run(flow, { wait: true, clock: new FakeClock({ jumps: true }) })).value(end), 6)
  })
})

describe('A mapped task that is run again', () => {
  const twoRuns = async (first: (x: number) => void, options = {}) => {
    const ran: number[][] = [[], []]
    let turn = 0
    const flow = new Flow('again')
    const [mapped, end] = flow.build(() => {
      const mapped = task(options, (x: number) => {
        ran[turn]?.push(x)
        if (turn === 0) first(x)
        return x
      }).map(list(1, 2, 3))
      return [mapped, sum(mapped)] as const
    })
    const before = await run(flow)
    turn = 1
    return { flow, mapped, end, before, ran }
  }
  it('keeps the children that are done and runs those that failed', async () => {
    const { flow, end, mapped, before, ran } = await twoRuns(x => {
      if (x === 2) throw new Error('no')
    })
    assert.ok(before.result.get(mapped)?.isFailed())
    const after = await run(flow, { taskStates: [[mapped, before.result.get(mapped)]] })
    assert.equal(after.value(end), 6)
    assert.deepEqual(ran, [[1, 2, 3], [2]])
    const [first, second] = (after.result.get(mapped) as Mapped).mapStates
    assert.equal(first, (before.result.get(mapped) as Mapped).mapStates[0])
    assert.equal(second?.attempts.length, 1)
  })
  it('takes the inputs that its children kept where the list was not run', async () => {
    const { flow, end, mapped, before, ran } = await twoRuns(
      x => {
        if (x === 2) throw new Error('no')
      },
      { maxRetries: 1 },
    )
    const after = await run(flow, { taskStates: [[mapped, before.result.get(mapped)]], startTasks: [mapped] })
    assert.equal(after.value(end), 6)
    assert.deepEqual(ran, [[1, 2, 3], [2]])
  })
  it('is kept where all of its children are done', async () => {
    const { flow, mapped, before, ran } = await twoRuns(() => undefined)
    const after = await run(flow, { taskStates: [[mapped, before.result.get(mapped)]], startTasks: [mapped] })
    assert.equal(after.result.get(mapped), before.result.get(mapped))
    assert.deepEqual(ran[1], [])
  })
  it('leaves a Retrying child alone until its time, if nobody starts it', async () => {
    const { flow, mapped, before, ran } = await twoRuns(
      x => {
        if (x === 2) throw new Error('no')
      },
      { maxRetries: 1 },
    )
    const after = await run(flow, { from: before })
    assert.deepEqual(types(after.result.get(mapped)), ['Success', 'Retrying', 'Success'])
    assert.deepEqual(ran[1], [])
  })
  it('takes a list that a person gives', async () => {
    const flow = new Flow('given')
    const [head, end] = flow.build(() => {
      const head = list()
      return [head, sum(double.map(head))] as const
    })
    assert.equal((await run(flow, { taskStates: [[head, states.Success({ result: [1, 2] })]] })).value(end), 6)
  })
})
