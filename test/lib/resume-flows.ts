/**
 * Flows that fail where a test wants it and note what ran, and a store of their own for each test: what the tests of
 * `resume` share.
 */
import { Flow } from '../../lib/flow'
import type { ResumeOptions, RunOptions } from '../../lib/run-options'
import { openStore } from '../../lib/store/open-store'
import type { RunStore } from '../../lib/store/store'
import { task } from '../../lib/task-function'

let store: RunStore
let ran: string[] = []

/** The store of this test. */
export const here = (): RunStore => store

/** Closes the store and opens another in its place, or the same file again as a process that is started anew. */
export async function open(path = ':memory:'): Promise<void> {
  await store?.close()
  store = openStore(path)
}

/** Begins each test with an empty store, and nothing that ran or is broken. */
export function withStore(): void {
  beforeEach(async () => {
    await open()
    ran = []
    broken.clear()
  })
  afterEach(() => store.close())
}

/** Notes that a task ran. */
export const note = (name: string) => {
  ran.push(name)
}
export const took = () => ran.splice(0)
export const run = (flow: Flow, options: RunOptions = {}) => flow.run({ store, ...options })
export const resume = (flow: Flow, from?: Parameters<Flow['resume']>[0], options: ResumeOptions = {}) =>
  flow.resume(from, { store, ...options })
export const plan = async (flow: Flow, options: ResumeOptions = {}) => {
  const { reuse, run } = await flow.resumePlan(undefined, { store, ...options })
  return {
    reuse: reuse.map(task => task.name),
    run: Object.fromEntries(
      run.map(({ task, reason, children }) => [task.name, children ? [reason, ...children] : reason]),
    ),
  }
}

/** a → b → c, where b fails as long as it is told to. */
export const broken = new Set<string>()

export function fail(name: string): void {
  if (broken.has(name)) throw new Error(`${name} is broken`)
}

interface Bodies {
  readonly a?: () => number
  readonly b?: (x: number) => number
  readonly c?: (x: number) => number
}

export function chain(bodies: Bodies = {}, options: { readonly maxRetries?: number } = {}): Flow {
  const a = task(
    { name: 'a' },
    bodies.a ??
      (() => {
        note('a')
        return 1
      }),
  )
  const b = task(
    { name: 'b', retryDelay: 60_000, ...options },
    bodies.b ??
      ((x: number) => {
        note('b')
        fail('b')
        return x + 1
      }),
  )
  const c = task(
    { name: 'c' },
    bodies.c ??
      ((x: number) => {
        note('c')
        return x * 10
      }),
  )
  const flow = new Flow('chain')
  flow.build(() => c(b(a())))
  return flow
}

export const resultOf = async (state: ReturnType<Flow['run']>, name: string) => {
  const { result } = await state
  return [...result].find(([task]) => task.name === name)?.[1].result
}
