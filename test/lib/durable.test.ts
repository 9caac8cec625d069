import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { cacheValidators } from '../../lib/cache-validators'
import { context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import { type TaskOptions, task } from '../../lib/index'
import { Parameter } from '../../lib/parameter'
import type { RunOptions } from '../../lib/run-options'
import { openStore } from '../../lib/store/open-store'
import type { RunStore } from '../../lib/store/store'

let folder: string
let file: string
let store: RunStore
let ran: string[]
/** Gives each test of the surrounding block a store of its own. */
function withStore(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-durable-'))
    file = join(folder, 'runs.sqlite')
    store = openStore(file)
    ran = []
  })
  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
}
const took = () => ran.splice(0)

/** What a process sees that is started anew. */
async function restart(): Promise<void> {
  await store.close()
  store = openStore(file)
}

/** As if the process of every run had been killed: it was another one, and it is gone. */
function kill(): void {
  const database = new DatabaseSync(file)
  database.exec("UPDATE run SET session = 'gone', pid = 999999, start = start || '0', ended = NULL, type = 'Running'")
  database.close()
}

describe('A run that is kept', () => {
  withStore()
  it('is in the store with its tasks, inputs, attempts and logs', async () => {
    const flow = new Flow('kept')
    flow.build(() => {
      const n = new Parameter<number>('n')
      task({ name: 'try', maxRetries: 1, retryDelay: 0 }, (n: number) => {
        context.logger?.info('run %d', context.taskRunCount)
        if (context.taskRunCount === 1) throw new TypeError('not yet')
        return { n }
      })(n)
    })
    const { runId } = await flow.run({ store, parameters: { n: 3 }, wait: true, host: {} })
    await restart()
    const record = await store.load(runId)
    assert.equal(String(record.state), 'Success("All key tasks succeeded.")')
    assert.deepEqual(record.parameters, { n: 3 })
    const done = record.tasks.find(({ slug }) => slug === 'try-1') ?? assert.fail()
    assert.deepEqual([done.state.result, done.inputs], [{ n: 3 }, { n: 3 }])
    assert.ok(done.state.attempts[0]?.error instanceof TypeError)
    assert.deepEqual(
      done.logs.map(({ text, attempt }) => [text, attempt]),
      [
        ['run 1', 1],
        ['run 2', 2],
      ],
    )
  })

  it('ends as Failed where its store was closed', async () => {
    const flow = new Flow('closed')
    flow.build(() => task({ name: 'close' }, () => store.close())())
    const state = await flow.run({ store })
    assert.equal(state.type, 'Failed')
    assert.match(String(state.message), /store was closed/)
    assert.match(String((await flow.run({ store })).message), /store is closed/)
  })

  it('shows its changes in order, each when it is in the file', async () => {
    const flow = new Flow('shown')
    flow.build(() => {
      const step = task({ name: 'step' }, async (n: number) => n + 1)
      step(step(step(0)))
    })
    const reader = openStore(file)
    const shown: string[] = []
    let checks: Promise<unknown>[] = []
    const { runId } = await flow.run({
      store,
      onStateChange: (task, state) => {
        shown.push(`${task.slug} ${state.type}`)
        checks.push(reader.runs().then(async ([run]) => (await reader.load(run?.runId ?? '')).tasks))
      },
    })
    assert.deepEqual(
      shown,
      [1, 2, 3].flatMap(n => [`step-${n} Running`, `step-${n} Success`]),
    )
    for (const tasks of await Promise.all(checks)) assert.ok((tasks as unknown[]).length > 0)
    checks = []
    assert.ok(runId)
    await reader.close()
  })

  it('keeps an attempt that was cut off, with an error that says so, and does not count it', async () => {
    const make = (hang: boolean) => {
      const flow = new Flow('cut')
      flow.build(() => {
        task({ name: 'work', maxRetries: 1, retryDelay: 0 }, async () => {
          ran.push(`run ${context.taskRunCount}`)
          if (context.taskRunCount === 1) throw new Error('first')
          if (hang) await new Promise(resolve => setTimeout(resolve, 60_000, resolve).unref())
          return 'done'
        })()
      })
      return flow
    }
    const controller = new AbortController()
    const going = make(true).run({ store, wait: true, signal: controller.signal })
    while (ran.length < 2) await new Promise(resolve => setTimeout(resolve, 5))
    await new Promise(resolve => setImmediate(resolve))
    const other = openStore(file)
    await assert.rejects(make(false).resume(undefined, { store: other }), { code: 'RUN_ALIVE' })
    kill()
    assert.deepEqual(took(), ['run 1', 'run 2'])
    const plan = await make(false).resumePlan(undefined, { store: other })
    assert.equal(plan.run[0]?.reason, 'it was cut off while it ran')
    const state = await make(false).resume(undefined, { store: other })
    assert.deepEqual(took(), ['run 2'])
    const [, done] = [...state.result][0] ?? assert.fail()
    assert.equal(done.result, 'done')
    const errors = done.attempts.map(({ number, error }) => [number, (error as Error).message])
    assert.deepEqual(errors, [
      [1, 'first'],
      [2, 'This attempt was lost: its process ended while it ran.'],
    ])
    await other.close()
    controller.abort()
    await going
  })

  it('tells of a run whose process was killed that it did not end', async () => {
    const flow = new Flow('killed')
    flow.build(() => task({ name: 'a' }, () => 1)())
    await flow.run({ store })
    kill()
    await restart()
    const [run] = await store.runs()
    assert.equal(String(run?.state), 'Running("The process ended before the run did.")')
    assert.equal(run?.endedAt, undefined)
    await store.remove(run?.runId ?? '')
    assert.deepEqual(await store.runs(), [])
  })
})

