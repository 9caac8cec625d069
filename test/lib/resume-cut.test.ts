import { strict as assert } from 'node:assert'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { context } from '../../lib/context'
import { Flow } from '../../lib/flow'
import type { FlowState } from '../../lib/flow-state'
import { signals } from '../../lib/signals'
import type { State } from '../../lib/state'
import { openStore } from '../../lib/store/open-store'
import type { Task } from '../../lib/task'
import { task } from '../../lib/task-function'
import { triggers } from '../../lib/triggers'

/** A task of a random flow: what it takes, and what becomes of it, always the same for the same run count. */
interface Model {
  /** Tasks before it, by distance. */
  readonly above: readonly number[]
  readonly does: 'succeeds' | 'fails' | 'skips' | 'works the second time' | 'gives a list' | 'loops'
  readonly trigger: 'allSuccessful' | 'anyFailed' | 'allFinished' | 'notAllSkipped'
  /** Over a list of tasks, or over the list that one task gives. */
  readonly mapped: 'no' | 'tasks' | 'list'
}

const model: fc.Arbitrary<Model> = fc.record({
  above: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
  does: fc.constantFrom('succeeds', 'succeeds', 'fails', 'skips', 'works the second time', 'gives a list', 'loops'),
  trigger: fc.constantFrom('allSuccessful', 'allSuccessful', 'anyFailed', 'allFinished', 'notAllSkipped'),
  mapped: fc.constantFrom('no', 'tasks', 'list'),
})

function act({ does }: Model, n: number, value: unknown): unknown {
  if (does === 'fails') throw new Error(`task ${n} fails`)
  if (does === 'skips') throw new signals.Skip(`task ${n} is not needed`)
  if (does === 'works the second time' && context.taskRunCount === 1) throw new Error('the first time')
  if (does === 'gives a list') return [1, 2, 3]
  if (does === 'loops' && (context.loopCount ?? 1) < 3) throw new signals.Loop('again', { result: context.loopCount })
  return `${n}(${JSON.stringify(value)})`
}

function build(models: readonly Model[]): Flow {
  const flow = new Flow('random')
  flow.build(() => {
    const tasks: Task<never>[] = []
    for (const [n, one] of models.entries()) {
      const above = one.above.flatMap(distance => tasks[n - distance] ?? [])
      const options = { name: `t${n}`, maxRetries: 1, retryDelay: 0, trigger: triggers[one.trigger] }
      const body = task(options, async (value: unknown) => act(one, n, value))
      const [first] = above
      if (one.mapped === 'no') tasks.push(body(above as never) as never)
      else if (one.mapped === 'tasks' || first === undefined) tasks.push(body.map([...above, 'x'] as never) as never)
      else tasks.push(body.map(first).after(...above.slice(1)) as never)
    }
  })
  return flow
}

const told = (state: State | undefined): unknown =>
  state?.type === 'Mapped' ? state.mapStates.map(told) : [state?.type, state?.message, state?.result]

const outcome = (state: FlowState): unknown => [
  String(state),
  Object.fromEntries(Array.from(state.result, ([task, one]) => [task.name, told(one)])),
]

const CASES = Number(process.env.TASKLAB_CUTS ?? 60)

describe('A run that is cut at any point and resumed', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-cut-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('ends as one that was not cut, where it was aborted', async () => {
    const property = fc.asyncProperty(
      fc.array(model, { minLength: 1, maxLength: 7 }),
      fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 3 }),
      async (models, cuts) => {
        const options = { wait: true, host: {} }
        const whole = outcome(await build(models).run({ ...options, store: null }))
        const store = openStore(':memory:')
        for (const cut of cuts) {
          const controller = new AbortController()
          let left = cut
          const onStateChange = () => {
            if (left-- === 0) controller.abort()
          }
          await build(models).resume(undefined, { ...options, store, signal: controller.signal, onStateChange })
        }
        const end = await build(models).resume(undefined, { ...options, store })
        await store.close()
        assert.deepEqual(outcome(end), whole)
      },
    )
    await fc.assert(property, { numRuns: CASES, seed: 5 })
  }).timeout(30_000 + CASES * 500)

  it('ends as one that was not cut, where its process was killed, and runs nothing twice that was shown', async () => {
    let number = 0
    const property = fc.asyncProperty(
      fc.array(model, { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 0, max: 30 }),
      async (models, cut) => {
        const options = { wait: true, host: {} }
        const file = join(folder, `${number++}.sqlite`)
        const store = openStore(file)
        const copy = `${file}.killed`
        let left = cut
        const done = new Set<string>()
        const onStateChange = (task: Task, state: State, index?: number) => {
          if (left < 0) return
          if (state.isSuccessful() && state.type !== 'Mapped') done.add(`${task.slug} ${index}`)
          // What a kill at this instant would leave.
          if (left-- === 0) for (const end of ['', '-wal']) copyFileSync(file + end, copy + end)
        }
        const whole = outcome(await build(models).run({ ...options, store, onStateChange }))
        await store.close()
        if (left >= 0) return
        const database = new DatabaseSync(copy)
        database.exec("UPDATE run SET session = 'gone', pid = 999999")
        database.close()
        const killed = openStore(copy)
        const again: string[] = []
        const watch = (task: Task, state: State, index?: number) => {
          if (state.isRunning()) again.push(`${task.slug} ${index}`)
        }
        const plan = await build(models).resumePlan(undefined, { store: killed })
        const end = await build(models).resume(undefined, { ...options, store: killed, onStateChange: watch })
        await killed.close()
        assert.deepEqual(outcome(end), whole)
        const told = plan.run.map(({ task }) => task.slug)
        for (const name of again) {
          assert.ok(told.includes(name.split(' ')[0] ?? ''), `${name} was not in the plan`)
          if (plan.run.every(({ reason }) => !/runs again/.test(reason)))
            assert.ok(!done.has(name), `${name} ran twice`)
        }
      },
    )
    await fc.assert(property, { numRuns: CASES, seed: 6 })
  }).timeout(30_000 + CASES * 500)
})
