import assert from 'node:assert/strict'
import { LocalExecutor } from '../../lib/engine/local-executor'
import { Flow } from '../../lib/flow'
import { Parameter } from '../../lib/parameter'
import type { RunOptions } from '../../lib/run-options'
import { task } from '../../lib/task-function'
import { exponentialBackoff, type TaskOptions } from '../../lib/task-options'
import { run } from './run-quietly'

const bad = (value: unknown) => value as never

describe('A bad option', () => {
  const taskOptions: readonly (readonly [TaskOptions, RegExp])[] = [
    [{ maxRetries: -1 }, /^Option "maxRetries" of task was -1; expected a whole number ≥ 0, or Infinity\.$/],
    [{ maxRetries: 1.5 }, /"maxRetries" of task was 1\.5/],
    [{ maxRetries: bad('2') }, /"maxRetries" of task was "2"/],
    [{ retryDelay: 'soon' }, /"retryDelay" of task was "soon"; expected milliseconds/],
    [{ retryDelay: [] }, /"retryDelay" of task was \[\]/],
    [{ retryDelay: ['1s', -1] }, /"retryDelay" of task was \["1s", -1\]/],
    [{ retryJitter: 2 }, /"retryJitter" of task was 2; expected a number from 0 to 1/],
    [{ retryOn: bad(['x']) }, /"retryOn" of task was \["x"\]/],
    [{ timeout: 0 }, /"timeout" of task was 0/],
    [{ trigger: bad('allFailed') }, /"trigger" of task was "allFailed"; expected a function/],
    [{ skipOnUpstreamSkip: bad(1) }, /"skipOnUpstreamSkip" of task was 1; expected true or false/],
    [{ cacheFor: bad({}) }, /"cacheFor" of task was \{\}/],
    [{ stateHandlers: bad([1]) }, /"stateHandlers" of task was \[1\]/],
    [{ name: '' }, /"name" of task was ""/],
    [{ tags: bad([1]) }, /"tags" of task was \[1\]/],
    [bad({ maxRetry: 1 }), /^Unknown option "maxRetry" of task\. Did you mean "maxRetries"\?$/],
    [bad({ timout: 1 }), /Did you mean "timeout"\?/],
    [bad({ colour: 'red' }), /Unknown option "colour" of task\. Known options: name, slug/],
  ]
  for (const [options, message] of taskOptions) {
    it(`of a task fails at task() with ${message.source}`, () => {
      assert.throws(() => task(options, () => 1), { name: 'FlowError', message })
      assert.throws(() => task(() => 1).with(options), { name: 'FlowError', message })
    })
  }

  const runOptions: readonly (readonly [RunOptions, RegExp])[] = [
    [{ returnTasks: bad([1]) }, /"returnTasks" of run was \[1\]; expected tasks/],
    [{ taskStates: bad(5) }, /"taskStates" of run was 5/],
    [{ wait: bad('forever') }, /"wait" of run was "forever"/],
    [{ throttle: { io: 0 } }, /"throttle" of run was \{"io":0\}; expected at least 1 running task per tag/],
    [{ store: bad(1) }, /"store" of run was 1/],
    [{ clock: bad({}) }, /"clock" of run was/],
    [{ executor: bad({}) }, /"executor" of run was/],
    [{ signal: bad(1) }, /"signal" of run was 1/],
    [{ from: bad({}) }, /"from" of run was/],
    [{ parameters: { zz: 1 } }, /The flow "f" has no parameter "zz"\. Its parameters: path/],
    [{ parameters: { pat: 1 } }, /Did you mean "path"\?/],
    [bad({ returnTask: [] }), /Unknown option "returnTask" of run\. Did you mean "returnTasks"\?/],
  ]
  for (const [options, message] of runOptions) {
    it(`of a run rejects with ${message.source}`, async () => {
      const flow = new Flow('f')
      flow.build(() => new Parameter('path', { default: '.' }))
      await assert.rejects(run(flow, options), { name: 'FlowError', message })
    })
  }

  it('refuses tasks of another flow', async () => {
    const foreign = new Flow('other').build(() => task(() => 1)())
    const flow = new Flow('f')
    await assert.rejects(run(flow, { returnTasks: [foreign] }), {
      message: 'Some tasks in returnTasks were not found in the flow.',
    })
    await assert.rejects(run(flow, { startTasks: [foreign] }), { code: 'FOREIGN_TASK' })
    await assert.rejects(run(flow, { taskStates: [[foreign, undefined]] }), { code: 'FOREIGN_TASK' })
  })

  it('fails in every other place that takes options', () => {
    assert.throws(() => new Flow(''), /Option "name" of Flow was ""/)
    assert.throws(() => new Flow('f', bad({ shedule: 1 })), /Did you mean "schedule"\?/)
    assert.throws(() => new Flow('f', { schedule: bad('daily') }), /Option "schedule" of Flow was "daily"/)
    assert.throws(() => new Parameter('x', bad({ defualt: 1 })), /Did you mean "default"\?/)
    assert.throws(() => new LocalExecutor({ concurrency: 0 }), /Option "concurrency" of LocalExecutor was 0/)
    assert.throws(() => exponentialBackoff({ initial: 'x' }), /Option "initial" of exponentialBackoff was "x"/)
    assert.throws(() => exponentialBackoff(bad({})), /Option "initial" of exponentialBackoff is missing/)
    assert.throws(() => exponentialBackoff({ initial: 1, factor: 0 }), /Option "factor"/)
  })

  it('is not an option that was left undefined', () => {
    assert.equal(task(bad({ maxRetries: undefined }), () => 1).name, 'task')
  })
})
