import { strict as assert } from 'node:assert'
import { Flow } from '../../../lib/flow'
import { signals } from '../../../lib/signals'
import { Failed, Mapped, makeState, Running, type State, Success, stateTypes, TriggerFailed } from '../../../lib/state'
import { runFacts } from '../../../lib/symbols'
import { task } from '../../../lib/task-function'
import { endedTable, liveTable } from '../../../lib/view/live-table'
import { stateTable } from '../../../lib/view/state-table'
import { formatClock } from '../../../lib/view/time-text'
import { cellTexts, checkHtml } from './html-check'
import { at, sampleFlow, sampleRun, sampleStates, sampleTask, tutorial } from './sample'

const htmlOf = (bundle: Readonly<Record<string, unknown>>): string => String(bundle['text/html'])

/** The table's cells as records by the heads of their columns. */
function rowsOf(bundle: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = cellTexts(bundle['text/html'])
  return rows.map(row => Object.fromEntries(head.map((title, index) => [title, row[index] ?? ''])))
}

describe('A table of states', () => {
  it('has the printed form of the state, to the letter, as its text', () => {
    const { first } = tutorial()
    const retrying = [...first.result][1]?.[1] as State
    assert.equal(stateTable(first)['text/plain'], 'Pending("Some terminal tasks are still pending.")')
    assert.equal(stateTable(first.result)['text/plain'], String(first.result))
    assert.equal(stateTable(retrying)['text/plain'], 'Retrying("Retrying Task (after attempt 1 of 2)")')
  })

  it('shows the first run of the tutorial: what succeeded, and what waits with its inputs kept', () => {
    const [payload, ping] = rowsOf(stateTable(tutorial().first))
    assert.equal(payload?.task, 'create_payload')
    assert.equal(payload?.state, '✓ Success')
    assert.equal(payload?.message, 'Task run succeeded.')
    assert.equal(payload?.attempts, '1 of 1')
    assert.equal(payload?.duration, '5 s')
    assert.equal(payload?.result, '"http://127.0.0.1:8080/"')
    assert.match(ping?.state ?? '', /^↻ Retrying until \d\d:\d\d:\d\d, in 1min$/)
    assert.match(
      ping?.message ?? '',
      /^Retrying Task \(after attempt 1 of 2\) Error: Request failed with status code 418\./,
    )
    assert.match(ping?.attempts ?? '', /^1 of 2 1 error attempt 1, \d\d:\d\d:\d\d, 5 ms: Error: Request failed/)
    assert.equal(ping?.inputs, 'url (cached) = "http://127.0.0.1:8080/"')
    assert.equal(ping?.result, '')
  })

  it('has a row for each task of the flow, also for one that was not run', () => {
    const [payload, ping] = rowsOf(stateTable(tutorial().second))
    assert.equal(payload?.state, '· Not Run')
    assert.equal(ping?.attempts?.slice(0, 6), '2 of 2')
    assert.equal(ping?.duration, '167 ms')
  })

  it('says above the rows which flow it is, how it stands and how long the run took', () => {
    const [caption = ''] = checkHtml(stateTable(tutorial().second)['text/html'])
      .filter(each => each.tag === 'div')
      .slice(1)
      .map(each => each.text)
    assert.equal(caption, 'retry example ✓ Success All key tasks succeeded. · 170 ms')
  })

  for (const type of stateTypes) {
    it(`shows a ${type} state alone, by name and mark`, () => {
      const bundle = stateTable(
        makeState(type, { message: 'so it is', startTime: at(1000), timestamp: at(0), runCount: 1 }),
      )
      const [row] = rowsOf(bundle)
      assert.match(row?.state ?? '', new RegExp(`^\\S ${type}`))
      assert.equal(row?.message, 'so it is')
      assert.equal('task' in (row ?? {}), false, 'no column for the task')
    })
  }

  it('keeps whatever a task says or returns from becoming HTML', () => {
    const evil = '<img src=x onerror="alert(1)"></td></table><script>alert(2)</script>'
    const task = sampleTask(evil)
    const error = new Error(evil)
    const failed = Failed({ message: evil, error, attempts: [{ number: 1, startedAt: at(0), endedAt: at(1), error }] })
    const good = Success({ message: evil, result: { [evil]: evil, list: [evil.repeat(5)] } })
    for (const state of [failed, good, Mapped({ mapStates: [failed] })]) {
      const page = htmlOf(stateTable(sampleRun(sampleFlow(evil, [task], []), state, [[task, state]])))
      checkHtml(page)
      assert.doesNotMatch(page, /<img|<script/)
    }
  })

  it('leaves terminal colours out of messages', () => {
    assert.equal(rowsOf(stateTable(Failed({ message: '\u001b[31mred\u001b[39m' })))[0]?.message, 'red')
  })

  it('sets no colour but those of chips and bars, so that it reads in light and in dark', () => {
    for (const element of checkHtml(stateTable(tutorial().first)['text/html'])) {
      assert.equal(
        element.style.has('color'),
        element.style.has('background-color'),
        `${element.tag} sets one without the other`,
      )
    }
  })

  it('opens long results, and shows short ones at once', () => {
    const long = stateTable(Success({ result: 'x'.repeat(300) }))
    const short = stateTable(Success({ result: [1, 2, 3] }))
    assert.match(
      htmlOf(long),
      /<details><summary><code[^>]*>&quot;x+…<\/code><\/summary><pre[^>]*>x{300}<\/pre><\/details>/,
    )
    assert.match(htmlOf(short), /<code[^>]*>\[1, 2, 3\]<\/code>/)
  })

  it('tells a result of undefined from no result', () => {
    assert.equal(rowsOf(stateTable(Success({ result: undefined })))[0]?.result, 'undefined')
    assert.equal(rowsOf(stateTable(Failed({ error: new Error('no') })))[0]?.result, '')
  })

  it('opens an error with its stack and its cause', () => {
    const error = new Error('cannot load', { cause: new TypeError('no such column') })
    const [row] = rowsOf(stateTable(Failed({ message: 'cannot load', error })))
    assert.match(row?.message ?? '', /^cannot load Error Error: cannot load .* caused by TypeError: no such column/)
  })

  it('tells of a trigger that refused what caused it, and no more than the message where nothing did', () => {
    const message = 'Trigger failed.'
    const plain = TriggerFailed({ message, error: new signals.TriggerFail(message) })
    const caused = TriggerFailed({ message, error: new signals.TriggerFail(message, { error: new Error('bad rule') }) })
    assert.equal(rowsOf(stateTable(plain))[0]?.message, 'Trigger failed.')
    assert.match(rowsOf(stateTable(caused))[0]?.message ?? '', /^Trigger failed. Error: bad rule Error: bad rule at /)
  })

  it('says of an aborted run what aborted it, in one sentence', async () => {
    const flow = new Flow('aborted')
    flow.build(() => task(function first() {})())
    const signal = AbortSignal.abort(new Error('enough'))
    const { 'text/plain': text, 'text/html': html } = endedTable(await flow.run({ store: null, signal }))
    assert.match(String(text), /⊘ Cancelled {2}Flow run was aborted: Error: enough$/)
    assert.equal(
      cellTexts(html)[1]?.[2]?.startsWith('Flow run was aborted. Error: enough'),
      true,
      String(cellTexts(html)[1]),
    )
  })

  it('folds a mapped task into one row with a bar of its children, and names those to look at', () => {
    const children = [...Array.from({ length: 8 }, () => Success({ result: 1 })), Failed({ message: 'too big' })]
    const bundle = stateTable(Mapped({ mapStates: children, result: [] }))
    const [row] = rowsOf(bundle)
    assert.match(row?.state ?? '', /^✗ Failed Mapped × 9 ✓✗ 8 Success, 1 Failed$/)
    assert.match(row?.message ?? '', /1 to look at \[8\] ✗ Failed too big/)
    const widths = checkHtml(bundle['text/html']).flatMap(element =>
      element.style.get('width')?.endsWith('%') ? [element.style.get('width')] : [],
    )
    assert.deepEqual(widths, ['88.89%', '11.11%'])
  })

  it('stays readable with a thousand tasks: the first rows, those in trouble, and how many more', () => {
    const tasks = Array.from({ length: 1000 }, (_, index) => sampleTask(`task_${index}`))
    const entries = tasks.map(
      (task, index) => [task, index === 700 ? Failed({ message: 'boom' }) : Success({})] as const,
    )
    const bundle = stateTable(sampleRun(sampleFlow('large', tasks, []), Failed(), entries))
    const rows = rowsOf(bundle)
    assert.equal(rows.length, 23)
    assert.equal(rows[21]?.task, 'task_700')
    assert.match(rows[20]?.task ?? '', /^… 680 more: 680 Success task_20, /)
    assert.match(rows[22]?.task ?? '', /^… 299 more: 299 Success/)
    assert.match(htmlOf(bundle), /1000 tasks/)
    assert.ok(htmlOf(bundle).length < 40_000, 'small enough to be saved in a notebook')
  })

  it('marks a state that was there before the run began as reused', () => {
    const { flow, payload, ping, first } = tutorial()
    const kept = first.result.get(payload) as State
    const run = sampleRun(
      flow,
      Success({ timestamp: at(9200) }),
      [
        [payload, kept],
        [ping, Success({ startedAt: at(9001), timestamp: at(9168) })],
      ],
      at(9000),
    )
    assert.deepEqual(
      rowsOf(stateTable(run)).map(row => row.state),
      ['✓ Success reused', '✓ Success'],
    )
  })

  it('opens what the task logged, by attempt and child', () => {
    const task = sampleTask('talk')
    const line = { at: at(0), level: 'warn', task: task.slug, attempt: 2 } as const
    const logs = [
      { ...line, text: 'slow <b>' },
      { ...line, mapIndex: 3, text: 'slower' },
      { ...line, task: 'other-1', text: 'not mine' },
    ]
    const run = sampleRun(sampleFlow('flow', [task], []), Success({}), [[task, Success({})]], at(0), logs)
    const [row] = rowsOf(stateTable(run))
    assert.match(
      row?.message ?? '',
      /^2 log lines \d\d:\d\d:\d\d warn attempt 2: slow <b> \d\d:\d\d:\d\d warn \[3\] attempt 2: slower$/,
    )
  })

  it('shows a flow that has a cycle, which ended its run', () => {
    const [one, two] = [sampleTask('one'), sampleTask('two')]
    const flow = sampleFlow(
      'circle',
      [one, two],
      [
        [one, two],
        [two, one],
      ],
    )
    const broken = Object.assign(flow, { [Symbol.iterator]: () => assert.fail('a cycle') })
    const bundle = stateTable(sampleRun(broken, Failed({ message: 'Cycle found' }), []))
    assert.deepEqual(
      rowsOf(bundle).map(row => row.task),
      ['one', 'two'],
    )
  })

  it('shows the failures of a long table however many tasks are running, of which it shows a few', () => {
    const tasks = Array.from({ length: 300 }, (_, index) => sampleTask(`task_${index}`))
    const entries = tasks.map(
      (task, index) => [task, index === 290 ? Failed({ message: 'boom' }) : Running({ startedAt: at(0) })] as const,
    )
    const flow = sampleFlow('large', tasks, [])
    const bundle = liveTable(flow, sampleStates(entries), { now: at(50).getTime(), startedAt: at(0) })
    const rows = rowsOf(bundle)
    assert.deepEqual([rows.length, rows[29]?.task], [31, 'task_290'])
    assert.match(htmlOf(bundle), /Running<\/span> {2}· 50 ms/, 'the counts stand below the bar')
  })

  it('works out the rows that it shows, and no others', () => {
    const tasks = Array.from({ length: 1000 }, (_, index) => sampleTask(`task_${index}`))
    const asked: unknown[] = []
    const state = sampleRun(
      sampleFlow('large', tasks, []),
      Success({}),
      tasks.map(task => [task, Success({})]),
    )
    const facts = {
      startedAt: at(0),
      state: () => undefined,
      inputs: (task: unknown) => void asked.push(task),
      logs: () => [],
    }
    stateTable(Object.assign(state, { [runFacts]: facts }))
    assert.deepEqual(asked, tasks.slice(0, 20))
  })

  it('marks what an earlier run had done as reused, mapped tasks too, and says when they began', () => {
    const children = [5000, 2000].map(begin => Success({ startedAt: at(begin), timestamp: at(begin + 500) }))
    const task = sampleTask('fetch')
    const mapped = Mapped({ mapStates: children, timestamp: at(6000) })
    const [row] = rowsOf(stateTable(sampleRun(sampleFlow('f', [task], []), Success({}), [[task, mapped]], at(9000))))
    assert.match(row?.state ?? '', /2 Success reused$/)
    assert.equal(row?.started, formatClock(at(2000)))
  })

  it('calls tasks by their slugs where two share a name', () => {
    const [one, two] = [sampleTask('fetch'), sampleTask('fetch', {}, 'fetch-2')]
    const states = sampleStates([
      [one, Success({})],
      [two, Success({})],
    ])
    assert.deepEqual(
      rowsOf(stateTable(states)).map(row => row.task),
      ['fetch-1', 'fetch-2'],
    )
  })
})

