import assert from 'node:assert/strict'
import { ifElse, merge, switchCase } from '../../lib/branch'
import { Flow } from '../../lib/flow'
import { signals } from '../../lib/signals'
import type { Task } from '../../lib/task'
import { task } from '../../lib/task-function'
import { run } from './run-quietly'

const give = task(function give<T>(value: T) {
  return value
})
const branch = (name: string) => task({ name }, () => name)()

async function ended(build: () => Record<string, Task>): Promise<Record<string, string>> {
  const flow = new Flow('branches')
  const tasks = flow.build(build)
  const { result } = await run(flow)
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, result.get(task)?.type ?? '']))
}

describe('ifElse', () => {
  const table: readonly (readonly [unknown, string, string])[] = [
    [true, 'Success', 'Skipped'],
    [false, 'Skipped', 'Success'],
    [1, 'Skipped', 'Skipped'],
    ['', 'Skipped', 'Skipped'],
    [undefined, 'Skipped', 'Skipped'],
  ]
  for (const [condition, yes, no] of table) {
    it(`of ${String(condition)} has ${yes} and ${no}`, async () => {
      for (const asTask of [true, false]) {
        const states = await ended(() => {
          const tasks = { yes: branch('yes'), no: branch('no') }
          ifElse((asTask ? give(condition) : condition) as boolean, tasks.yes, tasks.no)
          return tasks
        })
        assert.deepEqual(states, { yes, no })
      }
    })
  }
  it('skips what lies below the branch that is not taken', async () => {
    const states = await ended(() => {
      const yes = branch('yes')
      const below = branch('below').after(yes)
      ifElse(give(false) as Task<boolean>, yes)
      return { yes, below }
    })
    assert.deepEqual(states, { yes: 'Skipped', below: 'Skipped' })
  })
  it('fails both branches where its condition does', async () => {
    const states = await ended(() => {
      const tasks = { yes: branch('yes'), no: branch('no') }
      ifElse(
        task((): boolean => {
          throw new Error('no')
        })(),
        tasks.yes,
        tasks.no,
      )
      return tasks
    })
    assert.deepEqual(states, { yes: 'TriggerFailed', no: 'TriggerFailed' })
  })
})

describe('switchCase', () => {
  for (const [condition, expected] of [
    ['a', 'a'],
    [1, '1'],
    [null, 'null'],
    ['z', ''],
  ] as const) {
    it(`of ${condition} takes ${expected || 'none'}`, async () => {
      const states = await ended(() => {
        const cases = { a: branch('a'), 1: branch('1'), null: branch('null') }
        switchCase(give(condition), cases)
        return cases
      })
      const taken = Object.keys(states).filter(name => states[name] === 'Success')
      assert.deepEqual(taken, expected === '' ? [] : [expected])
    })
  }
})

describe('merge', () => {
  it('has the result of the branch that was taken, undefined too', async () => {
    for (const [condition, expected] of [
      [true, 'yes'],
      [false, undefined],
    ] as const) {
      const flow = new Flow('branches')
      const end = flow.build(() => {
        const [yes, no] = [branch('yes'), task({ name: 'no' }, () => undefined)()]
        ifElse(give(condition) as Task<boolean>, yes, no)
        return merge(yes, no)
      })
      const state = await run(flow)
      assert.equal(state.result.get(end)?.type, 'Success')
      assert.equal(state.value(end), expected)
    }
  })
  it('is skipped where all were', async () => {
    const states = await ended(() => {
      const [a, b] = [branch('a'), branch('b')]
      switchCase(give('none'), { a, b })
      return { end: merge(a, b) }
    })
    assert.equal(states.end, 'Skipped')
  })
  it('fails where the branch that was taken did', async () => {
    const states = await ended(() => {
      const skipped = task((): string => {
        throw new signals.Skip()
      })()
      const failed = task((): string => {
        throw new Error('no')
      })()
      return { end: merge(skipped, failed) }
    })
    assert.equal(states.end, 'TriggerFailed')
  })
})
