/**
 * What every store of runs must do, whatever it writes to. Each implementation runs this suite, with a factory for an
 * empty store; `kept` tells whether values come back as copies or as the objects themselves.
 */
import { strict as assert } from 'node:assert'
import { Cached, Failed, Mapped, Retrying, Running, type State, Success } from '../../../lib/state'
import { codeIdentity } from '../../../lib/store/code-identity'
import { originOf } from '../../../lib/store/origin'
import type { EngineStore, RunJournal, RunStart } from '../../../lib/store/store'

const code = codeIdentity(() => 1)
const nothing = () => undefined

export function start(runId: string, more: Partial<RunStart> = {}): RunStart {
  const identify = () => ({ code, wiring: '' })
  return { runId, flow: 'pings', startedAt: new Date(), parameters: {}, identify, warn: nothing, ...more }
}

/** Writes a whole run of tasks that ended as given. */
export async function write(store: EngineStore, run: RunStart, states: Record<string, State>): Promise<void> {
  const journal = store.begin(run)
  for (const [slug, state] of Object.entries(states)) journal.change({ slug, state }, nothing)
  await journal.end({ type: 'Success', message: 'done' })
}

export function storeContract(name: string, open: () => EngineStore): void {
  describe(`${name}, as any store`, () => {
    let store: EngineStore
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())

    it('gives a run back with its tasks, their states and inputs', async () => {
      const journal = store.begin(start('r1', { parameters: { n: 3 } }))
      journal.change({ slug: 'a-1', state: Running(), inputs: { url: 'x' }, runCount: 1 }, nothing)
      journal.change({ slug: 'a-1', state: Success({ result: new Map([['k', 1n]]), message: 'ran' }) }, nothing)
      await journal.end({ type: 'Success', message: 'All key tasks succeeded.' })
      const { flow, state, parameters, tasks, endedAt } = await store.load('r1')
      assert.deepEqual([flow, String(state), parameters], ['pings', 'Success("All key tasks succeeded.")', { n: 3 }])
      assert.ok(endedAt)
      assert.equal(tasks.length, 1)
      assert.equal(String(tasks[0]?.state), 'Success("ran")')
      assert.deepEqual(tasks[0]?.state.result, new Map([['k', 1n]]))
      assert.deepEqual(tasks[0]?.inputs, { url: 'x' })
    })

    it('lists runs, newest first, of one flow or of all', async () => {
      const day = (n: number) => new Date(Date.now() + n)
      await write(store, start('r1', { startedAt: day(1) }), {})
      await write(store, start('r2', { startedAt: day(2), flow: 'other' }), {})
      await write(store, start('r3', { startedAt: day(3) }), {})
      assert.deepEqual(
        (await store.runs()).map(run => run.runId),
        ['r3', 'r2', 'r1'],
      )
      assert.deepEqual(
        (await store.runs({ flow: 'pings', limit: 1 })).map(run => run.runId),
        ['r3'],
      )
    })

    it('shows changes in the order in which they were made, all before the end', async () => {
      const journal = store.begin(start('r1'))
      const shown: string[] = []
      for (const slug of ['a', 'b', 'c']) {
        journal.change({ slug, state: Running() }, () => shown.push(`${slug} runs`))
        journal.change({ slug, state: Success() }, () => shown.push(`${slug} is done`))
      }
      await journal.end({ type: 'Success' })
      assert.deepEqual(shown, ['a runs', 'a is done', 'b runs', 'b is done', 'c runs', 'c is done'])
    })

    it('says at the end what a callback threw, and shows the rest all the same', async () => {
      const journal = store.begin(start('r1'))
      const shown: string[] = []
      const fail = () => {
        throw new Error('my table is broken')
      }
      journal.change({ slug: 'a', state: Success() }, fail)
      journal.change({ slug: 'b', state: Success() }, () => shown.push('b'))
      await assert.rejects(journal.end({ type: 'Success' }), /my table is broken/)
      assert.deepEqual(shown, ['b'])
    })

    it('keeps logs with their task and attempt, secrets aside', async () => {
      const journal = store.begin(start('r1'))
      journal.change({ slug: 'a', state: Running() }, nothing)
      journal.log({ at: new Date(5), level: 'warn', task: 'a', attempt: 2, text: 'slow' })
      await journal.end({ type: 'Success' })
      const line = { at: new Date(5), level: 'warn', task: 'a', attempt: 2, text: 'slow' }
      assert.deepEqual((await store.load('r1')).tasks[0]?.logs, [line])
      assert.deepEqual(store.line('r1').logs(), [line])
    })

    it('finds the newest run of a flow, alive until it ends', async () => {
      assert.equal(store.find({ flow: 'pings' }), undefined)
      await write(store, start('r1'), {})
      const journal = store.begin(start('r2', { resumedFrom: 'r1', startedAt: new Date(Date.now() + 5) }))
      const head = store.find({ flow: 'pings' })
      assert.equal(head?.runId, 'r2')
      assert.equal(head?.lineage, 'r1')
      assert.equal(head?.alive?.here, true)
      await journal.end({ type: 'Failed' })
      assert.equal(store.find({ runId: 'r2' })?.alive, undefined)
    })

    it('joins a line of runs: the newest state of each task from a run that ran it', async () => {
      await write(store, start('r1'), { a: Success({ result: 'a1' }), b: Failed({ message: 'b1' }) })
      const { state: a } = store.line('r1').tasks.get('a')?.whole ?? assert.fail()
      const journal = store.begin(start('r2', { resumedFrom: 'r1' }))
      journal.change({ slug: 'a', state: a, given: true }, nothing)
      journal.change({ slug: 'b', state: Success({ result: 'b2' }) }, nothing)
      await journal.end({ type: 'Success' })
      const line = store.line('r2')
      assert.deepEqual(
        line.runs.map(run => run.runId),
        ['r2', 'r1'],
      )
      assert.deepEqual([...line.tasks].map(([slug, { whole }]) => [slug, whole?.state.result, whole?.runId]).sort(), [
        ['a', 'a1', 'r1'],
        ['b', 'b2', 'r2'],
      ])
    })

    it('takes a given state that no run of the line made from where it was given', async () => {
      const journal = store.begin(start('r1'))
      journal.change({ slug: 'a', state: Success({ result: 'by hand' }), given: true }, nothing)
      await journal.end({ type: 'Success' })
      assert.equal(store.line('r1').tasks.get('a')?.whole?.state.result, 'by hand')
      assert.equal((await store.load('r1')).tasks[0]?.state.result, 'by hand')
    })

    it('knows of a state which run made it', async () => {
      const made = Success({ result: 1 })
      await write(store, start('r1'), { a: made })
      assert.equal(originOf(made), 'r1')
      assert.equal(originOf(store.line('r1').tasks.get('a')?.whole?.state ?? assert.fail()), 'r1')
      assert.equal(originOf(Success()), undefined)
    })

    it('keeps the children of a mapped task, each for itself', async () => {
      const journal = store.begin(start('r1'))
      const children = [Success({ result: 1 }), Failed({ error: new Error('two') }), Success({ result: 3 })]
      for (const [mapIndex, state] of children.entries()) journal.change({ slug: 'm', mapIndex, state }, nothing)
      journal.change({ slug: 'm', state: Mapped({ mapStates: children, message: 'mapped' }) }, nothing)
      await journal.end({ type: 'Failed' })
      const family = store.line('r1').tasks.get('m') ?? assert.fail()
      assert.deepEqual([...family.children.keys()], [0, 1, 2])
      assert.ok(family.whole?.state.isFailed())
      assert.deepEqual(family.whole?.state.result, [1, undefined, 3])
    })

    it('adds the children of a Mapped state that was given whole', async () => {
      const journal = store.begin(start('r1'))
      const state = Mapped({ mapStates: [Success({ result: 'x' })] })
      journal.change({ slug: 'm', state, given: true }, nothing)
      await journal.end({ type: 'Success' })
      assert.equal(store.line('r1').tasks.get('m')?.children.get(0)?.state.result, 'x')
    })

    it('keeps run counts, passes and attempts', async () => {
      const attempt = { number: 1, startedAt: new Date(1), endedAt: new Date(2), error: new TypeError('no') }
      const journal = store.begin(start('r1'))
      const retrying = Retrying({ runCount: 1, error: attempt.error, attempts: [attempt], cachedInputs: { x: 1 } })
      journal.change({ slug: 'a', state: retrying, runCount: 1 }, nothing)
      journal.change({ slug: 'b', state: Running(), runCount: 3, loopCount: 2, loopResult: 'p', workKey: 'w' }, nothing)
      await journal.end({ type: 'Pending' })
      const { tasks } = store.line('r1')
      const a = tasks.get('a')?.whole?.state
      assert.ok(a?.type === 'Retrying')
      assert.deepEqual([a.runCount, a.cachedInputs, a.attempts.length], [1, { x: 1 }, 1])
      assert.equal(String(a.attempts[0]?.error), 'TypeError: no')
      const b = tasks.get('b')?.whole
      assert.deepEqual([b?.runCount, b?.loopCount, b?.loopResult, b?.workKey], [3, 2, 'p', 'w'])
    })

    it('gives cached results of the same code: those of the same inputs first, none that has expired', async () => {
      const result = (n: number, expiresAt = new Date(10_000)) =>
        Success({ result: n, cached: Cached({ result: n, cachedInputs: { n }, expiresAt }) })
      const journal = store.begin(start('r1'))
      journal.change({ slug: 'a', mapIndex: 0, state: result(1), inputs: { n: 1 } }, nothing)
      journal.change({ slug: 'a', mapIndex: 1, state: result(2), inputs: { n: 2 } }, nothing)
      journal.change({ slug: 'a', mapIndex: 2, state: result(3, new Date(10)), inputs: { n: 3 } }, nothing)
      await journal.end({ type: 'Success' })
      const ask = (more: object) => {
        const query = { flow: 'pings', slug: 'a', code: code.digest, inputs: { n: 2 }, now: 5_000, ...more }
        return Array.from(store.cached(query), cached => cached.result)
      }
      assert.deepEqual(ask({ mapIndex: 0 }), [2, 1])
      assert.deepEqual(ask({ mapIndex: 7 }), [2])
      assert.deepEqual(ask({ inputs: { n: 3 }, mapIndex: 7 }), [])
      assert.deepEqual(ask({ code: 'other' }), [])
      assert.deepEqual(ask({ flow: 'other' }), [])
    })

    it('keeps the code and the wiring of a task', async () => {
      const identify = () => ({ code, wiring: 'x=[1]', element: (n: number) => `y[${n}]` })
      const journal = store.begin(start('r1', { identify }))
      journal.change({ slug: 'a', state: Success() }, nothing)
      await journal.end({ type: 'Success' })
      const identity = store.line('r1').tasks.get('a')?.whole?.identity
      assert.deepEqual([identity?.code, identity?.wiring], [code, 'x=[1]'])
    })

    it('forgets a run, but not one that is still going on, nor one that it does not know', async () => {
      await write(store, start('r1'), { a: Success() })
      await store.remove('r1')
      await assert.rejects(store.load('r1'), { code: 'RUN_NOT_FOUND' })
      await assert.rejects(store.remove('r1'), { code: 'RUN_NOT_FOUND' })
      const journal: RunJournal = store.begin(start('r2'))
      await assert.rejects(store.remove('r2'), { code: 'RUN_ALIVE' })
      await journal.end({ type: 'Success' })
      await store.remove('r2')
      assert.throws(() => store.line('r2'), { code: 'RUN_NOT_FOUND' })
    })

    it('prunes what it was told to, never a last run or what that came from', async () => {
      for (const n of [1, 2, 3, 4]) await write(store, start(`r${n}`, n === 4 ? { resumedFrom: 'r1' } : {}), {})
      await write(store, start('o1', { flow: 'other' }), {})
      assert.equal(await store.prune({ keep: 1, olderThan: '1 h' }), 0)
      assert.equal(await store.prune({ keep: 1 }), 2)
      assert.deepEqual((await store.runs()).map(run => run.runId).sort(), ['o1', 'r1', 'r4'])
      await assert.rejects(store.prune({ keep: -1 }), { code: 'BAD_OPTION' })
      await assert.rejects(store.prune({ olderThan: 'soon' }), /Option "olderThan" of prune was "soon"/)
      await assert.rejects(store.prune({ kep: 1 } as never), /Did you mean "keep"\?/)
      await assert.rejects(store.runs({ limt: 1 } as never), /Did you mean "limit"\?/)
    })

    it('refuses runs and changes once it is closed', async () => {
      const journal = store.begin(start('r1'))
      await store.close()
      assert.throws(() => journal.change({ slug: 'a', state: Success() }, nothing), { code: 'STORE_CLOSED' })
      assert.throws(() => store.begin(start('r2')), { code: 'STORE_CLOSED' })
      await journal.end({ type: 'Failed' })
    })
  })
}
