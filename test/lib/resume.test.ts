import { strict as assert } from 'node:assert'
import { context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import type { Host } from '../../lib/host'
import { Success } from '../../lib/state'
import { task } from '../../lib/task-function'
import { triggers } from '../../lib/triggers'
import { broken, chain, fail, here, note, plan, resultOf, resume, run, took, withStore } from './resume-flows'

describe('resume()', () => {
  withStore()

  it('runs the flow where it has never run', async () => {
    const state = await resume(chain())
    assert.equal(String(state), 'Success("All key tasks succeeded.")')
    assert.equal(state.resumedFrom, undefined)
    assert.deepEqual(took(), ['a', 'b', 'c'])
  })

  it('runs nothing where all is done, and gives the results', async () => {
    const first = await run(chain())
    took()
    const state = await resume(chain())
    assert.deepEqual(took(), [])
    assert.ok(state.isSuccessful())
    assert.equal(state.resumedFrom, first.runId)
    assert.equal(await resultOf(Promise.resolve(state), 'c'), 20)
  })

  it('keeps what is done and runs what failed and what lies below it', async () => {
    broken.add('b')
    await run(chain())
    took()
    broken.clear()
    assert.deepEqual(await plan(chain()), {
      reuse: ['a'],
      run: {
        b: 'it failed: b is broken',
        c: 'it did not run: Trigger was "allSuccessful" but some of the upstream tasks failed.',
      },
    })
    const state = await resume(chain())
    assert.deepEqual(took(), ['b', 'c'])
    assert.equal(await resultOf(Promise.resolve(state), 'c'), 20)
  })

  it('is the whole tutorial in one call: a Retrying task goes on with its run count and does not wait', async () => {
    broken.add('b')
    const first = await run(chain({}, { maxRetries: 1 }))
    assert.equal(String([...first.result][1]?.[1]), 'Retrying("Retrying Task (after attempt 1 of 2)")')
    took()
    const second = await resume(chain({}, { maxRetries: 1 }))
    assert.deepEqual(took(), ['b'])
    const failed = [...second.result][1]?.[1]
    assert.equal(failed?.type, 'Failed')
    assert.deepEqual(
      failed?.attempts.map(attempt => attempt.number),
      [1, 2],
    )
    broken.clear()
    const third = await resume(chain({}, { maxRetries: 1 }))
    assert.deepEqual(took(), ['b', 'c'])
    const done = [...third.result][1]?.[1]
    assert.deepEqual([done?.type, done?.attempts.length], ['Success', 2])
  })

  it('starts a failed task at its first run again, and keeps its attempts', async () => {
    broken.add('b')
    await run(chain({}, { maxRetries: 0 }))
    const second = await resume(chain({}, { maxRetries: 1 }))
    const state = [...second.result][1]?.[1]
    assert.equal(String(state), 'Retrying("Retrying Task (after attempt 1 of 2)")')
    assert.deepEqual(
      state?.attempts.map(attempt => attempt.number),
      [1, 1],
    )
  })

  it('joins several partial runs: each task’s newest state from a run that ran it counts', async () => {
    broken.add('b')
    const flow = chain({}, { maxRetries: 1 })
    const [a, b, c] = [...flow] as [never, never, never]
    const first = await run(flow)
    broken.clear()
    took()
    // The tutorial's partial run: only b and what lies below.
    const second = await run(flow, {
      returnTasks: [b],
      taskStates: new Map([[b, first.result.get(b)]]),
      startTasks: [b],
    })
    assert.deepEqual(took(), ['b', 'c'])
    assert.equal(second.resumedFrom, first.runId)
    await resume(chain({}, { maxRetries: 1 }))
    assert.deepEqual(took(), [])
    assert.ok(a && c)
  })

  it('goes on from the run that it is told, by state or by id', async () => {
    broken.add('b')
    const first = await run(chain())
    broken.clear()
    await run(chain())
    took()
    const third = await resume(chain(), first)
    assert.deepEqual(took(), ['b', 'c'])
    assert.equal(third.resumedFrom, first.runId)
    await resume(chain(), first.runId)
    assert.deepEqual(took(), ['b', 'c'])
    await assert.rejects(resume(chain(), 'no such run'), { code: 'RUN_NOT_FOUND' })
    const other = new Flow('other')
    await assert.rejects(resume(other, first), { code: 'OTHER_FLOW' })
  })

  it('goes on from a state of a run that was not stored', async () => {
    broken.add('b')
    const flow = chain()
    const first = await flow.run({ store: null })
    broken.clear()
    took()
    const second = await flow.resume(first, { store: null })
    assert.deepEqual(took(), ['b', 'c'])
    assert.ok(second.isSuccessful())
    await flow.resume(second, { store: null })
    assert.deepEqual(took(), [])
  })

  it('runs tasks again that it is told to, and what depends on them', async () => {
    const flow = chain()
    await run(flow)
    took()
    const b = [...flow][1] ?? assert.fail()
    assert.deepEqual((await plan(flow, { rerun: [b] })).run, { b: 'you asked for it', c: 'b runs again' })
    await resume(flow, undefined, { rerun: [b] })
    assert.deepEqual(took(), ['b', 'c'])
    // Iterables that can be read only once, too.
    const state = await resume(flow, undefined, { rerun: [b].values(), returnTasks: [b].values() })
    assert.deepEqual([took(), state.result.size], [['b', 'c'], 1])
    await assert.rejects(resume(flow, undefined, { rerun: [[...chain()][0] as never] }), { code: 'FOREIGN_TASK' })
  })

  it('runs what lies below a task that runs again by its own trigger', async () => {
    const make = () => {
      const flow = new Flow('plan B')
      flow.build(() => {
        const first = task({ name: 'first' }, () => {
          note('first')
          fail('first')
        })()
        task({ name: 'planB', trigger: triggers.anyFailed }, () => note('planB'))().after(first)
      })
      return flow
    }
    broken.add('first')
    await run(make())
    assert.deepEqual(took(), ['first', 'planB'])
    broken.clear()
    const state = await resume(make())
    assert.deepEqual(took(), ['first'])
    assert.equal([...state.result][1]?.[1].type, 'TriggerFailed')
  })

  it('starts a task that waited for a person', async () => {
    const make = () => {
      const flow = new Flow('manual')
      flow.build(() => {
        const approve = task({ name: 'approve', trigger: triggers.manualOnly }, (x: number) => {
          note('approve')
          return x
        })
        task({ name: 'after' }, () => note('after'))().after(approve(task({ name: 'before' }, () => 1)()))
      })
      return flow
    }
    await run(make())
    assert.deepEqual(took(), [])
    assert.deepEqual((await plan(make())).run.approve, 'it waits for a person')
    await resume(make())
    assert.deepEqual(took(), ['approve', 'after'])
  })

  it('refuses a run that is still going on, naming process and machine', async () => {
    const flow = new Flow('slow')
    let go: () => void = () => undefined
    flow.build(() =>
      task(
        { name: 'wait' },
        () =>
          new Promise<void>(resolve => {
            go = resolve
          }),
      )(),
    )
    const running = run(flow)
    await new Promise<void>(resolve => setImmediate(resolve))
    await assert.rejects(resume(flow), (error: Error) => error.message.includes(`process (${process.pid} on `))
    await assert.rejects(plan(flow), { code: 'RUN_ALIVE' })
    go()
    await running
    assert.ok((await resume(flow)).isSuccessful())
  })

  it('goes on with what an abort cancelled', async () => {
    const controller = new AbortController()
    const stop = (x: number) => {
      note('b')
      if (broken.has('b')) controller.abort()
      return x + 1
    }
    broken.add('b')
    const first = await run(chain({ b: stop }), { signal: controller.signal })
    assert.equal(first.type, 'Cancelled')
    took()
    broken.clear()
    assert.equal((await plan(chain({ b: stop }))).run.b, 'it was cancelled')
    await resume(chain({ b: stop }))
    assert.deepEqual(took(), ['b', 'c'])
  })

  it('names a piece of work the same until it has succeeded, and anew when it runs again after that', async () => {
    const keys: string[] = []
    const keep = (x: number) => {
      keys.push(String(context.idempotencyKey))
      fail('b')
      return x
    }
    broken.add('b')
    await run(chain({ b: keep }))
    await resume(chain({ b: keep }))
    broken.clear()
    const done = await resume(chain({ b: keep }))
    assert.equal(new Set(keys).size, 1)
    const b = [...done.flow][1] ?? assert.fail()
    broken.add('b')
    await done.flow.resume(done, { store: here(), rerun: [b] })
    broken.clear()
    await resume(chain({ b: keep }))
    assert.equal(new Set(keys).size, 2)
    assert.equal(keys[3], keys[4])
  })

  it('keeps the log lines of the line of runs', async () => {
    const log = (x: number) => {
      context.logger?.info('tried')
      fail('b')
      return x
    }
    broken.add('b')
    const host: Host = {}
    await run(chain({ b: log }), { host })
    broken.clear()
    const state = await resume(chain({ b: log }), undefined, { host })
    assert.deepEqual(
      state.logs().map(line => line.text),
      ['tried', 'tried'],
    )
  })

  it('checks its options', async () => {
    await assert.rejects(resume(chain(), undefined, { returnTask: [] } as never), /"returnTask" of resume.*returnTasks/)
    await assert.rejects(resume(chain(), undefined, { startTasks: [] } as never), { code: 'UNKNOWN_OPTION' })
    await assert.rejects(resume(chain(), 5 as never), { code: 'BAD_RUN' })
  })

  it('reads a plan out', async () => {
    broken.add('b')
    const { runId } = await run(chain())
    const text = String(await chain().resumePlan(undefined, { store: here() }))
    assert.deepEqual(text.split('\n').slice(0, 4), [
      `<Flow: chain> goes on from run ${runId}.`,
      'Reuses 1 task: a.',
      'Runs 2 tasks:',
      '  b: it failed: b is broken',
    ])
    const fresh = await new Flow('fresh').resumePlan(undefined, { store: here() })
    assert.equal(String(fresh), '<Flow: fresh> has not run yet: all of it runs.\nRuns nothing: everything is done.')
  })

  describe('with TASKLAB_RESUME=1', () => {
    beforeEach(() => {
      process.env.TASKLAB_RESUME = '1'
    })
    afterEach(() => {
      delete process.env.TASKLAB_RESUME
    })

    it('is what run() does with a flow that did not end as Success', async () => {
      broken.add('b')
      await run(chain())
      assert.deepEqual(took(), ['a', 'b'])
      broken.clear()
      await run(chain(), { from: undefined, startTasks: undefined } as never)
      assert.deepEqual(took(), ['b', 'c'])
      await run(chain())
      assert.deepEqual(took(), ['a', 'b', 'c'])
    })

    it('is not what run() does with states or start tasks of its own', async () => {
      broken.add('b')
      await run(chain())
      broken.clear()
      took()
      const flow = chain()
      const a = [...flow][0] ?? assert.fail()
      await run(flow, { taskStates: new Map([[a, Success({ result: 5 })]]) })
      assert.deepEqual(took(), ['b', 'c'])
      await run(flow, { startTasks: [a] })
      assert.deepEqual(took(), ['a', 'b', 'c'])
    })
  })
})
