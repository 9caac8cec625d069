import assert from 'node:assert/strict'
import { context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import { signals } from '../../lib/signals'
import * as states from '../../lib/state'
import { makeState, type State, stateTypes } from '../../lib/state'
import { task } from '../../lib/task-function'
import type { TaskOptions } from '../../lib/task-options'
import { triggers } from '../../lib/triggers'
import { FakeClock } from './fake-clock'
import { run } from './run-quietly'

/** url → ping, counting how often each ran. */
function pingFlow(options: TaskOptions = {}) {
  const ran = { load: 0, ping: 0 }
  const load = task(function load() {
    ran.load++
    return 'http://x'
  })
  const ping = task(options, function ping(url: string) {
    ran.ping++
    return `pong ${url}`
  })
  const flow = new Flow('pinging')
  const [url, text] = flow.build(() => {
    const url = load()
    return [url, ping(url)] as const
  })
  return { flow, url, text, ran }
}

const past = new Date(0)
const future = new Date(8e15)
const unfinished = ['Pending', 'Scheduled', 'Retrying', 'Paused', 'Resume', 'Running'] as const

describe('A task that is given a state', () => {
  for (const type of stateTypes) {
    const given = makeState(type, {
      message: 'given',
      result: 'kept',
      error: new Error('given'),
      startTime: future,
      mapStates: [],
      expiresAt: past,
    })
    const runsAnyway = ['Pending', 'Resume', 'Cached'].includes(type)
    it(`${runsAnyway ? 'runs' : 'is left alone'} as ${type} in the future`, async () => {
      const { flow, text, ran } = pingFlow()
      const { result } = await run(flow, { taskStates: new Map([[text, given]]) })
      assert.equal(ran.ping, runsAnyway ? 1 : 0)
      if (!runsAnyway) assert.equal(result.get(text), given, 'the same object')
    })

    const failed = given.isFailed()
    const starts = failed || unfinished.some(other => other === type && other !== 'Running') || type === 'Cached'
    it(`${starts ? 'runs' : 'is kept'} as ${type} where it is a start task`, async () => {
      const { flow, url, text, ran } = pingFlow()
      const taskStates = new Map<typeof url | typeof text, State>([
        [url, states.Success({ result: 'u' })],
        [text, given],
      ])
      const { result } = await run(flow, { taskStates, startTasks: [text] })
      assert.equal(ran.ping, starts ? 1 : 0)
      assert.equal(ran.load, 0)
      if (starts) assert.equal(result.get(text)?.result, 'pong u')
      else assert.equal(result.get(text), given)
    })
  }

  it('is kept as finished whatever became of its upstream', async () => {
    const { flow, url, text } = pingFlow()
    for (const upstream of [states.Failed({ error: 1 }), states.Skipped({}), states.Pending({})]) {
      const done = states.Success({ result: 'done' })
      const { result } = await run(flow, {
        taskStates: new Map<never, State>([[url, upstream] as never, [text, done] as never]),
      })
      assert.equal(result.get(text), done)
    }
  })

  it('keeps its attempts and counts from 1 again where a start task had failed', async () => {
    const clock = new FakeClock()
    const flow = new Flow('again')
    const counts: unknown[] = []
    const end = flow.build(() =>
      task({ maxRetries: 1 }, function end() {
        counts.push(context.taskRunCount)
        throw new Error(`no ${counts.length}`)
      })(),
    )
    const attempt = { number: 2, startedAt: past, endedAt: past, error: 'before' }
    const given = states.Failed({ error: 1, attempts: [attempt] })
    const { result } = await run(flow, { taskStates: new Map([[end, given]]), startTasks: [end], clock })
    const state = result.get(end)
    assert.equal(String(state), 'Retrying("Retrying Task (after attempt 1 of 2)")')
    assert.deepEqual(
      state?.attempts.map(({ number }) => number),
      [2, 1],
    )
    assert.deepEqual(counts, [1])
  })
})

describe('A task whose upstream is not finished', () => {
  for (const type of unfinished.filter(type => type !== 'Resume')) {
    it(`is Pending and names the upstream that is ${type}`, async () => {
      const { flow, url, text, ran } = pingFlow()
      const given = makeState(type, { startTime: future, error: 1 })
      const held = flow.build(() =>
        task({ trigger: triggers.manualOnly }, function held() {
          return 'x'
        })(),
      )
      flow.replace(url, held)
      const { result } = await run(flow, { taskStates: new Map([[held, given]]) as never })
      assert.equal(result.get(text)?.type, 'Pending')
      assert.match(String(result.get(text)), /Waiting for held, which is \w+\./)
      assert.equal(ran.ping, 0)
    })
  }
  it('is left as it was given', async () => {
    const { flow, url, text } = pingFlow()
    const given = states.Retrying({ startTime: past, runCount: 1, error: 1 })
    const waiting = states.Paused({})
    const { result } = await run(flow, {
      taskStates: new Map([
        [url, waiting],
        [text, given],
      ] as never),
    })
    assert.equal(result.get(text), given)
  })
})

describe('A task whose upstream was skipped', () => {
  const skipping = (options: TaskOptions) => {
    const flow = new Flow('skipping')
    const end = flow.build(() => {
      const head = task(function head(): string {
        throw new signals.Skip('no', { result: 'leftover' })
      })()
      return task(options, function end(value?: string) {
        return `got ${value}`
      })(head)
    })
    return run(flow).then(state => state.result.get(end))
  }
  it('is skipped too, before its trigger is asked', async () => {
    const trigger = () => assert.fail('asked')
    assert.equal(String(await skipping({ trigger })), 'Skipped("Upstream task was skipped.")')
  })
  it('runs with the result of the skipped one where it says so', async () => {
    assert.equal((await skipping({ skipOnUpstreamSkip: false }))?.result, 'got leftover')
  })
  it('is skipped as a start task, too', async () => {
    const { flow, url, text, ran } = pingFlow()
    const taskStates = new Map([[url, states.Skipped({})]]) as never
    const { result } = await run(flow, { taskStates, startTasks: [text] })
    assert.equal(String(result.get(text)), 'Skipped("Upstream task was skipped.")')
    assert.equal(ran.ping, 0)
  })
})

describe('A start task', () => {
  it('waits and names the input that nobody supplies', async () => {
    const { flow, text, ran } = pingFlow()
    const { result } = await run(flow, { startTasks: [text] })
    assert.equal(String(result.get(text)), 'Pending("Input "url" is not available: load has not run.")')
    assert.equal(ran.ping, 0)
  })
  it('says so, too, where its upstream failed', async () => {
    const { flow, url, text } = pingFlow()
    const { result } = await run(flow, {
      startTasks: [text],
      taskStates: new Map([[url, states.Failed({ error: 1 })]]) as never,
    })
    assert.equal(String(result.get(text)), 'Pending("Input "url" is not available: load failed.")')
  })
  it('takes its cached inputs where its upstream was not run', async () => {
    const { flow, url, text } = pingFlow()
    const given = states.Retrying({ startTime: future, runCount: 1, error: 1, cachedInputs: { url: 'kept' } })
    for (const upstream of [undefined, states.Success({ result: 'old' }), states.Failed({ error: 1 })]) {
      const { result } = await run(flow, {
        startTasks: [text],
        taskStates: [
          [text, given],
          [url, upstream],
        ],
      })
      assert.equal(result.get(text)?.result, 'pong kept')
    }
  })
  it('takes a result that is fresh from this run before its cached inputs', async () => {
    const { flow, url, text } = pingFlow()
    const given = states.Retrying({ startTime: future, runCount: 1, error: 1, cachedInputs: { url: 'kept' } })
    const { result } = await run(flow, { startTasks: [text, url], taskStates: [[text, given]] })
    assert.equal(result.get(text)?.result, 'pong http://x')
  })
  it('is not held back by its trigger, its start time or a pause', async () => {
    const { flow, text } = pingFlow({ trigger: triggers.manualOnly })
    const first = await run(flow)
    const paused = first.result.get(text)
    assert.equal(paused?.type, 'Paused')
    assert.deepEqual(paused !== undefined && 'cachedInputs' in paused && paused.cachedInputs, { url: 'http://x' })
    const second = await run(flow, { taskStates: [[text, paused]], startTasks: [text] })
    assert.equal(second.value(text), 'pong http://x')
  })
  it('is run with all that lies downstream of it, and nothing else', async () => {
    const flow = new Flow('diamond')
    const ran: string[] = []
    const step = (name: string) =>
      task({ name }, (..._before: unknown[]) => {
        ran.push(name)
        return name
      })
    const [a, b] = flow.build(() => {
      const a = step('a')()
      const b = step('b')(a)
      step('d')(b, step('c')(a))
      return [a, b]
    })
    const { result } = await run(flow, { startTasks: [b], taskStates: [[a, states.Success({ result: 1 })]] })
    assert.deepEqual(ran, ['b'])
    const [d] = flow.getTasks({ name: 'd' })
    const [c] = flow.getTasks({ name: 'c' })
    assert.match(String(d && result.get(d)), /Pending\("Waiting for c, which has not run\."\)/)
    assert.equal(String(c && result.get(c)), 'Pending("Task not run.")')
  })
})

describe('A task that fails', () => {
  it('has its error, its text and its attempt', async () => {
    const flow = new Flow('failing')
    const error = new TypeError('out of paper')
    const end = flow.build(() =>
      task(function end() {
        throw error
      })(),
    )
    const state = (await run(flow)).result.get(end)
    assert.equal(String(state), 'Failed("out of paper")')
    assert.equal(state?.error, error)
    assert.deepEqual(
      state?.attempts.map(({ number, error }) => [number, error]),
      [[1, error]],
    )
    assert.ok(state?.startedAt instanceof Date)
  })
  it('gives its error to a task whose trigger lets it run', async () => {
    const flow = new Flow('plan b')
    const error = new Error('no')
    const end = flow.build(() => {
      const head = task(function head(): number {
        throw error
      })()
      return task({ trigger: triggers.allFinished }, (value: unknown) => value)(head)
    })
    assert.equal((await run(flow)).value(end), error)
  })
  it('may throw what is no error', async () => {
    const flow = new Flow('odd')
    const end = flow.build(() =>
      task(() => {
        throw 'text'
      })(),
    )
    assert.equal(String((await run(flow)).result.get(end)), 'Failed("text")')
  })
  it('may throw what cannot even be printed', async () => {
    const evil = {
      get message() {
        throw new Error('evil')
      },
    }
    for (const thrown of [evil, Object.create(null)]) {
      const flow = new Flow('odd')
      const end = flow.build(() =>
        task(() => {
          throw thrown
        })(),
      )
      const state = (await run(flow)).result.get(end)
      assert.equal(String(state), 'Failed("An error that cannot be printed.")')
      assert.equal(state?.error, thrown)
    }
  })
})

describe('A task that throws a signal', () => {
  const table: Readonly<Record<string, readonly [() => Error, string, unknown?]>> = {
    Fail: [() => new signals.Fail('no'), 'Failed("no")'],
    TriggerFail: [() => new signals.TriggerFail('odd'), 'TriggerFailed("odd")'],
    Success: [() => new signals.Success('early', { result: 1 }), 'Success("early")', 1],
    'Success without a message': [() => new signals.Success(), 'Success("Task run succeeded.")'],
    Skip: [() => new signals.Skip('not needed', { result: 2 }), 'Skipped("not needed")', 2],
    Pause: [() => new signals.Pause('look at it'), 'Paused("look at it")'],
    Retry: [() => new signals.Retry(), 'Retrying("Retrying Task (after attempt 1)")'],
    'Retry with a message': [() => new signals.Retry('busy'), 'Retrying("busy")'],
  }
  for (const [name, [signal, printed, result]] of Object.entries(table)) {
    it(`${name} ends as ${printed}`, async () => {
      const flow = new Flow('signals')
      const end = flow.build(() =>
        task(() => {
          throw signal()
        })(),
      )
      const state = (await run(flow)).result.get(end)
      assert.equal(String(state), printed)
      assert.equal(state?.result, result)
    })
  }
  it('keeps the inputs of a task that pauses itself', async () => {
    const flow = new Flow('pausing')
    const end = flow.build(() =>
      task(function pausing(_x: number) {
        throw new signals.Pause('at last', { startTime: future })
      })(5),
    )
    const state = (await run(flow)).result.get(end)
    assert.equal(state?.type, 'Paused')
    assert.deepEqual(state?.type === 'Paused' && [state.cachedInputs, state.startTime], [{ _x: 5 }, future])
  })
})
