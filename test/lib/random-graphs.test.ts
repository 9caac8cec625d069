/**
 * Random flows against a naive reading of the rules: for each task one recursive function says what it must come to.
 * The engine may run tasks in any order that their edges allow, so what is compared is what each came to, and checked
 * on the way: nothing runs before its upstream is finished, and nothing runs twice for one attempt.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { LocalExecutor } from '../../lib/engine/local-executor'
import { Flow } from '../../lib/flow'
import { signals } from '../../lib/signals'
import type { State, StateType } from '../../lib/state'
import type { Task } from '../../lib/task'
import { task } from '../../lib/task-function'
import { triggers } from '../../lib/triggers'
import { FakeClock } from './fake-clock'
import { run } from './run-quietly'

type TriggerName = 'allSuccessful' | 'allFailed' | 'anySuccessful' | 'anyFailed' | 'allFinished' | 'notAllSkipped'

/** One task of a random flow. */
interface Plan {
  /** tasks before it, of which it depends on these */
  readonly upstream: readonly number[]
  readonly ends: 'succeeds' | 'fails' | 'skips' | 'flaky' | 'pauses'
  readonly trigger: TriggerName
  readonly skipOnUpstreamSkip: boolean
  /** it takes its upstream's results, or waits for their states alone */
  readonly takesResults: boolean
  /** one child per element; 0: not mapped */
  readonly children: number
  /** turns of the event loop that its body takes; 0: none, it is synchronous */
  readonly turns: number
}

const plan = (index: number): fc.Arbitrary<Plan> =>
  fc.record({
    upstream: index === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(index - 1), { maxLength: 4 }),
    ends: fc.oneof(
      { weight: 6, arbitrary: fc.constant('succeeds' as const) },
      fc.constantFrom('fails' as const, 'skips' as const, 'flaky' as const, 'pauses' as const),
    ),
    trigger: fc.oneof(
      { weight: 4, arbitrary: fc.constant('allSuccessful' as const) },
      fc.constantFrom<TriggerName>('allFailed', 'anySuccessful', 'anyFailed', 'allFinished', 'notAllSkipped'),
    ),
    skipOnUpstreamSkip: fc.boolean(),
    takesResults: fc.boolean(),
    children: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 })),
    turns: fc.nat(3),
  })
const plans = fc.integer({ min: 0, max: 12 }).chain(length => fc.tuple(...Array.from({ length }, (_, n) => plan(n))))

/** What a task must come to in a run that waits for retries: the rules, read one after the other. */
function expected(all: readonly Plan[], index: number, known: Map<number, StateType>): StateType {
  const before = known.get(index)
  if (before !== undefined) return before
  const own = all[index] as Plan
  const upstream = own.upstream.map(n => expected(all, n, known))
  const type = rules(own, upstream)
  known.set(index, type)
  return type
}

function rules(own: Plan, upstream: readonly StateType[]): StateType {
  const failed = (type: StateType) => type === 'Failed' || type === 'TriggerFailed'
  const skipped = (type: StateType) => type === 'Skipped'
  if (upstream.includes('Pending') || upstream.includes('Paused')) return 'Pending'
  if (own.skipOnUpstreamSkip && upstream.some(skipped)) return 'Skipped'
  if (upstream.length > 0) {
    const allows: Record<TriggerName, boolean> = {
      allSuccessful: !upstream.some(failed),
      allFailed: upstream.every(failed),
      anySuccessful: upstream.some(type => !failed(type)),
      anyFailed: upstream.some(failed),
      allFinished: true,
      notAllSkipped: !upstream.some(failed),
    }
    if (own.trigger === 'notAllSkipped' && upstream.every(skipped)) return 'Skipped'
    if (!allows[own.trigger]) return 'TriggerFailed'
  }
  return { succeeds: 'Success', flaky: 'Success', fails: 'Failed', skips: 'Skipped', pauses: 'Paused' }[
    own.ends
  ] as StateType
}

