import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import * as lib from '../../lib/state'
import {
  makeState,
  type State,
  type StateFamily,
  type StateFields,
  type StateType,
  stateColors,
  stateTypes,
} from '../../lib/state'
import { stateEquals, stateFromJSON } from '../../lib/state-json'

const at = new Date('2026-01-01T00:00:00Z')
const later = new Date('2026-01-01T00:01:00Z')
const error = new Error('418')
const attempt = { number: 1, startedAt: at, endedAt: later, error }

/** For each type: what it also is, and an example with all of its own fields. */
const table: { readonly [T in StateType]: { readonly is: readonly StateFamily[]; readonly fields: StateFields } } = {
  Pending: { is: [], fields: { cachedInputs: { url: 'x' } } },
  Scheduled: { is: ['Pending'], fields: { startTime: later, cachedInputs: { url: 'x' } } },
  Retrying: {
    is: ['Scheduled', 'Pending'],
    fields: { startTime: later, runCount: 2, error, cachedInputs: { url: 'x' }, loopCount: 3, loopResult: [1] },
  },
  Paused: { is: ['Scheduled', 'Pending'], fields: { startTime: later, cachedInputs: { url: 'x' } } },
  Resume: { is: ['Scheduled', 'Pending'], fields: { cachedInputs: { url: 'x' } } },
  Running: { is: [], fields: {} },
  Success: {
    is: ['Finished'],
    fields: { result: { a: [1, 'b', null] }, cached: lib.Cached({ result: 1, expiresAt: later, timestamp: at }) },
  },
  Cached: {
    is: ['Success', 'Finished'],
    fields: { result: 1, cachedInputs: { a: 1 }, cachedParameters: { p: 2 }, expiresAt: later },
  },
  Mapped: {
    is: ['Success', 'Finished'],
    fields: { mapStates: [lib.Success({ result: 1, timestamp: at }), lib.Success({ result: 2, timestamp: at })] },
  },
  Skipped: { is: ['Success', 'Finished'], fields: { result: 'kept' } },
  Failed: { is: ['Finished'], fields: { error } },
  TimedOut: { is: ['Failed', 'Finished'], fields: { error } },
  TriggerFailed: { is: ['Failed', 'Finished'], fields: { error } },
  Cancelled: { is: ['Failed', 'Finished'], fields: { error } },
  Looped: { is: ['Finished'], fields: { result: 1, loopCount: 2 } },
}

const predicates: { readonly [P in keyof State & `is${string}`]?: StateFamily } = {
  isPending: 'Pending',
  isRunning: 'Running',
  isFinished: 'Finished',
  isSuccessful: 'Success',
  isFailed: 'Failed',
  isSkipped: 'Skipped',
  isRetrying: 'Retrying',
  isScheduled: 'Scheduled',
  isMapped: 'Mapped',
  isCached: 'Cached',
}

