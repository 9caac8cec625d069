import assert from 'node:assert/strict'
import { Flow } from '../../lib/flow'
import { signals } from '../../lib/signals'
import { Failed, Mapped, Skipped, type State, Success } from '../../lib/state'
import type { Task } from '../../lib/task'
import { task } from '../../lib/task-function'
import { type Trigger, triggers } from '../../lib/triggers'
import { run } from './run-quietly'

const flow = new Flow('upstream')
const tasks = flow.build(() => Array.from({ length: 5 }, () => task(() => 1)()))

/** `s` succeeded, `f` failed, `k` skipped; a list in brackets is one mapped task. */
function upstream(text: string): Map<Task, State> {
  const one = (letter: string): State =>
    letter === 's' ? Success({ result: 1 }) : letter === 'f' ? Failed({ error: 1 }) : Skipped({})
  const parts = text.match(/\[\w*\]|\w/g) ?? []
  const states = parts.map(part =>
    part.startsWith('[') ? Mapped({ mapStates: [...part.slice(1, -1)].map(one) }) : one(part),
  )
  return new Map(states.map((state, n) => [tasks[n] as Task, state]))
}

/** What a trigger says: true, false, or the text of the signal that it throws. */
function says(trigger: Trigger, states: string): unknown {
  try {
    return trigger(upstream(states))
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
}

const allFailedBut = 'TriggerFail: Trigger was "allFailed" but some of the upstream tasks succeeded.'
const someFailed = (name: string) => `TriggerFail: Trigger was "${name}" but some of the upstream tasks failed.`
const noneSucceeded = 'TriggerFail: Trigger was "anySuccessful" but none of the upstream tasks succeeded.'
const noneFailed = 'TriggerFail: Trigger was "anyFailed" but none of the upstream tasks failed.'

const table: Readonly<Record<string, { readonly trigger: Trigger; readonly says: Readonly<Record<string, unknown>> }>> =
  {
    allSuccessful: {
      trigger: triggers.allSuccessful,
      says: {
        ss: true,
        sk: true,
        sf: someFailed('allSuccessful'),
        's[ss]': true,
        's[sf]': someFailed('allSuccessful'),
        '[]': true,
      },
    },
    allFailed: {
      trigger: triggers.allFailed,
      says: { ff: true, sf: allFailedBut, kf: allFailedBut, '[ff]': true, '[]f': allFailedBut },
    },
    anySuccessful: {
      trigger: triggers.anySuccessful,
      says: { sf: true, kf: true, ff: noneSucceeded, 'f[fs]': true, 'f[]': true },
    },
    anyFailed: { trigger: triggers.anyFailed, says: { sf: true, ss: noneFailed, sk: noneFailed, 's[sf]': true } },
    allFinished: { trigger: triggers.allFinished, says: { sfk: true, '[sf]': true } },
    alwaysRun: { trigger: triggers.alwaysRun, says: { ff: true } },
    notAllSkipped: {
      trigger: triggers.notAllSkipped,
      says: {
        sk: true,
        kk: 'Skip: All upstream tasks were skipped.',
        fk: someFailed('notAllSkipped'),
        '[kk]k': 'Skip: All upstream tasks were skipped.',
      },
    },
    manualOnly: {
      trigger: triggers.manualOnly,
      says: { s: 'Pause: Trigger was "manualOnly": waiting for a person to start this task.' },
    },
    'someFailed()': {
      trigger: triggers.someFailed(),
      says: {
        sf: true,
        ss: 'TriggerFail: Trigger was "someFailed" but 0 of 2 upstream tasks failed (at least 1 must).',
      },
    },
    'someFailed at least 2': {
      trigger: triggers.someFailed({ atLeast: 2 }),
      says: {
        ffs: true,
        fss: 'TriggerFail: Trigger was "someFailed" but 1 of 3 upstream tasks failed (at least 2 must).',
        '[ff]s': true,
      },
    },
    'someFailed at most a half': {
      trigger: triggers.someFailed({ atMost: 0.5 }),
      says: {
        fs: true,
        ss: true,
        ffs: 'TriggerFail: Trigger was "someFailed" but 2 of 3 upstream tasks failed (at most 0.5 may).',
      },
    },
    'someSuccessful at least a half, at most 2': {
      trigger: triggers.someSuccessful({ atLeast: 0.5, atMost: 2 }),
      says: {
        sf: true,
        ssff: true,
        sff: 'TriggerFail: Trigger was "someSuccessful" but 1 of 3 upstream tasks succeeded (at least 0.5 must).',
        sss: 'TriggerFail: Trigger was "someSuccessful" but 3 of 3 upstream tasks succeeded (at most 2 may).',
      },
    },
  }

describe('Trigger', () => {
  for (const [name, { trigger, says: expected }] of Object.entries(table)) {
    for (const [states, answer] of Object.entries(expected)) {
      it(`${name} of ${states} says ${answer}`, () => assert.equal(says(trigger, states), answer))
    }
  }

  it('has alwaysRun and neverRun as other names', () => {
    assert.equal(triggers.alwaysRun, triggers.allFinished)
    assert.equal(triggers.neverRun, triggers.manualOnly)
  })

  it('refuses bounds that are neither a number of tasks nor a share', () => {
    assert.throws(() => triggers.someFailed({ atLeast: 1.5 }), /Option "atLeast" of triggers.someFailed was 1.5/)
    assert.throws(() => triggers.someFailed({ atMost: -1 }), { code: 'BAD_OPTION' })
  })
})

describe('A task with a trigger', () => {
  const ok = task(function ok() {
    return 1
  })
  const fails = task(function fails(): number {
    throw new Error('no')
  })
  const endAfter = async (trigger: Trigger, ...heads: (typeof ok)[]) => {
    const f = new Flow('triggered')
    const end = f.build(() =>
      task({ trigger }, function end() {
        return 'ran'
      })().after(...heads.map(head => head())),
    )
    return (await run(f)).result.get(end)
  }

  it('is TriggerFailed with the trigger’s own text', async () => {
    const state = await endAfter(triggers.allSuccessful, ok, fails)
    assert.equal(String(state), 'TriggerFailed("Trigger was "allSuccessful" but some of the upstream tasks failed.")')
    assert.ok(state?.error instanceof Error)
  })
  it('is TriggerFailed("Trigger failed.") where the trigger says false', async () => {
    assert.equal(String(await endAfter(() => false, ok)), 'TriggerFailed("Trigger failed.")')
  })
  it('is TriggerFailed with the error that the trigger threw as its cause', async () => {
    const thrown = new Error('broken trigger')
    const state = await endAfter(() => {
      throw thrown
    }, ok)
    assert.equal(String(state), 'TriggerFailed("broken trigger")')
    assert.equal(state?.error, thrown)
  })
  it('takes the state of a signal that the trigger throws', async () => {
    const throwing = (signal: Error) =>
      endAfter(() => {
        throw signal
      }, ok)
    assert.equal(String(await throwing(new signals.Skip('not today'))), 'Skipped("not today")')
    assert.equal(String(await throwing(new signals.Success('done', { result: 3 }))), 'Success("done")')
    assert.equal((await throwing(new signals.Success('done', { result: 3 })))?.result, 3)
    assert.equal(String(await throwing(new signals.Fail('no'))), 'Failed("no")')
    assert.equal(String(await throwing(new signals.Pause('wait'))), 'Paused("wait")')
  })
  it('runs plan B where its upstream failed', async () => {
    assert.equal((await endAfter(triggers.anyFailed, ok, fails))?.result, 'ran')
    assert.equal((await endAfter(triggers.allFinished, fails))?.result, 'ran')
  })
  it('passes every trigger but manualOnly where it has no upstream', async () => {
    for (const [name, trigger] of Object.entries(triggers)) {
      const check: Trigger = name.startsWith('some') ? (trigger as () => Trigger)() : (trigger as Trigger)
      const state = await endAfter(check)
      const waits = name === 'manualOnly' || name === 'neverRun'
      assert.equal(state?.type, waits ? 'Paused' : 'Success', name)
    }
  })
})
