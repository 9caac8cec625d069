/**
 * The context: values that a piece of code sees without being passed them, inside a task above all.
 * Scopes nest: a value is looked up in the innermost scope and then outwards. A scope follows `await`, and is left
 * when its function ends, by an error too. The engine enters one scope for each attempt of a task, whose values are
 * made only when they are asked for.
 */
import { FlowError } from './error'
import type { Logger } from './logger'
import { checks, requireOption } from './options'
import type { Progress } from './progress'

/** Your own keys, typed: `declare module 'tasklab' { interface ContextValues { tenant: Tenant } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
export interface ContextValues {}

/** What the engine provides inside a task. */
export interface TaskContextValues {
  readonly flowName: string
  readonly flowVersion: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly runId: string
  readonly taskName: string
  readonly taskSlug: string
  /** which run of the task this is, from 1 */
  readonly taskRunCount: number
  readonly mapIndex: number
  /** the pass of a looping task, from 1 */
  readonly loopCount: number
  readonly loopResult: unknown
  /** the task's own start time, else when the run began */
  readonly scheduledStartTime: Date
  /** fires when the task has timed out or the run is aborted */
  readonly signal: AbortSignal
  /** names the piece of work: the same in every retry and resume */
  readonly idempotencyKey: string
  readonly logger: Logger
}

type Known = ContextValues & TaskContextValues

/** Values by name, within the innermost scope. */
export interface ContextMethods {
  /** Runs `fn` with these values besides those of the surroundings; returns what it returns. */
  with<T>(values: Partial<Known> & Readonly<Record<string, unknown>>, fn: () => T): T
  get<K extends keyof Known>(key: K): Known[K] | undefined
  get(key: string): unknown
}

/** `context.get('tenant')`, or shorter `context.tenant`. */
export type Context = ContextMethods & { readonly [K in keyof Known]: Known[K] | undefined } & {
  readonly [key: string]: unknown
}

/** One layer of values. */
export interface Scope {
  readonly outer: Scope | undefined
  /** The value of a key that this layer has; `missing` lets the next layer be asked. */
  lookup(key: string): unknown
  /** The names that this layer has. */
  keys(): Iterable<string>
  /** Takes the progress of the task whose scope this is. */
  progress?(count: Progress): void
}

/** What `lookup` answers for a key that a scope does not have: undefined may be a value. */
export const missing: unique symbol = Symbol.for('tasklab.missing')

/** A layer of plain values. */
export class ValueScope implements Scope {
  readonly outer: Scope | undefined
  readonly #values: Readonly<Record<string, unknown>>

  constructor(values: Readonly<Record<string, unknown>>, outer: Scope | undefined) {
    this.outer = outer
    this.#values = { ...values }
  }
  lookup(key: string): unknown {
    return Object.hasOwn(this.#values, key) ? this.#values[key] : missing
  }
  keys(): Iterable<string> {
    return Object.keys(this.#values)
  }
}

type Storage = typeof import('./async-scope')['scopes']
let storage: Storage | undefined

function scopes(): Storage {
  storage ??= (require('./async-scope') as typeof import('./async-scope')).scopes
  return storage
}

/** The innermost scope that is entered here; none outside of all. */
export function currentScope(): Scope | undefined {
  return scopes().getStore()
}

/** Runs `fn` inside a scope, without arguments of its own so that no closure is needed to call it. */
export function enterScope<A extends unknown[], T>(scope: Scope, fn: (...args: A) => T, ...args: A): T {
  return scopes().run(scope, fn, ...args)
}

/** The value of a key, from the innermost scope that has it. */
export function lookup(scope: Scope | undefined, key: string): unknown {
  for (let layer = scope; layer !== undefined; layer = layer.outer) {
    const value = layer.lookup(key)
    if (value !== missing) return value
  }
  return undefined
}

/** All values of a scope and those around it, inner ones first. */
export function flatten(scope: Scope | undefined, but: ReadonlySet<string> = new Set()): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (let layer = scope; layer !== undefined; layer = layer.outer) {
    for (const key of layer.keys()) if (!Object.hasOwn(values, key) && !but.has(key)) values[key] = layer.lookup(key)
  }
  return values
}

const methods: ContextMethods = {
  with: (values, fn) => {
    requireOption('context.with', 'values', values, checks.record)
    requireOption('context.with', 'fn', fn, checks.fn)
    return enterScope(new ValueScope(values, currentScope()), fn)
  },
  get: (key: string) => lookup(currentScope(), key),
}

const refuseWrite = (_target: ContextMethods, key: string | symbol): never => {
  throw new FlowError(
    'READ_ONLY',
    `The context cannot be written to; context.with({ ${String(key)}: … }, fn) adds to it.`,
  )
}

/** The context of the code that asks. */
export const context = new Proxy(methods, {
  set: refuseWrite,
  defineProperty: refuseWrite,
  deleteProperty: refuseWrite,
  get: (target, key) =>
    key === 'with' || key === 'get' ? target[key] : typeof key === 'string' ? target.get(key) : undefined,
  has: (target, key) => typeof key === 'string' && (key in target || target.get(key) !== undefined),
  ownKeys: () => [...new Set(['with', 'get', ...Object.keys(flatten(currentScope()))])],
  getOwnPropertyDescriptor: (target, key) =>
    typeof key === 'string' && (key in target || lookup(currentScope(), key) !== undefined)
      ? { configurable: true, enumerable: true, value: Reflect.get(target, key) ?? target.get(key) }
      : undefined,
}) as Context
