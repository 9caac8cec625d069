import assert from 'node:assert/strict'
import { Flow } from '../../lib/flow'
import type { HostRun } from '../../lib/host'
import { type Progress, progress } from '../../lib/progress'
import { hostKey } from '../../lib/symbols'
import { task } from '../../lib/task-function'
import { run } from './run-quietly'

const bad = (value: unknown) => value as never
const surroundings = globalThis as { [hostKey]?: object }

describe('progress()', () => {
  it('yields the items and counts each when it is done with', () => {
    const seen: [string, number][] = []
    const pages = progress(['a', 'b'], { label: 'pages' })
    for (const page of pages) seen.push([page, pages.done])
    assert.deepEqual(seen, [
      ['a', 0],
      ['b', 1],
    ])
    const { elapsed, ...state } = pages.state()
    assert.deepEqual(state, { done: 2, total: 2, label: 'pages' })
    assert.ok(elapsed !== undefined && elapsed >= 0)
  })
  it('counts what comes over time, whose number may not be known', async () => {
    async function* slowly() {
      yield 1
      yield 2
    }
    const items = progress(slowly())
    const seen: number[] = []
    for await (const item of items) seen.push(item)
    assert.deepEqual([seen, items.done, items.total], [[1, 2], 2, undefined])
    assert.equal(progress(slowly(), { total: 5 }).total, 5)
  })
  for (const [name, items, total] of [
    ['a list', [1, 2, 3], 3],
    ['a Set', new Set([1]), 1],
    ['a text', 'word', 4],
    ['a generator', [1, 2].values(), undefined],
    ['a number', 7, 7],
  ] as const) {
    it(`knows of ${name} that there are ${total ?? 'some'}`, () => assert.equal(progress(bad(items)).total, total))
  }
  it('counts by hand, one or several at a time', () => {
    const count = progress(10)
    count.tick()
    count.tick(3)
    assert.deepEqual([count.done, count.total], [4, 10])
    assert.match(String(count), /^\[█{8}░{12}\] 4 of 10 \(40 %\)/)
  })
  it('leaves the count where a loop was left', () => {
    const items = progress([1, 2, 3])
    for (const item of items) if (item === 2) break
    assert.equal(items.done, 1)
  })
  it('stands in the row of the task that counts, of a mapped one in that of its child', async () => {
    const flow = new Flow('f')
    let seen: HostRun | undefined
    const found: unknown[] = []
    const end = flow.build(() =>
      task((total: number) => {
        const count = progress(total)
        count.tick()
        found.push(seen?.progress(end, total - 1)?.done, seen?.progress(end, total - 1)?.total)
      }).map([1, 2]),
    )
    const onRun = (run: HostRun) => {
      seen = run
    }
    await run(flow, { host: { onRun } })
    assert.deepEqual(found, [1, 1, 1, 2])
    assert.equal(seen?.progress(end, 0), undefined)
  })
  it('tells the surrounding host of a count that stands alone', () => {
    const told: number[] = []
    surroundings[hostKey] = { onProgress: (count: Progress) => () => told.push(count.done) }
    try {
      progress(2).tick()
    } finally {
      delete surroundings[hostKey]
    }
    assert.deepEqual(told, [0, 1])
  })
  it('is drawn on a terminal, with the task whose it is', async () => {
    const { isTTY, write } = process.stderr
    const drawn: string[] = []
    const flow = new Flow('counting')
    flow.build(() => task({ name: 'count' }, (_: number) => progress(4).tick(4)).map([1, 2]))
    try {
      Object.assign(process.stderr, { isTTY: true, write: (text: string) => drawn.push(text) > 0 })
      await run(flow)
      progress(2, { label: 'alone' }).tick(2)
    } finally {
      Object.assign(process.stderr, { isTTY, write })
    }
    const lines = drawn.map(text => text.replace('\r\u001b[2K', '').replace(/, .*ms/, ''))
    assert.deepEqual(lines.slice(0, 2), [
      'count[0] [░░░░░░░░░░░░░░░░░░░░] 0 of 4 (0 %)',
      'count[0] [████████████████████] 4 of 4 (100 %)\n',
    ])
    assert.match(lines.at(-1) ?? '', /^alone \[█+\] 2 of 2 \(100 %\)\n$/)
  })

  it('refuses what cannot be counted', () => {
    assert.throws(() => progress(-1), /progress\(\) counts an iterable, or up to a number, got -1/)
    assert.throws(() => progress(bad({})), /counts an iterable/)
    assert.throws(() => progress(bad(undefined)), /counts an iterable/)
    assert.throws(() => progress(1, bad({ lable: 'x' })), /Did you mean "label"\?/)
  })
})
