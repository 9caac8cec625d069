import { strict as assert } from 'node:assert'
import { formatGeneral, formatTime } from '../../../kernel/magics/time-format'
import { timesText } from '../../../kernel/magics/timing'

describe('Durations are printed as IPython prints them', () => {
  const table: readonly (readonly [number, string])[] = [
    [5.01, '5.01 s'],
    [0.00565, '5.65 ms'],
    [0.167, '167 ms'],
    [1, '1 s'],
    [59.96, '60 s'],
    [60, '1min'],
    [63.4, '1min 3s'],
    [3_600, '1h'],
    [90_061, '1d 1h 1min 1s'],
    [2.99e-8, '29.9 ns'],
    [6.43e-10, '0.643 ns'],
    [0.000_012_34, '12.3 μs'],
    [0.999_9, '1e+03 ms'],
    [0, '0 ns'],
  ]
  for (const [seconds, text] of table) {
    it(`${seconds} s as ${text}`, () => assert.equal(formatTime(seconds), text))
  }

  it('with C’s %g: no trailing zeros, an exponent of two digits', () => {
    assert.equal(formatGeneral(1_500_000, 3), '1.5e+06')
    assert.equal(formatGeneral(0.1, 3), '0.1')
    assert.equal(formatGeneral(100, 3), '100')
  })

  it('%%time prints user, sys and total on one line, the wall time on the next', () => {
    assert.equal(
      timesText({ cpu: { user: 5650, system: 1460 }, wall: 5010 }),
      'CPU times: user 5.65 ms, sys: 1.46 ms, total: 7.11 ms\nWall time: 5.01 s\n',
    )
  })
})
