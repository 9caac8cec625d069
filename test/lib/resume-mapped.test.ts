import { strict as assert } from 'node:assert'
import { flatten, unmapped } from '../../lib/argument'
import { Flow } from '../../lib/flow'
import { task } from '../../lib/task-function'
import { broken, fail, here, note, plan, resultOf, resume, run, took, withStore } from './resume-flows'

describe('resume() takes mapped children one by one', () => {
  withStore()
  const square = (items: readonly number[] | null, more: { readonly factor?: number } = {}) => {
    const flow = new Flow('mapped')
    const { factor = 1 } = more
    flow.build(() => {
      const list = task({ name: 'list' }, () => [1, 2, 3, 4])
      const square = task({ name: 'square' }, (n: number, by: number) => {
        note(`square ${n}`)
        fail(`square ${n}`)
        return n * n * by
      })
      const next = task({ name: 'next' }, (n: number) => {
        note(`next ${n}`)
        return n + 1
      })
      const total = task({ name: 'total' }, (all: number[]) => {
        note('total')
        return all.reduce((sum, n) => sum + n, 0)
      })
      total(next.map(square.map(items === null ? list() : [...items], unmapped(factor))))
    })
    return flow
  }

  it('runs those that failed, with their own line of tasks, and the reduce', async () => {
    for (const n of [2, 3]) broken.add(`square ${n}`)
    await run(square(null))
    took()
    broken.delete('square 3')
    const { reuse, run: runs } = await plan(square(null))
    assert.deepEqual(reuse, ['list'])
    assert.deepEqual(runs.square, ['it failed: square 2 is broken', 1, 2])
    assert.deepEqual((runs.next as unknown[]).slice(1), [1, 2])
    const text = String(await square(null).resumePlan(undefined, { store: here() }))
    assert.match(text, /\n {2}square \[1-2\] \(2 reused\): it failed: square 2 is broken\n/)
    await resume(square(null))
    assert.deepEqual(took(), ['square 2', 'square 3', 'next 9'])
    broken.clear()
    const state = await resume(square(null))
    assert.deepEqual(took(), ['square 2', 'next 4', 'total'])
    assert.equal(await resultOf(Promise.resolve(state), 'total'), 34)
  })

  it('runs those whose element changed, and new ones', async () => {
    await run(square([1, 2, 3]))
    took()
    assert.deepEqual((await plan(square([1, 5, 3, 4]))).run.square, ['its input "n" was 2 and is now 5', 1, 3])
    const state = await resume(square([1, 5, 3, 4]))
    assert.deepEqual(took().sort(), ['next 16', 'next 25', 'square 4', 'square 5', 'total'])
    assert.equal(await resultOf(Promise.resolve(state), 'total'), 1 + 25 + 9 + 16 + 4)
  })

  it('runs the reduce again when the list became shorter, and none of the children', async () => {
    await run(square([1, 2, 3]))
    took()
    assert.deepEqual((await plan(square([1, 2]))).run.square, ['it maps over 2 elements now, not 3'])
    const state = await resume(square([1, 2]))
    assert.deepEqual(took(), ['total'])
    assert.equal(await resultOf(Promise.resolve(state), 'total'), 7)
  })

  it('runs all of them when a value changed that all are given', async () => {
    await run(square([1, 2]))
    took()
    assert.deepEqual((await plan(square([1, 2], { factor: 2 }))).run.square, 'its input "by" was 1 and is now 2')
    await resume(square([1, 2], { factor: 2 }))
    assert.deepEqual(took().sort(), ['next 2', 'next 8', 'square 1', 'square 2', 'total'])
  })

  it('keeps children below a flattened list', async () => {
    const make = () => {
      const flow = new Flow('flat')
      flow.build(() => {
        const lists = task({ name: 'lists' }, () => [[1, 2], [3]])
        const each = task({ name: 'each' }, (n: number) => {
          note(`each ${n}`)
          fail(`each ${n}`)
          return n
        })
        each.map(flatten(lists()))
      })
      return flow
    }
    broken.add('each 2')
    await run(make())
    took()
    broken.clear()
    await resume(make())
    assert.deepEqual(took(), ['each 2'])
  })
})
