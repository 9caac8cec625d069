import { strict as assert } from 'node:assert'
import { Failed, Mapped, Paused, Pending, Retrying, Running, Scheduled, type State, Success } from '../../../lib/state'
import { attemptText, durationOf, waitingText, waitOf } from '../../../lib/view/state-times'
import { at, sampleTask } from './sample'

const error = new Error('boom')
const attempt = (number: number) => ({ number, startedAt: at(number * 100), endedAt: at(number * 100 + 30), error })
const now = at(1000).getTime()

describe('The attempt that gave a state', () => {
  const thrice = sampleTask('work', { maxRetries: 2 })
  const cases: readonly (readonly [string, State, string])[] = [
    ['a first success', Success({ startedAt: at(0) }), '1 of 3'],
    ['a success after two failures', Success({ startedAt: at(0), attempts: [attempt(1), attempt(2)] }), '3 of 3'],
    ['a running task', Running({ startedAt: at(0), attempts: [attempt(1)] }), '2 of 3'],
    ['a failure', Failed({ startedAt: at(0), attempts: [attempt(1), attempt(2), attempt(3)] }), '3 of 3'],
    [
      'a wait for the next try',
      Retrying({ startTime: at(0), runCount: 1, error, startedAt: at(0), attempts: [attempt(1)] }),
      '1 of 3',
    ],
    [
      'a success after a resumed failure',
      Success({ startedAt: at(0), attempts: [attempt(1), attempt(2), attempt(3)] }),
      '1 of 3',
    ],
    ['a retry past the limit, which a signal asked for', Failed({ startedAt: at(0), attempts: [attempt(7)] }), '7'],
    ['a task that waits for others', Pending(), ''],
    ['a success that was never run', Success({}), ''],
  ]
  for (const [what, state, text] of cases) {
    it(`of ${what} is ${text === '' ? 'none' : text}`, () => assert.equal(attemptText(state, thrice), text))
  }

  it('is one of no known number where retries never end, or no task is known', () => {
    const state = Success({ startedAt: at(0), attempts: [attempt(1)] })
    assert.equal(attemptText(state, sampleTask('work', { maxRetries: Number.POSITIVE_INFINITY })), '2')
    assert.equal(attemptText(state, undefined), '2')
  })
})

describe('The duration of a state', () => {
  const cases: readonly (readonly [string, State, number | undefined])[] = [
    ['a success', Success({ startedAt: at(100), timestamp: at(350) }), 250],
    ['a running task is that until now', Running({ startedAt: at(100), timestamp: at(100) }), 900],
    [
      'a retrying task is that of the attempt that failed',
      Retrying({ startTime: at(0), runCount: 2, error, attempts: [attempt(1), attempt(2)] }),
      30,
    ],
    ['a task that never began', Pending(), undefined],
    [
      'a mapped task is the time in which at least one child ran',
      Mapped({
        mapStates: [
          Success({ startedAt: at(10), timestamp: at(50) }),
          Success({ startedAt: at(40), timestamp: at(90) }),
        ],
      }),
      80,
    ],
    [
      'a mapped task whose children ran in two runs is without the pause between them',
      Mapped({
        mapStates: [
          Success({ startedAt: at(500), timestamp: at(530) }),
          Success({ startedAt: at(10), timestamp: at(50) }),
          Success({ startedAt: at(20), timestamp: at(30) }),
        ],
      }),
      70,
    ],
    ['a mapped task without children', Mapped({ mapStates: [] }), undefined],
  ]
  for (const [what, state, milliseconds] of cases) {
    it(`of ${what}: ${milliseconds}`, () => assert.equal(durationOf(state, now), milliseconds))
  }
})

describe('What a state waits for', () => {
  const textOf = (state: State): string | undefined => {
    const wait = waitOf(state, now)
    return wait && waitingText(wait)
  }
  const cases: readonly (readonly [string, State, string | undefined])[] = [
    ['a start time that is to come', Scheduled({ startTime: at(59_000) }), 'in 58 s'],
    ['a start time that is over', Scheduled({ startTime: at(10) }), 'may run now'],
    ['a person', Paused(), 'waits for you'],
    ['nothing', Pending(), undefined],
  ]
  for (const [what, state, text] of cases) {
    it(`is ${what}: ${text}`, () => assert.equal(textOf(state), text))
  }
})