describe('A live table of states', () => {
  const { flow, ping, payload, first } = tutorial()
  const waiting = first.result.get(ping) as State

  it('counts the time of running tasks and the time left of waiting ones from the moment it is given', () => {
    const states = sampleStates([
      [payload, Running({ startedAt: at(0), timestamp: at(0) })],
      [ping, waiting],
    ])
    const progress = (task: unknown) => (task === payload ? { done: 3, total: 12, elapsed: 2000 } : undefined)
    const bundle = liveTable(flow, states, { now: at(8000).getTime(), startedAt: at(-100), progress })
    const [running, retrying] = rowsOf(bundle)
    assert.equal(running?.duration, '8 s so far')
    assert.equal(running?.state, '► Running 3 of 12 (25 %), 2 s, 6 s left')
    assert.match(retrying?.state ?? '', /in 57 s$/)
    assert.match(htmlOf(bundle), /1 Retrying, 1 Running · 8.1 s/)
  })

  it('says of a start time that is over that the task may run', () => {
    const bundle = liveTable(flow, sampleStates([[ping, waiting]]), { now: at(70_000).getTime(), startedAt: at(0) })
    assert.match(rowsOf(bundle)[1]?.state ?? '', /may run now$/)
  })

  it('says as of when it is, for who reads it later', () => {
    const running = liveTable(flow, sampleStates([]), { now: at(5000).getTime(), startedAt: at(0) })
    assert.ok(htmlOf(running).includes(`5 s, as of <span title="2024-05-01T12:00:05.000Z">${formatClock(at(5000))}<`))
  })

  it('shows how far the children of a mapped task are, the first of them one by one', () => {
    const children = Array.from({ length: 6 }, () => Running({ startedAt: at(0), timestamp: at(0) }))
    const states = sampleStates([
      [payload, Mapped({ mapStates: [Success({ startedAt: at(0), timestamp: at(100) }), ...children] })],
    ])
    const progress = (_: unknown, index?: number) => (index === undefined ? undefined : { done: index, total: 10 })
    const bundle = liveTable(flow, states, { now: at(1000).getTime(), startedAt: at(0), progress })
    const bars = '[1] 1 of 10 (10 %)[2] 2 of 10 (20 %)[3] 3 of 10 (30 %)[4] 4 of 10 (40 %)'
    assert.equal(
      rowsOf(bundle)[0]?.state,
      `► Running Mapped × 7 ►✓ 6 Running, 1 Success ${bars.replaceAll('[', ' [').trim()} and 2 more`,
    )
    assert.match(String(bundle['text/plain']), /6 Running, 1 Success, \[1\] 1 of 10 \(10 %\)/)
    assert.match(String(bundle['text/plain']), /· 1 Not Run, 1 Running ·/, 'a mapped task counts as what it is at')
  })

  it('says of a run whose process has ended that it was cut off, and nothing of it runs or is counted', () => {
    const states = sampleStates([
      [payload, Running({ startedAt: at(0), timestamp: at(0) })],
      [ping, Mapped({ mapStates: [Running({ startedAt: at(0), timestamp: at(0) })] })],
    ])
    const ended = { status: 'Cut Off', message: 'The process has ended.' } as const
    const progress = () => ({ done: 3, total: 12 })
    const bundle = liveTable(flow, states, { now: at(8000).getTime(), startedAt: at(0), progress, ended })
    assert.doesNotMatch(htmlOf(bundle), /Running|so far|as of|<progress/)
    assert.match(String(bundle['text/plain']), /^retry example · Cut Off · The process has ended\. · 2 Cut Off · 8 s\n/)
  })

  it('is an aligned table in a terminal', () => {
    const states = sampleStates([[payload, Running({ startedAt: at(0), timestamp: at(0) })]])
    assert.equal(
      liveTable(flow, states, { now: at(1500).getTime(), startedAt: at(0) })['text/plain'],
      [
        `retry example · Running · 1 Not Run, 1 Running · 1.5 s, as of ${formatClock(at(1500))}`,
        'task                   state      message  attempts  duration',
        'create_payload         ► Running           1 of 1       1.5 s',
        'ping_external_service  · Not Run',
      ].join('\n'),
    )
  })
})
