import { strict as assert } from 'node:assert'
import { Failed, Mapped, Retrying, Running, type State, Success, TimedOut, TriggerFailed } from '../../../lib/state'
import { timeline } from '../../../lib/view/timeline'
import { timelineRun } from '../../../lib/view/timeline-bars'
import { at, sampleFlow, sampleRun, sampleTask, tutorial } from './sample'
import { layersOf } from './spec-parts'
import { assertVegaLite } from './vega-lite-schema'

const error = new Error('boom')
const failedAttempt = (number: number, from: number, to: number) => ({
  number,
  startedAt: at(from),
  endedAt: at(to),
  error,
})

/** The bars of one task in a run that began at the start and ended 10 seconds later. */
function barsOf(state: State, name = 'work') {
  const task = sampleTask(name)
  return timelineRun(sampleRun(sampleFlow('one', [task], []), Success({ timestamp: at(10_000) }), [[task, state]])).bars
}
const brief = (state: State) => barsOf(state).map(({ status, from, to }) => [status, from, to])

describe('The bars of a timeline', () => {
  it('are one for a task that succeeded at once', () => {
    assert.deepEqual(brief(Success({ startedAt: at(100), timestamp: at(600) })), [['Success', 100, 600]])
  })

  it('are one for each attempt and one for each wait between', () => {
    const attempts = [failedAttempt(1, 0, 100), failedAttempt(2, 600, 700)]
    assert.deepEqual(brief(Success({ attempts, startedAt: at(1700), timestamp: at(2000) })), [
      ['Failed', 0, 100],
      ['Waiting', 100, 600],
      ['Failed', 600, 700],
      ['Waiting', 700, 1700],
      ['Success', 1700, 2000],
    ])
  })

  it('end in the state that the last attempt came to', () => {
    const attempts = [failedAttempt(1, 0, 100), failedAttempt(2, 600, 700)]
    assert.deepEqual(brief(TimedOut({ attempts, error, startedAt: at(600), timestamp: at(701) })).at(-1), [
      'TimedOut',
      600,
      700,
    ])
  })

  it('show a wait that outlives the run as far as the run goes, and say how long it is', () => {
    const retrying = Retrying({
      startTime: at(70_000),
      runCount: 1,
      error,
      attempts: [failedAttempt(1, 0, 100)],
      startedAt: at(0),
      timestamp: at(101),
    })
    const [, wait] = barsOf(retrying)
    assert.deepEqual([wait?.status, wait?.from, wait?.to, wait?.left], ['Waiting', 100, 10_000, 60_000])
  })

  it('tell what a task came to that did not run', () => {
    assert.deepEqual(barsOf(TriggerFailed({ message: 'no', timestamp: at(300) })), [
      { task: 'work', status: 'Not Run', from: 0, to: 0, note: '⚑ TriggerFailed' },
    ])
  })

  it('leave out what earlier runs did: a state that is older than the run was reused', () => {
    assert.deepEqual(brief(Success({ startedAt: at(-900), timestamp: at(-100) })), [['Reused', 0, 0]])
    const attempts = [failedAttempt(1, -900, -800)]
    assert.deepEqual(brief(Success({ attempts, startedAt: at(50), timestamp: at(80) })), [['Success', 50, 80]])
  })

  it('reach to the end of the run for a task that is running', () => {
    assert.deepEqual(brief(Running({ startedAt: at(4000), timestamp: at(4000) })), [['Running', 4000, 10_000]])
  })

  it('stand in a row of its own for each child of a mapped task, or in one row where there are many', () => {
    const child = (index: number) => Success({ startedAt: at(index), timestamp: at(index + 5) })
    const few = Mapped({ mapStates: [child(0), child(1)], timestamp: at(10) })
    const many = Mapped({ mapStates: Array.from({ length: 100 }, (_, index) => child(index)), timestamp: at(200) })
    assert.deepEqual(
      barsOf(few).map(bar => bar.task),
      ['work[0]', 'work[1]'],
    )
    assert.deepEqual([...new Set(barsOf(many).map(bar => bar.task))], ['work'])
    assert.equal(barsOf(many)[7]?.note, 'child 7')
  })
})

describe('A timeline', () => {
  const { flow, first, second } = tutorial()

  it('compares runs on one scale, so that one sees what the second saved', async () => {
    const spec = await timeline([first, second]).spec()
    const values = (spec.data as { values: readonly Readonly<Record<string, unknown>>[] }).values
    const brief = values.map(({ run, task, status, label }) => [String(run).slice(0, 5), task, status, label])
    assert.deepEqual(brief, [
      ['Run 1', 'create_payload', 'Success', '✓ 5 s'],
      ['Run 1', 'ping_external_service', 'Failed', undefined],
      ['Run 1', 'ping_external_service', 'Waiting', '✗ 5 ms, waits 1min more'],
      ['Run 2', 'create_payload', 'Not Run', 'not run'],
      ['Run 2', 'ping_external_service', 'Success', '✓ 167 ms'],
    ])
    assert.equal(JSON.stringify(spec).includes('seconds since the run began'), true)
  })

  it('has a row for each task in topological order, the same for every run', async () => {
    const spec = await timeline([first, second]).spec()
    for (const layer of layersOf(spec))
      assert.deepEqual(layer.encoding.y?.scale?.domain, ['create_payload', 'ping_external_service'])
  })

  it("is titled with the flow's name unless told otherwise", async () => {
    assert.deepEqual(((await timeline(first).spec()).title as { text: unknown }).text, [flow.name])
    assert.deepEqual(((await timeline(first, { title: 'When' }).spec()).title as { text: unknown }).text, ['When'])
  })

  it("keeps to vega-lite's schema, for one run, for several and for none", async () => {
    for (const runs of [first, [first, second], []]) assertVegaLite(await timeline(runs).spec())
  })

  it('draws a thousand tasks without names, on a page', async () => {
    const tasks = Array.from({ length: 1000 }, (_, index) => sampleTask(`task_${index}`))
    const entries = tasks.map(
      (task, index) =>
        [
          task,
          index % 9
            ? Success({ startedAt: at(index), timestamp: at(index + 50) })
            : Failed({
                error,
                attempts: [failedAttempt(1, index, index + 9)],
                startedAt: at(index),
                timestamp: at(index + 9),
              }),
        ] as const,
    )
    const spec = await timeline(
      sampleRun(sampleFlow('large', tasks, []), Failed({ timestamp: at(2000) }), entries),
    ).spec()
    const { height } = spec.spec as { height: { step: number } }
    assert.ok(height.step * 1000 <= 2000)
    assertVegaLite(spec)
  })

  it('is a table of who ran when in a terminal', () => {
    assert.match(
      String(timeline(first)),
      /\nping_external_service {2}Failed +5 s +5 ms\nping_external_service {2}Waiting +5.01 s +1min$/,
    )
  })

  it('draws', async () => {
    assert.ok((await timeline([first, second]).toPNG()).length > 5000)
  })
})
