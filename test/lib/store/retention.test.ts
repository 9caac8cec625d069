import { strict as assert } from 'node:assert'
import { type Forgettable, forgettable } from '../../../lib/store/retention'

const DAY = 86_400_000
const NOW = 1_000 * DAY

/** Runs from their age in days, newest first. */
const runs = (...days: number[]): Forgettable[] =>
  days.map(age => ({ runId: `d${age}`, flow: 'f', startedAt: new Date(NOW - age * DAY) }))

describe('Retention', () => {
  it('keeps by itself the newest 100 of each flow and the last 30 days', () => {
    const young = Array.from({ length: 150 }, (_, n) => n / 10)
    assert.deepEqual(forgettable(runs(...young), {}, NOW), [])
    const old = Array.from({ length: 150 }, (_, n) => 40 + n)
    assert.equal(forgettable(runs(...old), {}, NOW).length, 50)
    assert.equal(forgettable(runs(...old), {}, NOW)[0], 'd140')
  })

  it('lets go, with both limits, what both let go', () => {
    const all = runs(1, 2, 3, 4, 5)
    assert.deepEqual(forgettable(all, { keep: 2 }, NOW), ['d3', 'd4', 'd5'])
    assert.deepEqual(forgettable(all, { olderThan: '4 days' }, NOW), ['d5'])
    assert.deepEqual(forgettable(all, { keep: 4, olderThan: '1 day' }, NOW), ['d5'])
    assert.deepEqual(forgettable(all, { olderThan: new Date(NOW - 2.5 * DAY) }, NOW), ['d3', 'd4', 'd5'])
  })

  it('never lets go a last run, what that came from, or what is still going on with what that came from', () => {
    const [a, b, c, d, e] = runs(1, 2, 3, 4, 5) as [Forgettable, Forgettable, Forgettable, Forgettable, Forgettable]
    const line = [{ ...a, resumedFrom: 'd3' }, b, c, d, e]
    assert.deepEqual(forgettable(line, { keep: 0 }, NOW), ['d2', 'd4', 'd5'])
    const alive = [a, { ...b, alive: true, resumedFrom: 'd4' }, c, d, e]
    assert.deepEqual(forgettable(alive, { keep: 0 }, NOW), ['d3', 'd5'])
  })

  it('counts each flow for itself', () => {
    const other = runs(2, 3).map(run => ({ ...run, runId: `o${run.runId}`, flow: 'other' }))
    assert.deepEqual(forgettable([...runs(1, 4), ...other], { keep: 1 }, NOW), ['d4', 'od3'])
  })
})
