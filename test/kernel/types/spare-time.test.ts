import { strict as assert } from 'node:assert'
import { mock } from 'node:test'
import { SpareTime } from '../../../kernel/front/types/spare-time'

describe('SpareTime', () => {
  let steps: number
  let left: number
  let spare: SpareTime

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    steps = 0
    left = 3
    spare = new SpareTime(() => {
      steps++
      return --left > 0
    })
  })

  afterEach(() => mock.timers.reset())

  const answered = (): Promise<void> => spare.during(async () => {})
  function stepsAfter(milliseconds: number): number {
    for (let passed = 0; passed < milliseconds; passed += 10) mock.timers.tick(10)
    return steps
  }

  it('does a step at a time after a question, until nothing is left', async () => {
    assert.equal(stepsAfter(1_000), 0)
    await answered()
    assert.equal(stepsAfter(20), 0)
    assert.equal(stepsAfter(10), 1)
    assert.equal(stepsAfter(20), 2)
    assert.equal(stepsAfter(1_000), 3)
  })

  it('does nothing while somebody asks, though another has his answer', async () => {
    const open = Promise.withResolvers<void>()
    const asked = spare.during(() => open.promise)
    await answered()
    assert.equal(stepsAfter(1_000), 0)
    open.resolve()
    await asked
    assert.equal(stepsAfter(30), 1)
  })

  it('goes on after a question that failed, and gives what one is answered', async () => {
    await assert.rejects(
      spare.during(() => Promise.reject(new Error('late'))),
      /late/,
    )
    assert.equal(stepsAfter(30), 1)
    assert.equal(await spare.during(async () => 42), 42)
  })

  it('does nothing once it has ended, whatever is still asked', async () => {
    const open = Promise.withResolvers<void>()
    await answered()
    const asked = spare.during(() => open.promise)
    spare.end()
    open.resolve()
    await asked
    assert.equal(stepsAfter(1_000), 0)
  })
})
