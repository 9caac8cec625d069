/**
 * Task functions: what `task(fn)` makes. Calling one in `flow.build` adds a Task to that flow; nothing runs yet.
 * The types carry the results: an argument is its value, a Task of it, or a structure holding Tasks.
 */
import { requireFlow } from './active-flow'
import { type Flattened, sourceOf, type Unmapped } from './argument'
import { FlowError } from './error'
import { type FunctionParameters, keyAt, parametersOf } from './function-parameters'
import { quote } from './options'
import { isTask } from './recognise'
import { flowGraph, isBranded, named, taskFunctionBrand, wrapperBrand } from './symbols'
import { type Body, FunctionTask, type Task, type TaskCore } from './task'
import { checkTaskOptions, type TaskOptions, taskSettings } from './task-options'

/** What stands for a `T` in a call: the value, a Task of it, or a structure holding Tasks. */
export type Input<T> =
  | T
  | Task<T>
  | (T extends Body
      ? never
      : T extends ReadonlyMap<infer K, infer V>
        ? ReadonlyMap<K, Input<V>>
        : T extends ReadonlySet<infer V>
          ? ReadonlySet<Input<V>>
          : T extends object
            ? { readonly [K in keyof T]: Input<T[K]> }
            : never)

/** The arguments of a task's call. */
export type Inputs<A extends unknown[]> = { [K in keyof A]: Input<A[K]> }

type MapInput<T> = readonly Input<T>[] | Task<readonly T[]> | Task<ReadonlySet<T>> | Unmapped<T> | Flattened<T>

/** The arguments of `map`: for each a list, or a value for all. */
export type MapInputs<A extends unknown[]> = { [K in keyof A]: MapInput<A[K]> }

/** A task not yet in a flow. Calling it in `flow.build` adds a new Task to that flow and returns it. */
export interface TaskFunction<A extends unknown[], R> {
  (...args: Inputs<A>): Task<Awaited<R>>
  /** One child run per element: zipped to the shortest list; `unmapped(value)` is given whole. */
  map(...args: MapInputs<A>): Task<Awaited<R>[]>
  /** A copy with some options replaced. */
  with(options: TaskOptions): TaskFunction<A, R>
  readonly name: string
  readonly options: Readonly<TaskOptions>
  /** The plain function, to call or unit-test. */
  readonly fn: (...args: A) => R
}

/** Wraps a function as a task: `task(fn)` or `task(options, fn)`. */
export function task<A extends unknown[], R>(options: TaskOptions, fn: (...args: A) => R): TaskFunction<A, R>
export function task<A extends unknown[], R>(fn: (...args: A) => R): TaskFunction<A, R>
export function task<A extends unknown[], R>(
  first: TaskOptions | ((...args: A) => R),
  second?: (...args: A) => R,
): TaskFunction<A, R> {
  if (typeof first === 'function') {
    if (second === undefined) return makeTaskFunction({}, first)
    throw new FlowError('BAD_TASK', 'task(options, fn): the options come first, then the function.')
  }
  checkTaskOptions(first)
  if (typeof second === 'function') return makeTaskFunction(first, second)
  throw new FlowError(
    'BAD_TASK',
    `task() wraps a function, got ${quote(second ?? first)}; expected task(fn) or task(options, fn).`,
  )
}

const noTags: ReadonlySet<string> = new Set()

/** What a task function makes of each call; an inline body is the engine's own. */
export interface Recipe {
  readonly options: Readonly<TaskOptions>
  readonly tags: ReadonlySet<string>
  readonly core: TaskCore
  name(): string
}

function makeTaskFunction<A extends unknown[], R>(given: TaskOptions, fn: (...args: A) => R): TaskFunction<A, R> {
  const options = Object.freeze({ ...given })
  let name = options.name ?? (fn.name || undefined)
  const recipe: Recipe = {
    options,
    tags: options.tags === undefined ? noTags : new Set(options.tags),
    core: { fn, parameters: parametersOf(fn), settings: taskSettings(options) },
    name: () => name ?? 'task',
  }
  const call = (...args: unknown[]): Task => addCall(recipe, args, false)
  const own = {
    map: (...args: unknown[]): Task => addCall(recipe, args, true),
    with: (changes: TaskOptions) => {
      checkTaskOptions(changes)
      const copy = makeTaskFunction({ ...options, ...changes }, fn)
      if (name !== undefined) (copy as unknown as { [named](name: string): void })[named](name)
      return copy
    },
    options,
    fn,
    [named]: (given: string) => {
      name ??= given
    },
    [taskFunctionBrand]: true,
  }
  Object.defineProperties(call, Object.getOwnPropertyDescriptors(own))
  Object.defineProperty(call, 'name', { get: () => recipe.name(), configurable: true })
  return call as unknown as TaskFunction<A, R>
}

/** Adds a task made by this recipe to the flow that is being built. */
export function addCall(recipe: Recipe, args: readonly unknown[], mapped: boolean): Task {
  const flow = requireFlow()
  const graph = flow[flowGraph]
  const { parameters } = recipe.core
  refuseSurplus(recipe, args, parameters)
  const name = recipe.name()
  const made = new FunctionTask(
    name,
    recipe.options.slug ?? graph.slugFor(name),
    recipe.options,
    recipe.tags,
    recipe.core,
  )
  if (mapped) refuseUnmapped(made, args)
  flow.addTask(made)
  const node = graph.node(made)
  for (const [index, arg] of args.entries()) {
    const key = keyAt(parameters, index) ?? ''
    const isList = mapped && !(isBranded(arg, wrapperBrand) && 'unmapped' in arg)
    const source = sourceOf(arg, made, key, isList, edge => {
      graph.insert(edge, graph.nodes.get(edge.upstream) ?? addNode(edge.upstream), node)
    })
    if (source.kind !== 'edge') graph.placeSource(node, key, source)
  }
  return made

  function addNode(upstream: Task) {
    flow.addTask(upstream)
    return graph.node(upstream)
  }
}

function refuseSurplus(recipe: Recipe, args: readonly unknown[], parameters: FunctionParameters): void {
  if (parameters.rest !== undefined || args.length <= parameters.names.length) return
  const takes =
    parameters.names.length === 0 ? 'no arguments' : `${parameters.names.length} (${parameters.names.join(', ')})`
  throw new FlowError(
    'SURPLUS_ARGUMENT',
    `The task "${recipe.name()}" takes ${takes}, but was called with ${args.length}.`,
  )
}

function refuseUnmapped(made: Task, args: readonly unknown[]): void {
  if (args.some(arg => !(isBranded(arg, wrapperBrand) && 'unmapped' in arg))) return
  throw new FlowError(
    'NOTHING_TO_MAP',
    `${made}.map() was given nothing to map over; expected a list or a task of one.`,
  )
}

/** Whether a value is a task function, of this or another copy of the library. */
export function isTaskFunction(value: unknown): value is TaskFunction<unknown[], unknown> {
  return !isTask(value) && isBranded(value, taskFunctionBrand)
}
