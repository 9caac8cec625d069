import assert from 'node:assert/strict'
import { cronSchedule, dateSchedule, intervalSchedule } from '../../lib/schedule'

const iso = (dates: readonly Date[]) => dates.map(date => date.toISOString().replace('.000Z', 'Z'))
const start = new Date('2026-01-01T00:00:00Z')

describe('intervalSchedule', () => {
  const daily = intervalSchedule({ start, every: '1 day', end: new Date('2026-01-04T00:00:00Z') })
  it('tells the next times, the given one included', () => {
    assert.deepEqual(iso(daily.next(2, { after: start })), ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'])
    assert.deepEqual(iso(daily.next(1, { after: new Date('2026-01-01T00:00:01Z') })), ['2026-01-02T00:00:00Z'])
  })
  it('begins at its start and stops at its end', () => {
    assert.deepEqual(iso(daily.next(1, { after: new Date(0) })), ['2026-01-01T00:00:00Z'])
    assert.equal(daily.next(10, { after: start }).length, 4)
    assert.deepEqual(daily.next(1, { after: new Date('2027-01-01') }), [])
  })
  it('begins now unless told', () => {
    const [next] = intervalSchedule({ start, every: 1000 }).next(1)
    assert.ok(next && Math.abs(next.getTime() - Date.now()) < 3000)
  })
  it('refuses what it cannot read', () => {
    assert.throws(() => intervalSchedule({ start, every: 0 }), /Option "every" of intervalSchedule was 0/)
    assert.throws(
      () => intervalSchedule({ start: new Date('x'), every: 1 }),
      /Option "start" of intervalSchedule was an invalid Date/,
    )
    assert.throws(() => intervalSchedule({ start } as never), /Option "every" of intervalSchedule is missing/)
    assert.throws(() => daily.next(1.5), /Option "n" of schedule.next was 1\.5; expected a whole number/)
  })
})

describe('cronSchedule', () => {
  it('tells the next times, the given one included', () => {
    const nine = cronSchedule('0 9 * * 1-5', { timezone: 'UTC' })
    assert.deepEqual(iso(nine.next(2, { after: new Date('2026-01-02T09:00:00Z') })), [
      '2026-01-02T09:00:00Z',
      '2026-01-05T09:00:00Z',
    ])
    assert.deepEqual(iso(nine.next(1, { after: new Date('2026-01-02T09:00:00.001Z') })), ['2026-01-05T09:00:00Z'])
  })
  it('keeps the hour of its time zone when daylight saving begins and ends', () => {
    const nine = cronSchedule('0 9 * * *', { timezone: 'Europe/Berlin' })
    assert.deepEqual(iso(nine.next(3, { after: new Date('2026-03-28T00:00:00Z') })), [
      '2026-03-28T08:00:00Z',
      '2026-03-29T07:00:00Z',
      '2026-03-30T07:00:00Z',
    ])
    assert.deepEqual(iso(nine.next(2, { after: new Date('2026-10-24T12:00:00Z') })), [
      '2026-10-25T08:00:00Z',
      '2026-10-26T08:00:00Z',
    ])
  })
  it('runs once in the hour that comes twice', () => {
    const half = cronSchedule('30 2 * * *', { timezone: 'Europe/Berlin' })
    assert.equal(
      half
        .next(3, { after: new Date('2026-10-24T12:00:00Z') })
        .filter(date => date.toISOString().startsWith('2026-10-25')).length,
      1,
    )
  })
  it('refuses what it cannot read', () => {
    assert.throws(() => cronSchedule('every day'), { code: 'BAD_CRON', message: /cronSchedule got "every day"/ })
    assert.throws(
      () => cronSchedule('0 9 * * *', { timezone: 'Mars/Base' }),
      /Option "timezone" of cronSchedule was "Mars\/Base"/,
    )
  })
})

describe('dateSchedule', () => {
  it('tells its times in order, each once', () => {
    const [a, b] = [new Date('2026-02-01'), new Date('2026-01-01')]
    const dates = dateSchedule([a, b, new Date(a)])
    assert.deepEqual(dates.next(5, { after: b }), [b, a])
    assert.deepEqual(dates.next(5, { after: new Date('2026-01-15') }), [a])
    assert.throws(() => dateSchedule([new Date('x')]), /expected valid Dates/)
  })
})