describe('State', () => {
  it('has a constructor and a colour for every type', () => {
    assert.deepEqual(Object.keys(table), [...stateTypes])
    for (const type of stateTypes) {
      const construct: unknown = Reflect.get(lib, type)
      assert.equal((construct as (fields: object) => State)({}).type, type)
      assert.match(stateColors[type], /^#[0-9a-f]{6}$/)
    }
  })

  for (const type of stateTypes) {
    const { is, fields } = table[type]
    const state = makeState(type, { message: 'why', timestamp: at, attempts: [attempt], startedAt: at, ...fields })

    it(`${type} is ${[type, ...is].join(', ')} and nothing else`, () => {
      const all: readonly StateFamily[] = [...stateTypes, 'Finished']
      assert.deepEqual(all.filter(family => state.is(family)).sort(), [type, ...is].sort())
      for (const [predicate, family] of Object.entries(predicates)) {
        const asked: unknown = Reflect.get(state, predicate)
        assert.equal((asked as () => boolean).call(state), state.is(family), predicate)
      }
    })

    it(`${type} prints its message, and in the console too`, () => {
      assert.equal(String(state), `${type}("why")`)
      assert.equal(`${makeState(type)}`, `${type}()`)
      assert.equal(inspect(state), `${type}("why")`)
    })

    it(`${type} comes back from JSON as it was`, () => {
      const back = stateFromJSON(JSON.parse(JSON.stringify(state)))
      assert.ok(stateEquals(back, state), JSON.stringify(state))
      assert.equal(String(back), String(state))
      assert.deepEqual(back.timestamp, at)
      assert.deepEqual(back.startedAt, at)
      assert.deepEqual(back.attempts[0]?.endedAt, later)
      assert.match(String(back.attempts[0]?.error), /418/)
      assert.deepEqual(JSON.parse(JSON.stringify(back)), JSON.parse(JSON.stringify(state)))
    })
  }

  it('keeps quotes in a message as they are', () => {
    assert.equal(String(lib.Failed({ message: 'Trigger was "a" but b' })), 'Failed("Trigger was "a" but b")')
  })

  it('has no result where it failed, and an error only there', () => {
    assert.equal(lib.Failed({ error }).result, undefined)
    assert.equal(lib.Failed({ error }).error, error)
    assert.equal(lib.Success({ result: 1 }).error, undefined)
  })

  it('keeps values that JSON has no word for', () => {
    const result = { map: new Map([[1, new Set(['a'])]]), big: 10n, date: at, nan: Number.NaN, none: undefined }
    const back = stateFromJSON(JSON.parse(JSON.stringify(lib.Success({ result }))))
    assert.deepEqual(back.result, result)
  })

  it('keeps an error with its name, code and cause', () => {
    const wrapped = Object.assign(new TypeError('bad', { cause: new Error('deep') }), { code: 'E_BAD' })
    const back = stateFromJSON(JSON.parse(JSON.stringify(lib.Failed({ error: wrapped })))).error as typeof wrapped
    assert.ok(back instanceof TypeError)
    assert.equal(back.code, 'E_BAD')
    assert.equal((back.cause as Error).message, 'deep')
  })

  it('keeps an error whose cause cannot be written, with the cause as a text', () => {
    const error = Object.assign(new Error('no', { cause: () => 1 }), { status: 418 })
    const back = stateFromJSON(JSON.stringify(lib.Failed({ error }))).error as typeof error
    assert.match(String(back.cause), /=>\s*1$/)
    assert.deepEqual([back.message, back.status], ['no', 418])
  })

  it('refuses JSON that is no state, with a FlowError', () => {
    for (const bad of ['{', '{}', '{"type":"Odd"}', 'null']) {
      assert.throws(() => stateFromJSON(bad), { name: 'FlowError', code: 'NOT_A_STATE' })
    }
  })
})

describe('stateEquals', () => {
  it('looks at type, message and fields, not at times and attempts', () => {
    const one = lib.Success({ result: [1], message: 'm', timestamp: at, attempts: [attempt] })
    assert.ok(stateEquals(one, lib.Success({ result: [1], message: 'm', timestamp: later, startedAt: at })))
    assert.ok(!stateEquals(one, lib.Success({ result: [2], message: 'm' })))
    assert.ok(!stateEquals(one, lib.Success({ result: [1], message: 'other' })))
    assert.ok(!stateEquals(one, lib.Skipped({ message: 'm' }) as State))
    assert.ok(!stateEquals(lib.Scheduled({ startTime: at }), lib.Scheduled({ startTime: later })))
  })
  it('compares the children of mapped states', () => {
    const mapped = (...results: number[]) => lib.Mapped({ mapStates: results.map(result => lib.Success({ result })) })
    assert.ok(stateEquals(mapped(1, 2), mapped(1, 2)))
    assert.ok(!stateEquals(mapped(1, 2), mapped(1, 3)))
    assert.ok(!stateEquals(mapped(1, 2), mapped(1)))
  })
})

describe('Mapped', () => {
  const children = {
    success: lib.Success({ result: 1 }),
    failed: lib.Failed({ error }),
    pending: lib.Pending({}),
    running: lib.Running({}),
    retrying: lib.Retrying({ startTime: later, runCount: 1, error }),
    skipped: lib.Skipped({}),
    cached: lib.Cached({ result: 1 }),
  }
  const cases: readonly (readonly [readonly (keyof typeof children)[], readonly StateFamily[]])[] = [
    [[], ['Mapped', 'Success', 'Finished']],
    [['success'], ['Mapped', 'Success', 'Finished']],
    [
      ['success', 'failed'],
      ['Mapped', 'Failed', 'Finished'],
    ],
    [
      ['failed', 'pending'],
      ['Mapped', 'Pending'],
    ],
    [
      ['success', 'running'],
      ['Mapped', 'Pending', 'Running'],
    ],
    [
      ['failed', 'retrying'],
      ['Mapped', 'Pending', 'Scheduled', 'Retrying'],
    ],
    [
      ['skipped', 'success'],
      ['Mapped', 'Success', 'Finished'],
    ],
    [
      ['skipped', 'skipped'],
      ['Mapped', 'Success', 'Finished', 'Skipped'],
    ],
    [
      ['cached', 'cached'],
      ['Mapped', 'Success', 'Finished', 'Cached'],
    ],
    [
      ['cached', 'skipped'],
      ['Mapped', 'Success', 'Finished'],
    ],
  ]
  for (const [names, expected] of cases) {
    it(`of ${names.join(' and ') || 'no children'} is ${expected.join(', ')}`, () => {
      const state = lib.Mapped({ mapStates: names.map(name => children[name]) })
      const asked: readonly StateFamily[] = [
        'Pending',
        'Running',
        'Finished',
        'Success',
        'Failed',
        'Skipped',
        'Retrying',
        'Scheduled',
        'Mapped',
        'Cached',
      ]
      assert.deepEqual(asked.filter(family => state.is(family)).sort(), [...expected].sort())
      assert.equal(state.type, 'Mapped')
    })
  }
  it('gives the results of its children as its own', () => {
    assert.deepEqual(lib.Mapped({ mapStates: [children.success, children.failed] }).result, [1, undefined])
  })
})
