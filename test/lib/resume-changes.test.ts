import { strict as assert } from 'node:assert'
import { Flow } from '../../lib/flow'
import type { Host } from '../../lib/host'
import { Parameter } from '../../lib/parameter'
import { task } from '../../lib/task-function'
import { chain, here, note, plan, resultOf, resume, run, took, withStore } from './resume-flows'

describe('resume() after a change', () => {
  withStore()

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
    assert.equal((await here().load((await here().runs())[0]?.runId ?? '')).parameters.n, 6)
  })
})
