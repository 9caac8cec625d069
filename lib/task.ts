/**
 * Tasks: nodes of one flow. A Task carries the type of its result, so that `Task<string>` is refused where a number
 * is wanted; what it does stands in its core, which the engine reads.
 * Tasks are made by calling a task function in `flow.build`, or are Parameters; a flow gives each its slug.
 */

import { FlowError } from './error'
import type { Flow } from './flow'
import type { FunctionParameters } from './function-parameters'
import type { State } from './state'
import { flowGraph, inspectCustom, jupyterDisplay, taskBrand, taskCore, taskHome } from './symbols'
import { type TaskOptions, type TaskSettings, taskSettings } from './task-options'
import type { MimeBundle } from './view/mime-bundle'

/** Type only: what makes `Task<string>` no `Task<number>`. */
export const RESULT: unique symbol = Symbol.for('tasklab.result')

// biome-ignore lint/suspicious/noExplicitAny: any function can be a task's body
export type Body = (...args: any[]) => unknown

/** What an inline body can see: the run's parameters, and the states of its upstream. */
export interface InlineScope {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly upstream: () => ReadonlyMap<Task, State>
}

/** What a task does, for the engine. */
export interface TaskCore {
  readonly fn: Body
  readonly parameters: FunctionParameters
  readonly settings: TaskSettings
  /** a body of the engine's own, which runs at once and by no executor */
  readonly inline?: (args: readonly unknown[], scope: InlineScope) => unknown
  /** the result is a secret: it is never shown */
  readonly secret?: boolean
}

/** A node of a flow, whose result is an `R`. */
export abstract class Task<R = unknown> {
  declare readonly [RESULT]: R
  readonly name: string
  readonly slug: string
  readonly tags: ReadonlySet<string>
  readonly options: Readonly<TaskOptions>
  readonly [taskCore]: TaskCore
  /** the flow that it was built in, or first added to */
  declare [taskHome]?: Flow

  constructor(name: string, slug: string, options: Readonly<TaskOptions>, tags: ReadonlySet<string>, core: TaskCore) {
    this.name = name
    this.slug = slug
    this.options = options
    this.tags = tags
    this[taskCore] = core
  }

  /** Runs this task after others, without taking their results; in the flow that the task was built in. */
  // biome-ignore lint/suspicious/noExplicitAny: results play no part here
  after(...upstream: Task<any>[]): this {
    const flow = homeFlow(this)
    for (const task of upstream) flow.addEdge({ upstream: task, downstream: this })
    return this
  }

  /** A task that reads one property of this task's result. */
  get<K extends keyof R>(key: K): Task<R[K]> {
    const flow = homeFlow(this)
    const name = `${this.name}.${String(key)}`
    const read = flow.addTask(new FunctionTask<R[K]>(name, flow[flowGraph].slugFor(name), {}, new Set(), readerOf(key)))
    flow.addEdge({ upstream: this, downstream: read, key: 'value' })
    return read
  }

  /** `<Task: create_payload>` */
  toString(): string {
    return `<Task: ${this.name}>`
  }

  [inspectCustom](): string {
    return this.toString()
  }

  [jupyterDisplay](): MimeBundle {
    const { describe } = require('./view/describe') as typeof import('./view/describe')
    return describe(this)
  }
}
Object.defineProperty(Task.prototype, taskBrand, { value: true })

/** A task whose body is a function. */
export class FunctionTask<R = unknown> extends Task<R> {}

function homeFlow(task: Task): Flow {
  const flow = task[taskHome]
  if (flow) return flow
  throw new FlowError('NO_FLOW', `${task} is in no flow yet. Use it in flow.build(() => …) or flow.addTask first.`)
}

/** What a task of `get` does: it reads one property, at once and by no executor. */
function readerOf(key: PropertyKey): TaskCore {
  const fn = (value: unknown): unknown => (value as { readonly [key: PropertyKey]: unknown })[key]
  return { fn, parameters: { names: ['value'] }, settings: taskSettings({}), inline: ([value]) => fn(value) }
}
