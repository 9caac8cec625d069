/**
 * Progress of something that is counted: in the row of its task where there is one, else alone, in a cell or a
 * terminal. It counts and tells; how it looks is the view's matter.
 */
import { context, currentScope, type Scope } from './context'
import { FlowError } from './error'
import { surroundingHost } from './host'
import { checkOptions, checks, quote } from './options'
import { inspectCustom, jupyterDisplay } from './symbols'
import type { MimeBundle } from './view/mime-bundle'
import type { ProgressState } from './view/progress'

/** What `progress` takes. */
export interface ProgressOptions {
  readonly label?: string
  /** how many there are, where an iterable does not tell */
  readonly total?: number
}

/** Something that is counted. */
export interface Progress {
  readonly done: number
  readonly total: number | undefined
  /** Counts one more, or `n` more. */
  tick(n?: number): void
  /** Where it stands now. */
  state(): ProgressState
}

/** Milliseconds between two lines on a terminal. */
const pace = 100

class Count implements Progress {
  done = 0
  readonly total: number | undefined
  readonly #label: string | undefined
  readonly #began = Date.now()
  readonly #scope: Scope | undefined
  readonly #watch: (() => void) | undefined
  #told = 0

  constructor(total: number | undefined, { label }: ProgressOptions) {
    this.total = total
    this.#label = label
    this.#scope = attemptScope()
    this.#watch = this.#scope === undefined ? (surroundingHost()?.onProgress?.(this) ?? undefined) : undefined
    this.#tell(true)
  }

  tick(n = 1): void {
    this.done += n
    this.#tell(this.done === this.total)
  }

  state(): ProgressState {
    const elapsed = Date.now() - this.#began
    const { done, total } = this
    return {
      done,
      elapsed,
      ...(total === undefined ? {} : { total }),
      ...(this.#label === undefined ? {} : { label: this.#label }),
    }
  }

  #tell(always: boolean): void {
    this.#scope?.progress?.(this)
    this.#watch?.()
    const now = Date.now()
    if (surroundingHost() !== undefined || (!always && now - this.#told < pace)) return
    this.#told = now
    if (globalThis.process?.stderr?.isTTY)
      process.stderr.write(`\r\u001b[2K${this.#owner}${this}${this.done === this.total ? '\n' : ''}`)
  }

  /** On a terminal nothing else says whose count it is. */
  get #owner(): string {
    const { taskName, mapIndex } = this.#scope === undefined ? {} : context
    if (taskName === undefined) return ''
    return mapIndex === undefined ? `${taskName} ` : `${taskName}[${mapIndex}] `
  }

  toString(): string {
    const { progressText } = require('./view/progress') as typeof import('./view/progress')
    return `${this.#label === undefined ? '' : `${this.#label} `}${progressText(this.state())}`
  }
  [inspectCustom](): string {
    return this.toString()
  }
  [jupyterDisplay](): MimeBundle {
    const { progressBundle } = require('./view/progress') as typeof import('./view/progress')
    return progressBundle(this.state())
  }
}

function attemptScope(): Scope | undefined {
  let scope = currentScope()
  while (scope !== undefined && scope.progress === undefined) scope = scope.outer
  return scope
}

/** Counts what is read: `for (const page of progress(pages)) …`; or by hand: `const p = progress(100); p.tick()`. */
export function progress(total: number, options?: ProgressOptions): Progress
export function progress<T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T> & Progress
export function progress<T>(items: Iterable<T>, options?: ProgressOptions): Iterable<T> & Progress
export function progress(items: unknown, options: ProgressOptions = {}): Progress {
  checkOptions<ProgressOptions>('progress', options, { label: checks.text, total: amount })
  if (typeof items === 'number' && amount(items) === undefined) return new Count(items, options)
  if (typeof items !== 'string' && (typeof items !== 'object' || items === null)) throw nothingToCount(items)
  const count = new Count(options.total ?? sizeOf(items), options)
  if (isAsync(items)) {
    return Object.assign(count, {
      async *[Symbol.asyncIterator]() {
        for await (const item of items) {
          yield item
          count.tick()
        }
      },
    })
  }
  if (!isIterable(items)) throw nothingToCount(items)
  return Object.assign(count, {
    *[Symbol.iterator]() {
      for (const item of items) {
        yield item
        count.tick()
      }
    },
  })
}

function amount(value: unknown): string | undefined {
  return typeof value === 'number' && value >= 0 ? undefined : 'a number ≥ 0'
}

function nothingToCount(items: unknown): FlowError {
  return new FlowError('BAD_ARGUMENT', `progress() counts an iterable, or up to a number, got ${quote(items)}.`)
}

function sizeOf(items: unknown): number | undefined {
  const { length, size } = items as { readonly length?: unknown; readonly size?: unknown }
  return typeof length === 'number' ? length : typeof size === 'number' ? size : undefined
}

function isAsync(items: unknown): items is AsyncIterable<unknown> {
  return typeof items === 'object' && items !== null && Symbol.asyncIterator in items
}

function isIterable(items: unknown): items is Iterable<unknown> {
  return typeof items === 'string' || (typeof items === 'object' && items !== null && Symbol.iterator in items)
}
