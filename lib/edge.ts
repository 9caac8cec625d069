/**
 * Edges: one task waits for another, and where the edge has a key, takes its result for that parameter.
 * An edge is immutable and knows nothing of its flow, so copies of a flow share their edges.
 */
import { inspectCustom, jupyterDisplay } from './symbols'
import type { Task } from './task'
import type { MimeBundle } from './view/mime-bundle'

/** A dependency of one task on another. */
export interface Edge {
  readonly upstream: Task
  readonly downstream: Task
  /** the parameter that takes the result, or a part of it: `url`, `urls[0]`; none: only the state counts */
  readonly key?: string
  /** one child run of downstream per element */
  readonly mapped: boolean
  /** `<Edge (key=url): a to b>` */
  toString(): string
}

/** An edge as the engine sees it. */
export class EdgeRecord implements Edge {
  readonly upstream: Task
  readonly downstream: Task
  declare readonly key?: string
  readonly mapped: boolean
  /** a list of lists is taken as one list */
  readonly flat: boolean
  /** the result is a part of the argument, which the graph's sources put together */
  readonly part: boolean

  constructor(upstream: Task, downstream: Task, key: string | undefined, mapped: boolean, flat = false, part = false) {
    this.upstream = upstream
    this.downstream = downstream
    if (key !== undefined) this.key = key
    this.mapped = mapped
    this.flat = flat
    this.part = part
  }

  /** What an argument is made of is told apart by this. */
  get kind(): 'edge' {
    return 'edge'
  }

  toString(): string {
    const key = this.key === undefined ? '' : ` (key=${this.key})`
    return `<Edge${key}: ${this.upstream.name} to ${this.downstream.name}>`
  }

  [inspectCustom](): string {
    return this.toString()
  }

  [jupyterDisplay](): MimeBundle {
    const { describe } = require('./view/describe') as typeof import('./view/describe')
    return describe(this)
  }
}
