import assert from 'node:assert/strict'
import { Flow } from '../../lib/flow'
import { signals } from '../../lib/signals'
import type { State } from '../../lib/state'
import * as states from '../../lib/state'
import { openStore } from '../../lib/store/open-store'
import { task } from '../../lib/task-function'
import { run } from './run-quietly'

const never = () => new Promise<never>(() => undefined)
const soon = (ms = 2) => new Promise<void>(resolve => setTimeout(resolve, ms))

describe('A watcher that throws', () => {
  it('fails the flow with its error', async () => {
    const flow = new Flow('f')
    flow.build(() => task(async () => 1)())
    const error = new Error('watcher')
    for (const type of ['Running', 'Success']) {
      const onStateChange = (_task: unknown, state: State) => {
        if (state.type === type) throw error
      }
      const state = await run(flow, { onStateChange })
      assert.deepEqual([state.type, state.error], ['Failed', error])
    }
  })
  it('fails the flow where it is the host that cannot begin to watch', async () => {
    const flow = new Flow('f')
    let ran = false
    flow.build(() =>
      task(() => {
        ran = true
      })(),
    )
    const error = new Error('host')
    const host = {
      onRun: () => {
        throw error
      },
    }
    const store = openStore(':memory:')
    const state = await run(flow, { host, store })
    assert.deepEqual([state.type, state.error, ran], ['Failed', error, false])
    assert.equal((await store.runs())[0]?.state.type, 'Failed')
    await store.close()
  })
})

describe('State handlers', () => {
  it('see every change in order, each what the one before returned', async () => {
    const seen: string[] = []
    const flow = new Flow('f')
    const end = flow.build(() =>
      task(
        {
          stateHandlers: [
            (task, from, to) => {
              seen.push(`${task.name} ${from.type} ${to.type}`)
              return to.isSuccessful() ? states.Success({ result: 'other' }) : undefined
            },
            async (_task, _from, to) => void seen.push(String(to.result)),
          ],
        },
        function end() {
          return 'own'
        },
      )(),
    )
    assert.equal((await run(flow)).value(end), 'other')
    assert.deepEqual(seen, ['end Pending Running', 'undefined', 'end Running Success', 'other'])
  })
  it('may end a task before it runs', async () => {
    const flow = new Flow('f')
    const end = flow.build(() =>
      task({ stateHandlers: [() => states.Skipped({ message: 'not now' })] }, () => assert.fail('ran'))(),
    )
    assert.equal(String((await run(flow)).result.get(end)), 'Skipped("not now")')
  })
  for (const [name, handler] of [
    [
      'throws',
      () => {
        throw new Error('handler')
      },
    ],
    ['rejects', () => Promise.reject(new Error('handler'))],
  ] as const) {
    it(`fail the task where one ${name}`, async () => {
      const flow = new Flow('f')
      const end = flow.build(() => task({ stateHandlers: [handler] }, () => 1)())
      assert.equal(String((await run(flow)).result.get(end)), 'Failed("handler")')
    })
  }
  it('of a flow see it run and end, and may change its state', async () => {
    const seen: string[] = []
    const flow = new Flow('f', {
      stateHandlers: [
        (flow, from, to) => {
          seen.push(`${flow.name} ${from.type} ${to.type}`)
          return to.isFinished() ? states.Failed({ message: 'no' }) : undefined
        },
      ],
    })
    assert.equal(String(await run(flow)), 'Failed("no")')
    assert.deepEqual(seen, ['f Pending Running', 'f Running Success'])
  })
  it('of a flow fail it where one throws; with raiseOnException that is thrown', async () => {
    const error = new Error('handler')
    const flow = new Flow('f', {
      stateHandlers: [
        () => {
          throw error
        },
      ],
    })
    const state = await run(flow)
    assert.equal(String(state), 'Failed("handler")')
    assert.equal(state.error, error)
    await assert.rejects(run(flow, { raiseOnException: true }), error)
  })
})

describe('onFailure', () => {
  it('is called once, for the final failure', async () => {
    const seen: string[] = []
    const onFailure = (task: { name: string }, state: State) => void seen.push(`${task.name} ${state.type}`)
    const flow = new Flow('f')
    flow.build(() => {
      const head = task({ maxRetries: 1, retryDelay: 0, onFailure }, function head() {
        throw new Error('no')
      })()
      task({ timeout: 2, onFailure }, function slow() {
        return never()
      })()
      task({ onFailure }, function below() {})().after(head)
      task({ onFailure }, function fine() {})()
    })
    await run(flow, { wait: true })
    assert.deepEqual(seen.sort(), ['below TriggerFailed', 'head Failed', 'slow TimedOut'])
  })
  it('is waited for, and may fail itself', async () => {
    const flow = new Flow('f')
    let told = false
    const end = flow.build(() =>
      task(
        {
          onFailure: async () => {
            await soon()
            told = true
            throw new Error('and that too')
          },
        },
        () => {
          throw new Error('no')
        },
      )(),
    )
    const state = await run(flow)
    assert.ok(told)
    assert.equal(String(state.result.get(end)), 'Failed("no")')
    assert.match(state.logs(end)[0]?.text ?? '', /onFailure threw: and that too/)
  })
  it('of a flow is called with its state', async () => {
    const seen: string[] = []
    const flow = new Flow('f', { onFailure: (flow, state) => void seen.push(`${flow.name} ${state}`) })
    flow.build(() =>
      task(() => {
        throw new Error('no')
      })(),
    )
    await run(flow)
    assert.deepEqual(seen, ['f Failed("Some key tasks failed.")'])
  })
  it('of a flow fails it with its own error where it throws; with raiseOnException that is thrown', async () => {
    const error = new Error('and that too')
    const onFailure = () => {
      throw error
    }
    const flow = new Flow('f', { onFailure })
    const end = flow.build(() =>
      task(() => {
        throw new signals.Fail('no')
      })(),
    )
    const state = await run(flow)
    assert.deepEqual([String(state), state.error], ['Failed("and that too")', error])
    assert.equal(String(state.result.get(end)), 'Failed("no")')
    await assert.rejects(run(flow, { raiseOnException: true }), error)
  })
})