describe('The output cache, across runs', () => {
  withStore()
  interface Made {
    readonly options?: TaskOptions
    readonly n?: number
    readonly body?: (n: number, m: number) => number
  }
  const add = (n: number, m: number): number => {
    ran.push(`add ${n} ${m}`)
    return n + m
  }
  function make({ options = {}, n = 1, body = add }: Made = {}): Flow {
    const flow = new Flow('cached')
    flow.build(() => {
      const m = new Parameter<number>('m', { default: 10 })
      task({ name: 'add', cacheFor: '1 h', ...options }, body)(n, m)
    })
    return flow
  }
  const run = async (made: Made = {}, options: RunOptions = {}) => {
    const flow = make(made)
    const state = await flow.run({ store, ...options })
    return state.value(flow.getTasks({ name: 'add' })[0] ?? assert.fail())
  }

  it('gives the result of an earlier run of another process, for the same inputs', async () => {
    assert.equal(await run(), 11)
    await restart()
    assert.equal(await run(), 11)
    assert.equal(await run({ n: 2 }), 12)
    assert.equal(await run({ n: 1 }), 11)
    assert.equal(await run({}, { parameters: { m: 5 } }), 6)
    assert.deepEqual(took(), ['add 1 10', 'add 2 10', 'add 1 5'])
  })

  it('says of the state that it came from the cache, and keeps its own cached state', async () => {
    await run()
    const flow = make()
    const state = await flow.run({ store })
    const [, done] = [...state.result].find(([task]) => task.name === 'add') ?? assert.fail()
    assert.equal(done.type, 'Success')
    assert.ok(done.type === 'Success' && done.cached?.isCached())
    assert.deepEqual(done.cached?.cachedInputs, { n: 1, m: 10 })
    assert.deepEqual(took(), ['add 1 10'])
  })

  it('runs the task when its code or its version changed, or when it is of another flow', async () => {
    await run()
    await run({ body: (n, m) => ran.push('other') + n + m })
    await run({ options: { version: '2' } })
    assert.deepEqual(took(), ['add 1 10', 'other', 'add 1 10'])
  })

  it('lets a result expire', async () => {
    let now = 1_000_000
    const clock = { now: () => now, sleep: () => Promise.resolve() }
    await run({}, { clock })
    now += 3_599_000
    await run({}, { clock })
    now += 2_000
    await run({}, { clock })
    assert.deepEqual(took(), ['add 1 10', 'add 1 10'])
  })

  it('asks the validator of the task', async () => {
    const durationOnly = { cacheValidator: cacheValidators.durationOnly }
    await run({ options: durationOnly })
    assert.equal(await run({ options: durationOnly, n: 5 }), 11)
    const someOf = { cacheValidator: cacheValidators.partialInputsOnly(['n']) }
    assert.equal(await run({ options: someOf }, { parameters: { m: 99 } }), 11)
    assert.deepEqual(took(), ['add 1 10'])
    const never = { cacheValidator: cacheValidators.neverUse }
    await run({ options: never })
    assert.deepEqual(took(), ['add 1 10'])
  })

  it('serves each child of a mapped task for itself', async () => {
    const mapped = (items: number[]) => {
      const flow = new Flow('mapped')
      flow.build(() =>
        task({ name: 'each', cacheFor: '1 h' }, (n: number) => {
          ran.push(`each ${n}`)
          return n * n
        }).map(items),
      )
      return flow
    }
    await mapped([1, 2, 3]).run({ store })
    assert.deepEqual(took(), ['each 1', 'each 2', 'each 3'])
    const state = await mapped([3, 4, 1]).run({ store })
    assert.deepEqual(took(), ['each 4'])
    assert.deepEqual([...state.result][0]?.[1].result, [9, 16, 1])
  })
})

