import { strict as assert } from 'node:assert'
import { formatClock, formatDuration } from '../../../lib/view/time-text'

describe('A duration', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 ms'],
    [0.1234, '0.123 ms'],
    [5, '5 ms'],
    [167.4, '167 ms'],
    [999.6, '1 s'],
    [5009, '5.01 s'],
    [59_990, '60 s'],
    [63_000, '1min 3s'],
    [3_600_000, '1h'],
    [7_530_000, '2h 5min'],
    [273_600_000, '3d 4h'],
    [-5, '0 ms'],
    [Number.POSITIVE_INFINITY, '∞'],
  ]
  for (const [milliseconds, text] of cases) {
    it(`of ${milliseconds} ms is written ${text}`, () => assert.equal(formatDuration(milliseconds), text))
  }
})

describe('A time of day', () => {
  it("is the reader's own, with two digits each", () => {
    assert.equal(formatClock(new Date(2024, 0, 2, 3, 4, 5)), '03:04:05')
  })
})
