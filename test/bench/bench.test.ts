/** The harness of the benchmarks, and never a figure of one: what it makes of samples, and how it prints them. */

import { strict as assert } from 'node:assert'
import { markdownTable, terminalTable } from './figure-text'
import { Samples } from './kernel/samples'
import { readOptions } from './options'
import type { Table } from './row'
import { median, takeTurns } from './statistics'

const table: Table = {
  title: 'Cost',
  note: 'Of a task.',
  contestants: ['ours', 'peer', 'other'],
  rows: [
    {
      name: 'wide',
      unit: 'µs',
      target: 5,
      outcomes: new Map<string, number | string>([
        ['ours', 4],
        ['peer', 1],
        ['other', 'stack overflow'],
      ]),
    },
    { name: 'start', unit: 'ms', targetPeer: 'peer', outcomes: new Map(Object.entries({ ours: 1250, peer: 25 })) },
  ],
}

describe('The benchmarks’ harness', () => {
  it('takes the middle sample, or the mean of the two in the middle, in order of size', () => {
    assert.equal(median([100, 9, 20]), 20)
    assert.equal(median([4, 1, 100, 2]), 3)
    assert.throws(() => median([]), RangeError)
  })

  it('lets contestants take turns, every second round in reverse', async () => {
    const turns: string[] = []
    await takeTurns(['a', 'b'], 3, async (contestant, round) => {
      turns.push(`${contestant}${round}`)
    })
    assert.deepEqual(turns, ['a0', 'b0', 'b1', 'a1', 'a2', 'b2'])
  })

  it('prints ratios to ours, reasons where there is no figure, and whether a target is reached', () => {
    const lines = terminalTable(table).split('\n')
    assert.equal(lines[4], 'wide    4.00 µs   1.00 µs (0.25×)  stack overflow  ≤ 5.00 µs ✔')
    assert.equal(lines[5], 'start  1,250 ms  25.0 ms (0.020×)               –     ≤ peer ✘')
  })

  it('writes the same cells as markdown', () => {
    assert.match(
      markdownTable(table),
      /^\| wide \| 4\.00 µs \| 1\.00 µs \(0\.25×\) \| stack overflow \| ≤ 5\.00 µs ✔ \|$/m,
    )
  })

  it('gathers samples of a kernel, and gives a reason instead where most of them failed', () => {
    const samples = new Samples()
    for (const value of [0.1, 0.3, 0.2]) samples.add(JSON.stringify({ kernel: 'ours', figure: 'start', value }))
    for (const cannot of ['', 'gone']) samples.add(JSON.stringify({ kernel: 'peer', figure: 'start', cannot }))
    assert.equal(samples.add(JSON.stringify({ say: 'start 1 of 3' })), 'start 1 of 3')
    assert.deepEqual(
      [...samples.outcomes('start', 1_000)],
      [
        ['ours', 200],
        ['peer', 'gone'],
      ],
    )
  })

  it('lets one failure that is final outweigh the figures before it', () => {
    const samples = new Samples()
    for (const value of [1, 2]) samples.add(JSON.stringify({ kernel: 'peer', figure: 'interrupt', value }))
    samples.add(JSON.stringify({ kernel: 'peer', figure: 'interrupt', cannot: 'variables lost', final: true }))
    assert.equal(samples.outcomes('interrupt', 1).get('peer'), 'variables lost')
  })

  it('runs every suite unless one is named, and quotes an argument that it does not know', () => {
    assert.deepEqual(readOptions([]).suites, ['engine', 'kernel'])
    assert.deepEqual(readOptions(['kernel', '--quick']).suites, ['kernel'])
    assert.throws(() => readOptions(['kernal']), /"kernal" is no argument/)
  })
})
