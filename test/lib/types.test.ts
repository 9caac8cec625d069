/**
 * What the compiler must accept and refuse. The type check of the tests is the test: a line under `@ts-expect-error`
 * that compiles is an error there. Running this file builds the same flows, so that types and behaviour agree.
 */
import assert from 'node:assert/strict'
import {
  type Context,
  context,
  exponentialBackoff,
  Flow,
  type FlowState,
  flatten,
  type merge,
  Parameter,
  type RunOptions,
  type State,
  Success,
  secret,
  signals,
  type Task,
  type TaskFunction,
  task,
  triggers,
  unmapped,
} from '../../lib/index'

/** Compiles only where A and B are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_yes: Same<A, B>): void => undefined

const fetchPage = task(async function fetchPage(url: string, retries?: number) {
  return { url, size: url.length + (retries ?? 0), tags: ['a'] }
})
const length = task((text: string) => text.length)
const sum = task((...numbers: number[]) => numbers.reduce((a, b) => a + b, 0))
const total = task((numbers: number[], options: { scale: number }) => numbers.length * options.scale)

describe('Types', () => {
  it('of results flow through tasks', () => {
    new Flow('types').build(() => {
      const page = fetchPage('x')
      same<typeof page, Task<{ url: string; size: number; tags: string[] }>>(true)
      const url = page.get('url')
      same<typeof url, Task<string>>(true)
      const size = length(url)
      same<typeof size, Task<number>>(true)
      sum(1, size, page.get('size'))
      total([1, size], { scale: size })
      total(task(() => [1])(), { scale: 2 })
      fetchPage(url, undefined)
      same<ReturnType<typeof merge<[Task<string>, Task<number>]>>, Task<string | number>>(true)
    })
  })

  it('refuse wrong arguments', () => {
    const compiles = () => {
      // @ts-expect-error a number is no string
      fetchPage(1)
      // @ts-expect-error a Task of a number is none either
      fetchPage(length('x'))
      // @ts-expect-error the first argument is missing
      fetchPage()
      // @ts-expect-error one argument too many
      length('x', 'y')
      // @ts-expect-error a list with a string in it
      total([1, 'x'], { scale: 1 })
      // @ts-expect-error a Task of a wrong property
      total([1], { scale: fetchPage('x').get('url') })
      // @ts-expect-error no such property
      fetchPage('x').get('colour')
    }
    assert.equal(typeof compiles, 'function')
  })

  it('of map are lists of the arguments, and give a list of results', () => {
    new Flow('types').build(() => {
      const lengths = length.map(['a', fetchPage('x').get('url')])
      same<typeof lengths, Task<number[]>>(true)
      const pages = fetchPage.map(task(() => ['a'])(), unmapped(3))
      same<typeof pages, Task<{ url: string; size: number; tags: string[] }[]>>(true)
      length.map(flatten(task((n: number) => [`${n}`]).map([1, 2])))
      length.map(task(() => new Set(['a']))())
      total(lengths, { scale: 1 })
    })
    const compiles = () => {
      // @ts-expect-error a list of numbers
      length.map([1])
      // @ts-expect-error no list
      length.map('x')
      // @ts-expect-error a Task of no list
      length.map(length('x'))
      // @ts-expect-error a list of numbers as one string
      length(length.map(['x']))
    }
    assert.equal(typeof compiles, 'function')
  })

  it('of options are known', () => {
    task(
      { maxRetries: 1, retryDelay: ['1s', 5], retryOn: [TypeError], trigger: triggers.anyFailed, tags: new Set(['x']) },
      () => 1,
    )
    task(
      { retryDelay: exponentialBackoff({ initial: 1 }), retryOn: (error, attempt) => attempt > 1 && error !== 1 },
      () => 1,
    )
    task(
      { onFailure: (task, state) => void [task.slug, state.error], stateHandlers: [async (_task, _from, to) => to] },
      () => 1,
    )
    const compiles = (flow: Flow) => {
      // @ts-expect-error unknown option
      task({ maxRetry: 1 }, () => 1)
      // @ts-expect-error no number
      task({ maxRetries: '1' }, () => 1)
      // @ts-expect-error the options come first
      task(() => 1, { maxRetries: 1 })
      // @ts-expect-error unknown option of a run
      void flow.run({ returnTask: [] })
      // @ts-expect-error unknown option of a flow
      new Flow('x', { shedule: undefined })
      // @ts-expect-error signals.Skip takes a result, no start time
      new signals.Skip('x', { startTime: new Date() })
      // @ts-expect-error resume is given no start tasks
      void flow.resume(undefined, { startTasks: [] })
    }
    assert.equal(typeof compiles, 'function')
  })

  it('of task functions keep the plain function', () => {
    same<typeof length, TaskFunction<[text: string], number>>(true)
    const { fn } = fetchPage
    same<ReturnType<typeof fn>, Promise<{ url: string; size: number; tags: string[] }>>(true)
    same<typeof length, ReturnType<typeof length.with>>(true)
  })

  it('of states are told apart by type', () => {
    const told = (state: State<number>): number => {
      switch (state.type) {
        case 'Success':
        case 'Cached':
          return state.result
        case 'Retrying':
          return state.runCount + state.startTime.getTime()
        case 'Mapped':
          return state.mapStates.length
        case 'Failed':
          // @ts-expect-error a failed state has no result
          return state.result
        default:
          return state.result ?? 0
      }
    }
    assert.equal(told(Success({ result: 5 })), 5)
    same<ReturnType<typeof Success<string>>['result'], string>(true)
  })

  it('of results are those of their tasks', () => {
    const compiles = (state: FlowState, text: Task<string>, options: RunOptions) => {
      same<ReturnType<typeof state.value<string>>, string>(true)
      const value: string = state.value(text)
      const found: State<string> | undefined = state.result.get(text)
      // @ts-expect-error a string is no number
      const wrong: number = state.value(text)
      const again: RunOptions = {
        ...options,
        returnTasks: [text],
        taskStates: new Map([[text, found]]),
        startTasks: [text],
      }
      return [value, wrong, again]
    }
    assert.equal(typeof compiles, 'function')
  })

  it('of parameters, secrets and the context', () => {
    const compiles = (values: Context) => {
      const x = new Parameter<number>('x', { default: 1 })
      sum(x)
      // @ts-expect-error a number is no string
      length(x)
      length(new Parameter('anything'))
      length(secret('KEY'))
      // @ts-expect-error a default of another type
      new Parameter<number>('x', { default: 'one' })
      same<typeof values.taskName, string | undefined>(true)
      same<typeof values._fail, unknown>(true)
      const signal: AbortSignal | undefined = context.get('signal')
      const count: number | undefined = context.get('loopCount')
      return [signal, count, context.with({ tenant: 1 }, () => 'x').length]
    }
    assert.equal(typeof compiles, 'function')
  })
})