describe('Two processes at once', () => {
  withStore()
  const script = (count: number) => `
    const { Flow, task, openStore } = require(${JSON.stringify(join(__dirname, '../../lib/index'))})
    const { setTimeout: sleep } = require('node:timers/promises')
    const [, file, name] = process.argv
    const flow = new Flow(name)
    flow.build(() => {
      const step = task({ name: 'step' }, async n => { if (n % 5 === 0) await sleep(1); return n + 1 })
      let end = step(0)
      for (let n = 1; n < ${count}; n++) end = step(end)
    })
    const store = openStore(file)
    flow.run({ store }).then(async state => { console.log(state.type); await store.close() })`

  it('use one store, and both find all of theirs in it', async () => {
    const count = 100
    const children = ['one', 'two'].map(name =>
      spawn(process.execPath, ['-r', 'ts-node/register', '-e', script(count), file, name], {
        cwd: join(__dirname, '../..'),
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    )
    const said = children.map(child => once(child.stdout, 'data').then(([data]) => String(data).trim()))
    assert.deepEqual(await Promise.all(said), ['Success', 'Success'])
    await Promise.all(children.map(child => child.exitCode ?? once(child, 'exit')))
    for (const flow of ['one', 'two']) {
      const [run] = await store.runs({ flow })
      const { tasks } = await store.load(run?.runId ?? '')
      assert.deepEqual(
        tasks.map(({ state }) => state.result),
        Array.from({ length: count }, (_, n) => n + 1),
      )
    }
  }).timeout(30_000)
})

describe('A disk that is full', () => {
  withStore()
  it('stops no run: it goes on in memory, says so once, and the file still opens', async function () {
    if (process.platform === 'win32') this.skip()
    const script = `
      process.on('SIGXFSZ', () => {})
      const { Flow, task, openStore } = require(${JSON.stringify(join(__dirname, '../../lib/index'))})
      const flow = new Flow('big')
      flow.build(() => {
        const grow = task({ name: 'grow' }, async n => { await new Promise(setImmediate); return 'x'.repeat(90_000) + n })
        const end = task({ name: 'end' }, (...all) => all.length)
        end(...Array.from({ length: 300 }, (_, n) => grow(n)))
      })
      const store = openStore(${JSON.stringify(file)})
      flow.run({ store }).then(async state => {
        const again = await flow.resume(undefined, { store })
        console.log(state.type, state.value(flow.getTasks({ name: 'end' })[0]), again.type)
        await store.close()
      })`
    // A limit on the size of files is as good as a full disk: the write fails, and nobody else is harmed.
    const command = `ulimit -f 8000; exec ${process.execPath} -r ts-node/register -e "$SCRIPT"`
    const child = spawn('bash', ['-c', command], {
      cwd: join(__dirname, '../..'),
      env: { ...process.env, SCRIPT: script },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', data => {
      out += data
    })
    child.stderr.on('data', data => {
      err += data
    })
    await once(child, 'close')
    assert.equal(out.trim(), 'Success 300 Success', err)
    assert.equal(err.match(/goes on in memory/g)?.length, 2, `each run says so once: ${err}`)
    await restart()
    const [run] = await store.runs()
    assert.equal(run?.flow, 'big')
    assert.ok(existsSync(file))
    assert.ok(!readdirSync(folder).some(name => name.includes('damaged')))
  }).timeout(30_000)
})