/** A flow of these plans, which notes what its bodies saw. */
function build(all: readonly Plan[]) {
  const flow = new Flow('random')
  const tasks: Task[] = []
  const runs = new Map<string, number>()
  const faults: string[] = []
  const ended = new Map<Task, State>()
  flow.build(() => {
    for (const [index, own] of all.entries()) {
      const upstream = own.upstream.map(n => tasks[n] as Task)
      const body = async (child: number): Promise<unknown> => {
        const key = `${index}[${child}]`
        runs.set(key, (runs.get(key) ?? 0) + 1)
        for (const task of upstream) if (!ended.get(task)?.isFinished()) faults.push(`${key} ran before ${task}`)
        for (let n = 0; n < own.turns; n++) await new Promise(resolve => setImmediate(resolve))
        if (own.ends === 'fails' || (own.ends === 'flaky' && runs.get(key) === 1)) throw new Error(`${key} failed`)
        if (own.ends === 'skips') throw new signals.Skip()
        if (own.ends === 'pauses') throw new signals.Pause('look')
        return key
      }
      const options = {
        name: `t${index}`,
        trigger: triggers[own.trigger],
        skipOnUpstreamSkip: own.skipOnUpstreamSkip,
        maxRetries: own.ends === 'flaky' ? 1 : 0,
        retryDelay: index,
      }
      const call = task(options, (child: number, ..._results: unknown[]) => body(child))
      const list = Array.from({ length: own.children }, (_, n) => n)
      const made: Task = own.children > 0 ? call.map(list) : call(0, ...(own.takesResults ? upstream : []))
      if (own.children > 0 || !own.takesResults) made.after(...upstream)
      tasks.push(made)
    }
  })
  const onStateChange = (task: Task, state: State, mapIndex?: number): void => {
    if (mapIndex === undefined) ended.set(task, state)
  }
  return { flow, tasks, runs, faults, onStateChange }
}

/** What a state comes to; of a mapped task, what each of its children does. */
function came(state: State | undefined): readonly (StateType | undefined)[] {
  return state?.type === 'Mapped' ? state.mapStates.map(({ type }) => type) : [state?.type]
}

function check(all: readonly Plan[], states: readonly (State | undefined)[]): void {
  const known = new Map<number, StateType>()
  for (const [index, own] of all.entries()) {
    const must = expected(all, index, known)
    const found = came(states[index])
    assert.deepEqual(found, Array(Math.max(1, found.length)).fill(must), `t${index}`)
    if (own.children > 0 && found.length > 1) assert.equal(found.length, own.children)
  }
}

describe('A random flow', () => {
  it('comes to what a naive reading of the rules says, whatever the order and the number of places', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.constantFrom(1, 2, 100), async (all, concurrency) => {
        const { flow, tasks, runs, faults, onStateChange } = build(all)
        const clock = new FakeClock({ jumps: true })
        const state = await run(flow, {
          wait: true,
          clock,
          onStateChange,
          executor: new LocalExecutor({ concurrency }),
        })
        check(
          all,
          tasks.map(task => state.result.get(task)),
        )
        assert.deepEqual(faults, [])
        for (const [key, count] of runs)
          assert.ok(count <= (all[Number.parseInt(key, 10)]?.ends === 'flaky' ? 2 : 1), key)
        assert.deepEqual(
          Array.from(state.result, ([task]) => task),
          tasks,
        )
      }),
      { numRuns: 300 },
    )
  })

  it('has the same state whether it waits for its retries or is run again until it is done', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async all => {
        const { flow, tasks } = build(all)
        let state = await run(flow)
        for (let n = 0; n < all.length + 1 && state.type === 'Pending'; n++) {
          const startTasks = tasks.filter(task => state.result.get(task)?.isRetrying())
          if (startTasks.length === 0) break
          const taskStates = tasks.map(task => [task, state.result.get(task)] as const)
          const unknown = taskStates.filter(([, state]) => state?.type !== 'Pending')
          state = await run(flow, { taskStates: unknown, startTasks })
        }
        check(
          all,
          tasks.map(task => state.result.get(task)),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('that is cut at any point and resumed ends as one that was not cut', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(30), async (all, cut) => {
        const { flow, tasks } = build(all)
        const controller = new AbortController()
        let changes = 0
        const first = await run(flow, {
          wait: true,
          clock: new FakeClock({ jumps: true }),
          signal: controller.signal,
          onStateChange: () => {
            if (changes++ === cut) controller.abort()
          },
        })
        const options = { store: null, host: {}, wait: true, clock: new FakeClock({ jumps: true }) }
        const last = first.type === 'Cancelled' ? await flow.resume(first, options) : first
        check(
          all,
          tasks.map(task => last.result.get(task)),
        )
      }),
      { numRuns: 150 },
    )
  })
})
