import assert from 'node:assert/strict'
import { cacheValidators } from '../../lib/cache-validators'
import { context } from '../../lib/context'
import { LocalExecutor } from '../../lib/engine/local-executor'
import { Flow } from '../../lib/flow'
import { Parameter } from '../../lib/parameter'
import type { RunOptions } from '../../lib/run-options'
import { signals } from '../../lib/signals'
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
    [{ store: bad({ load: () => 1 }) }, /"store" of run was/],
    [{ taskContexts: bad(new Map([[1, 2]])) }, /"taskContexts" of run was a Map; expected a Map from tasks/],
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

  it('of a run may be all of them', async () => {
    const flow = new Flow('f')
    await assert.rejects(flow.run(bad(null)), /Expected an object of options for run, got null\./)
    await assert.rejects(flow.run(bad([])), /Expected an object of options for run, got \[\]\./)
    await assert.rejects(flow.resume(undefined, bad(7)), /Expected an object of options for resume, got 7\./)
    await assert.rejects(flow.resume(bad(7)), /or the id of a run, got 7\./)
  })

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
    assert.throws(() => new Flow(bad(undefined)), /^FlowError: Option "name" of Flow is missing; expected a name\.$/)
    assert.throws(() => new Flow('f', bad(null)), /Expected an object of options for Flow, got null/)
    assert.throws(() => new Parameter('x', bad(null)), /Expected an object of options for Parameter, got null/)
    assert.throws(() => new Parameter(bad(undefined)), /Option "name" of Parameter is missing/)
    assert.throws(() => cacheValidators.partialInputsOnly(bad('a')), /Option "keys" of partialInputsOnly was "a"/)
    assert.throws(() => context.with(bad(1), () => 1), /Option "values" of context\.with was 1/)
    assert.throws(() => new Flow('f', bad({ shedule: 1 })), /Did you mean "schedule"\?/)
    assert.throws(() => new Flow('f', { schedule: bad('daily') }), /Option "schedule" of Flow was "daily"/)
    assert.throws(() => new Parameter('x', bad({ defualt: 1 })), /Did you mean "default"\?/)
    assert.throws(() => new LocalExecutor({ concurrency: 0 }), /Option "concurrency" of LocalExecutor was 0/)
    assert.throws(() => exponentialBackoff({ initial: 'x' }), /Option "initial" of exponentialBackoff was "x"/)
    assert.throws(() => exponentialBackoff(bad({})), /Option "initial" of exponentialBackoff is missing/)
    assert.throws(() => exponentialBackoff({ initial: 1, factor: 0 }), /Option "factor"/)
  })

  it('fails in the methods of a flow', () => {
    const flow = new Flow('f')
    const [a, b] = flow.build(() => [task(() => 1)(), task(() => 2)()] as const)
    const edge = { upstream: a, downstream: b }
    assert.throws(() => flow.getTasks(bad({ nmae: 'x' })), /Unknown option "nmae" of getTasks\. Did you mean "name"\?/)
    assert.throws(() => flow.addEdge(bad({ ...edge, ky: 'x' })), /Did you mean "key"\?/)
    assert.throws(() => flow.addEdge(edge, bad({ validte: true })), /Did you mean "validate"\?/)
    assert.throws(() => flow.addEdge(bad({ upstream: a })), /Option "downstream" of addEdge is missing/)
    assert.throws(() => flow.setDependencies(a, bad({ upstreams: [] })), /Did you mean "upstream"\?/)
    assert.throws(() => flow.setKeyTasks(bad(5)), /Option "tasks" of setKeyTasks was 5/)
    assert.throws(() => flow.visualize(undefined, bad({ titel: 'x' })), /Did you mean "title"\?/)
    assert.equal(flow.edges.size, 0)
  })

  it('fails the task where it is a field of a signal', async () => {
    const flow = new Flow('f')
    const end = flow.build(() =>
      task(() => {
        throw new signals.Retry('later', { startTime: bad('tomorrow') })
      })(),
    )
    const expected = 'Failed("Option "startTime" of signals.Retry was "tomorrow"; expected a valid Date.")'
    assert.equal(String((await run(flow)).result.get(end)), expected)
    assert.throws(() => new signals.Skip('', bad({ reslt: 1 })), /Did you mean "result"\?/)
  })

  it('is not an option that was left undefined', () => {
    assert.equal(task(bad({ maxRetries: undefined }), () => 1).name, 'task')
  })
})
