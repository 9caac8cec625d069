import { strict as assert } from 'node:assert'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { flatten, unmapped } from '../../lib/argument'
import { context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import type { Host } from '../../lib/host'
import { Parameter } from '../../lib/parameter'
import type { ResumeOptions, RunOptions } from '../../lib/run-options'
import { secret } from '../../lib/secret'
import { Success } from '../../lib/state'
import { openStore } from '../../lib/store/open-store'
import { forgetSecrets } from '../../lib/store/secrets'
import type { RunStore } from '../../lib/store/store'
import { task } from '../../lib/task-function'
import { triggers } from '../../lib/triggers'

let store: RunStore
let ran: string[]

/** Notes that a task ran. */
const note = (name: string) => {
  ran.push(name)
}
const took = () => ran.splice(0)
const run = (flow: Flow, options: RunOptions = {}) => flow.run({ store, ...options })
const resume = (flow: Flow, from?: Parameters<Flow['resume']>[0], options: ResumeOptions = {}) =>
  flow.resume(from, { store, ...options })
const plan = async (flow: Flow, options: ResumeOptions = {}) => {
  const { reuse, run } = await flow.resumePlan(undefined, { store, ...options })
  return {
    reuse: reuse.map(task => task.name),
    run: Object.fromEntries(
      run.map(({ task, reason, children }) => [task.name, children ? [reason, ...children] : reason]),
    ),
  }
}

/** a → b → c, where b fails as long as it is told to. */
const broken = new Set<string>()

function fail(name: string): void {
  if (broken.has(name)) throw new Error(`${name} is broken`)
}

interface Bodies {
  readonly a?: () => number
  readonly b?: (x: number) => number
  readonly c?: (x: number) => number
}

function chain(bodies: Bodies = {}, options: { readonly maxRetries?: number } = {}): Flow {
  const a = task(
    { name: 'a' },
    bodies.a ??
      (() => {
        note('a')
        return 1
      }),
  )
  const b = task(
    { name: 'b', retryDelay: 60_000, ...options },
    bodies.b ??
      ((x: number) => {
        note('b')
        fail('b')
        return x + 1
      }),
  )
  const c = task(
    { name: 'c' },
    bodies.c ??
      ((x: number) => {
        note('c')
        return x * 10
      }),
  )
  const flow = new Flow('chain')
  flow.build(() => c(b(a())))
  return flow
}

const resultOf = async (state: ReturnType<Flow['run']>, name: string) => {
  const { result } = await state
  return [...result].find(([task]) => task.name === name)?.[1].result
}

describe('resume()', () => {
  beforeEach(() => {
    store = openStore(':memory:')
    ran = []
    broken.clear()
  })
  afterEach(() => store.close())

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

  it('reuses the upstream of a task whose code was mended', async () => {
    const wrong = (x: number): number => {
      throw new Error(`oops ${x}`)
    }
    await run(chain({ b: wrong }))
    took()
    await resume(chain())
    assert.deepEqual(took(), ['b', 'c'])
  })

  it('runs a finished task again when its code changed, and what depends on it', async () => {
    await run(chain())
    took()
    const other = (x: number) => {
      note('b')
      return x + 100
    }
    assert.deepEqual(await plan(chain({ b: other })), {
      reuse: ['a'],
      run: { b: 'its code changed', c: 'b runs again' },
    })
    const state = await resume(chain({ b: other }))
    assert.deepEqual(took(), ['b', 'c'])
    assert.equal(await resultOf(Promise.resolve(state), 'c'), 1010)
  })

  it('takes code with another comment or layout for the same', async () => {
    const make = (text: string) => new Function('note', `return ${text}`)(note) as (x: number) => number
    await run(chain({ b: make('x => { note("b"); return x + 1 }') }))
    took()
    await resume(chain({ b: make('x => {\n  note("b") ; /* faster */ return x + 1 // really\n}').bind(null) }).copy())
    assert.deepEqual(took().length > 0, true, 'a bound function has no text of its own')
    await run(chain({ b: make('x => { note("b"); return x + 1 }') }))
    took()
    await resume(chain({ b: make('x => {\n  note("b"); /* faster */\n  return x + 1 // really\n}') }))
    assert.deepEqual(took(), [])
  })

  it('runs a task again when a declaration changed that it uses, and names it', async () => {
    const host = (factor: string): Host => ({ identify: () => ({ factor, helper: 'const helper = 1' }) })
    await run(chain(), { host: host('const factor = 2') })
    took()
    const same = { host: host('const factor = 2 // two') }
    assert.deepEqual((await plan(chain(), same)).run, {})
    const changed = { host: host('const factor = 3') }
    assert.equal((await plan(chain(), changed)).run.a, 'factor changed')
    await resume(chain(), undefined, changed)
    assert.deepEqual(took(), ['a', 'b', 'c'])
  })

  it('runs a task again when its version changed', async () => {
    const make = (version: string) => {
      const flow = new Flow('versions')
      flow.build(() => task({ name: 'v', version }, () => note('v'))())
      return flow
    }
    await run(make('1'))
    assert.deepEqual((await plan(make('2'))).run, { v: 'its version changed from "1" to "2"' })
    assert.deepEqual((await plan(make('1'))).run, {})
  })

  describe('looks at what a task is given', () => {
    const add = task({ name: 'add' }, (n: number, m: number) => {
      note(`add ${n}`)
      return n + m
    })
    const one = task({ name: 'one' }, () => 1)
    const two = task({ name: 'two' }, () => 2)
    const make = (build: () => unknown) => {
      const flow = new Flow('inputs')
      flow.build(build)
      return flow
    }

    it('and runs it again when a constant changed', async () => {
      await run(make(() => add(1, 5)))
      took()
      assert.deepEqual((await plan(make(() => add(2, 5)))).run, { add: 'its input "n" was 1 and is now 2' })
      await resume(make(() => add(2, 5)))
      assert.deepEqual(took(), ['add 2'])
    })

    it('and runs it again when an input comes from another task', async () => {
      await run(make(() => [add(one(), 5), two()]))
      took()
      const { run: runs } = await plan(make(() => [one(), add(two(), 5)]))
      assert.deepEqual(runs, { add: 'its input "n" was the result of one-1 and is now the result of two-1' })
    })

    it('and runs it again when an input became a constant', async () => {
      await run(make(() => add(one(), 5)))
      assert.equal((await plan(make(() => add(7, 5)))).run.add, 'its input "n" was the result of one-1 and is now 7')
    })

    it('and keeps it where a value has the same content', async () => {
      const sum = task({ name: 'sum' }, (list: number[], at: Date, by: Map<string, number>) => [list, at, by].length)
      const build = () => sum([1, 2, 3], new Date(5), new Map([['a', 1]]))
      await run(make(build))
      assert.deepEqual((await plan(make(build))).run, {})
    })

    it('and compares functions that it is given by their code', async () => {
      const apply = task({ name: 'apply' }, (fn: () => number) => fn())
      await run(make(() => apply(() => 1)))
      assert.deepEqual((await plan(make(() => apply(() => 1 /* still */)))).run, {})
      assert.deepEqual((await plan(make(() => apply(() => 2)))).run, { apply: 'its input "fn" changed' })
    })
  })

  it('keeps the parameters of that run, overridden by given ones, and says what that makes run', async () => {
    const make = () => {
      const flow = new Flow('parameters')
      flow.build(() => {
        const n = new Parameter<number>('n')
        const m = new Parameter<number>('m', { default: 1 })
        task({ name: 'p' }, (n: number, m: number) => {
          note(`p ${n} ${m}`)
          return n + m
        })(n, m)
        task({ name: 'q' }, (m: number) => note(`q ${m}`))(m)
      })
      return flow
    }
    await run(make(), { parameters: { n: 5 } })
    took()
    await resume(make())
    assert.deepEqual(took(), [])
    assert.deepEqual(await plan(make(), { parameters: { n: 6 } }), {
      reuse: ['q'],
      run: { p: 'the parameter "n" changed' },
    })
    await resume(make(), undefined, { parameters: { n: 6 } })
    assert.deepEqual(took(), ['p 6 1'])
    await resume(make())
    assert.deepEqual(took(), [])
    assert.equal((await store.load((await store.runs())[0]?.runId ?? '')).parameters.n, 6)
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

  describe('takes mapped children one by one', () => {
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
    await done.flow.resume(done, { store, rerun: [b] })
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

  describe('where a value could not be stored', () => {
    let folder: string
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'tasklab-resume-'))
      store = openStore(join(folder, 'runs.sqlite'))
    })
    afterEach(async () => {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
      forgetSecrets()
    })
    /** What a process sees that is started anew. */
    const restart = async () => {
      await store.close()
      store = openStore(join(folder, 'runs.sqlite'))
    }

    const make = () => {
      const flow = new Flow('client')
      flow.build(() => {
        const client = task({ name: 'client' }, () => {
          note('client')
          return { get: () => 5 }
        })()
        const use = task({ name: 'use' }, (client: { get(): number }) => {
          note('use')
          fail('use')
          return client.get()
        })(client)
        const other = task({ name: 'other' }, (client: { get(): number }) => {
          note('other')
          return client.get()
        })(client)
        task({ name: 'sum' }, (a: number, b: number) => a + b)(use, other)
      })
      return flow
    }

    it('has it as long as the process lives', async () => {
      broken.add('use')
      const first = await run(make())
      assert.equal([...first.result][0]?.[1].notStored?.path, 'result.get')
      took()
      broken.clear()
      await resume(make())
      assert.deepEqual(took(), ['use'])
    })

    it('makes it again in another process, where a task needs it', async () => {
      broken.add('use')
      await run(make())
      took()
      broken.clear()
      await restart()
      const reason = 'its result is not stored (a function cannot be stored), and use needs it'
      assert.deepEqual((await plan(make())).run, {
        client: reason,
        use: 'it failed: use is broken',
        other: 'client runs again',
        sum: 'it did not run: Trigger was "allSuccessful" but some of the upstream tasks failed.',
      })
      const state = await resume(make())
      assert.deepEqual(took(), ['client', 'use', 'other'])
      assert.equal(await resultOf(Promise.resolve(state), 'sum'), 10)
      await restart()
      assert.deepEqual((await plan(make())).run, {}, 'nobody needs it any more')
    })

    it('makes again, of the children of a mapped task, only those that are missing', async () => {
      const make = () => {
        const flow = new Flow('some')
        flow.build(() => {
          const open = task({ name: 'open' }, (n: number) => {
            note(`open ${n}`)
            return n === 2 ? { n, close() {} } : { n }
          })
          const sum = task({ name: 'sum' }, (all: { n: number }[]) => {
            fail('sum')
            return all.reduce((sum, { n }) => sum + n, 0)
          })
          sum(open.map([1, 2, 3]))
        })
        return flow
      }
      broken.add('sum')
      await run(make())
      took()
      broken.clear()
      await restart()
      const state = await resume(make())
      assert.deepEqual(took(), ['open 2'])
      assert.equal(await resultOf(Promise.resolve(state), 'sum'), 6)
    })

    it('reads a secret again for who needs it, and runs nothing else for that', async () => {
      process.env.TASKLAB_TEST_KEY = 'hunter2-hunter2'
      const make = () => {
        const flow = new Flow('secretive')
        flow.build(() => {
          const key = secret('TASKLAB_TEST_KEY')
          task({ name: 'use' }, (key: string) => {
            note(`use ${key}`)
            fail('use')
          })(key)
          task({ name: 'other' }, (key: string) => note(`other ${key}`))(key)
        })
        return flow
      }
      broken.add('use')
      await run(make())
      took()
      broken.clear()
      await restart()
      await resume(make())
      delete process.env.TASKLAB_TEST_KEY
      assert.deepEqual(took(), ['use hunter2-hunter2'])
      await store.close()
      for (const name of readdirSync(folder)) assert.ok(!readFileSync(join(folder, name)).includes('hunter2'), name)
    })

    it('gives a task that is tried again its secret, which was not kept with its other inputs', async () => {
      process.env.TASKLAB_TEST_KEY = 'hunter2-hunter2'
      const make = () => {
        const flow = new Flow('retrying')
        flow.build(() => {
          const page = task({ name: 'page' }, () => {
            note('page')
            return 5
          })
          task({ name: 'use', maxRetries: 1 }, (key: string, page: number) => {
            note(`use ${key} ${page}`)
            fail('use')
          })(secret('TASKLAB_TEST_KEY'), page())
        })
        return flow
      }
      broken.add('use')
      await run(make())
      took()
      broken.clear()
      await restart()
      const state = await resume(make())
      delete process.env.TASKLAB_TEST_KEY
      assert.deepEqual(took(), ['use hunter2-hunter2 5'])
      assert.ok(state.isSuccessful())
    })

    it('runs a task again whose value the disk damaged, where it is needed', async () => {
      broken.add('b')
      await run(chain())
      await store.close()
      const database = new DatabaseSync(join(folder, 'runs.sqlite'))
      database.exec("UPDATE change SET body = body || 'x' WHERE slug = 'a-1'")
      database.close()
      store = openStore(join(folder, 'runs.sqlite'))
      broken.clear()
      took()
      const state = await resume(chain())
      assert.deepEqual(took(), ['a', 'b', 'c'])
      assert.ok(state.isSuccessful())
    })
  })

  it('checks its options', async () => {
    await assert.rejects(resume(chain(), undefined, { returnTask: [] } as never), /"returnTask" of resume.*returnTasks/)
    await assert.rejects(resume(chain(), undefined, { startTasks: [] } as never), { code: 'UNKNOWN_OPTION' })
    await assert.rejects(resume(chain(), 5 as never), { code: 'BAD_RUN' })
  })

  it('reads a plan out', async () => {
    broken.add('b')
    const { runId } = await run(chain())
    const text = String(await chain().resumePlan(undefined, { store }))
    assert.deepEqual(text.split('\n').slice(0, 4), [
      `<Flow: chain> goes on from run ${runId}.`,
      'Reuses 1 task: a.',
      'Runs 2 tasks:',
      '  b: it failed: b is broken',
    ])
    const fresh = await new Flow('fresh').resumePlan(undefined, { store })
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
