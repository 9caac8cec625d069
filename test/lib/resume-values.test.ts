import { strict as assert } from 'node:assert'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Flow } from '../../lib/flow'
import { secret } from '../../lib/secret'
import { forgetSecrets } from '../../lib/store/secrets'
import { task } from '../../lib/task-function'
import { broken, chain, fail, here, note, open, plan, resultOf, resume, run, took, withStore } from './resume-flows'

describe('resume() where a value could not be stored', () => {
  withStore()
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-resume-'))
    return open(join(folder, 'runs.sqlite'))
  })
  afterEach(async () => {
    await here().close()
    rmSync(folder, { recursive: true, force: true })
    forgetSecrets()
  })
  /** What a process sees that is started anew. */
  const restart = () => open(join(folder, 'runs.sqlite'))
  /** Runs a flow, in which a task fails, in a process that ends with it; what is broken is then mended. */
  const breaks = async (name: string, flow: Flow) => {
    broken.add(name)
    await run(flow)
    took()
    broken.clear()
    await restart()
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
    await breaks('use', make())
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
    await breaks('sum', make())
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
    await breaks('use', make())
    await resume(make())
    delete process.env.TASKLAB_TEST_KEY
    assert.deepEqual(took(), ['use hunter2-hunter2'])
    await here().close()
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
    await breaks('use', make())
    const state = await resume(make())
    delete process.env.TASKLAB_TEST_KEY
    assert.deepEqual(took(), ['use hunter2-hunter2 5'])
    assert.ok(state.isSuccessful())
  })

  it('runs a task again whose value the disk damaged, where it is needed', async () => {
    broken.add('b')
    await run(chain())
    await here().close()
    const database = new DatabaseSync(join(folder, 'runs.sqlite'))
    database.exec("UPDATE change SET body = body || 'x' WHERE slug = 'a-1'")
    database.close()
    await open(join(folder, 'runs.sqlite'))
    broken.clear()
    took()
    const state = await resume(chain())
    assert.deepEqual(took(), ['a', 'b', 'c'])
    assert.ok(state.isSuccessful())
  })
})
