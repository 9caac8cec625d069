/**
 * A notebook cell may hold another copy of the library than the one that built the flow. Here each test has two copies,
 * loaded one after the other.
 */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'

type Library = typeof import('../../lib/index')

const folder = dirname(require.resolve('../../lib/index')) + sep

/** The library as it is when no file of it has been loaded. The copy that other tests use stays in its place. */
function anotherCopy(): Library {
  const ours = Object.keys(require.cache).filter(file => file.startsWith(folder))
  const before = ours.map(file => [file, require.cache[file]] as const)
  for (const file of ours) delete require.cache[file]
  try {
    // What is loaded only when it is needed must be of the same copy.
    for (const room of ['engine', 'store'])
      for (const file of readdirSync(resolve(folder, room))) require(resolve(folder, room, file))
    return require('../../lib/index') as Library
  } finally {
    for (const file of Object.keys(require.cache)) if (file.startsWith(folder)) delete require.cache[file]
    for (const [file, module] of before) require.cache[file] = module
  }
}

describe('Two copies of the library', () => {
  const first = anotherCopy()
  const second = anotherCopy()
  const quiet = { store: null, host: {} }

  /** A flow of the first whose tasks, signals and triggers are the second's. */
  function mixed() {
    const flow = new first.Flow('mixed')
    const { task } = second
    const tasks = flow.build(() => {
      const n = new second.Parameter<number>('n', { default: 2 })
      const sum = task(function sum(a: number, b: number) {
        return a + b
      })(n, 1)
      const times = task(function times(x: number, by: number) {
        if (x === 2) throw new second.signals.Skip('not two', { result: 0 })
        return x * by
      }).map([1, 2, 3], second.unmapped(sum))
      const all = task(function all(parts: { sum: number; list: number[]; own: number }) {
        return parts
      })({ sum, list: times, own: 5 })
      const planB = task({ trigger: second.triggers.anyFailed }, function planB() {
        return 'B'
      })().after(
        task(function broken() {
          throw new Error('no')
        })(),
      )
      second.ifElse(task(() => true)(), all.get('own'))
      return { n, sum, all, planB, either: second.merge(planB, all) }
    })
    return { flow, ...tasks }
  }

  it('are two', () => {
    assert.notEqual(first.Flow, second.Flow)
    assert.notEqual(first.FlowError, second.FlowError)
  })
  it('build and run a flow together', async () => {
    const { flow, all, planB, either } = mixed()
    const state = await flow.run(quiet)
    assert.deepEqual(state.value(all), { sum: 3, list: [3, 0, 9], own: 5 })
    assert.deepEqual([state.value(planB), state.value(either)], ['B', 'B'])
    assert.deepEqual(flow.inputs(all, state), { parts: { sum: 3, list: [3, 0, 9], own: 5 } })
    assert.equal((await flow.rerun(all, state)).type, 'Success')
  })
  it('take in, copy and change the flows of each other', async () => {
    const { flow, n, sum } = mixed()
    const other = new second.Flow('other')
    other.update(flow)
    other.replace(n, 5)
    assert.equal((await other.run(quiet)).value(sum), 6)
    assert.equal(other.serialize().tasks.length, flow.serialize().tasks.length - 1)
  })
  it('resume runs from one store, of either', async () => {
    const store = second.openStore(':memory:')
    const { flow, sum } = mixed()
    const state = await flow.run({ store, host: {} })
    const plan = await flow.resumePlan(state.runId, { store })
    assert.ok(plan.reuse.includes(sum))
    assert.equal((await flow.resume(undefined, { store, host: {} })).resumedFrom, state.runId)
    await store.close()
    await assert.rejects(flow.resume(undefined, { store, host: {} }), { code: 'STORE_CLOSED' })
  })
  it('know the states and errors of each other', async () => {
    const state = second.Success({ result: new Map([[1, 2]]) })
    assert.ok(first.stateEquals(state, first.stateFromJSON(state.toJSON())))
    assert.ok(first.isFlowError(new second.FlowError('X', 'x')))
    const { flow, sum } = mixed()
    const again = await flow.run({ ...quiet, taskStates: new Map([[sum, second.Success({ result: 9 })]]) })
    assert.equal(again.value(sum), 9)
  })
})
