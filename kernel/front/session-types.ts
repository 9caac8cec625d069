/**
 * The types of this session: when the service starts, and what it is told. What comes before its start is told then, in
 * order. Invariant: neither its loading nor its start delays the first result: it begins after the first cell, or when
 * nothing has run for a moment, or when somebody asks.
 */

import { packageRoot } from '../package-root'
import type { CellSource, CompletionList, Diagnostic, Hover, Signature, TypeService } from './types/type-service'

/** What is done with a cell's type errors: shown under it, kept from running, or not looked for. */
export const typeCheckModes = ['warn', 'strict', 'off'] as const
export type TypeCheckMode = (typeof typeCheckModes)[number]

const idleMs = 300

export class SessionTypes {
  mode: TypeCheckMode = 'warn'
  readonly #make: () => TypeService
  #service: TypeService | undefined
  readonly #waiting: ((service: TypeService) => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #due = Number.POSITIVE_INFINITY

  /** @param make tests give one of their own. */
  constructor(make: () => TypeService = makeService) {
    this.#make = make
  }

  get isStarted(): boolean {
    return this.#service !== undefined
  }

  /** The service's process, while there is one. */
  get pid(): number | undefined {
    return this.#service?.pid
  }

  /** Starts after a while, at the earliest that was asked for: whoever connects has other things to ask first. */
  startSoon(milliseconds: number = idleMs): void {
    const due = performance.now() + milliseconds
    if (this.#service !== undefined || due >= this.#due) return
    clearTimeout(this.#timer)
    this.#due = due
    this.#timer = setTimeout(() => this.start(), milliseconds).unref()
  }

  start(): TypeService {
    clearTimeout(this.#timer)
    if (this.#service !== undefined) return this.#service
    const service = this.#make()
    this.#service = service
    service.start()
    for (const tell of this.#waiting.splice(0)) tell(service)
    return service
  }

  /** What the compiler says of a cell that runs now; nothing where types are off. */
  check(cell: CellSource): Promise<readonly Diagnostic[]> {
    if (this.mode === 'off') return Promise.resolve([])
    return new Promise((resolve, reject) => this.#tell(service => service.check(cell).then(resolve, reject)))
  }

  /** Later cells see what this one declares. */
  add(cell: CellSource): void {
    this.#tell(service => service.add(cell))
  }

  complete(source: string, offset: number, signal: AbortSignal): Promise<CompletionList> {
    return this.start().complete(source, offset, signal)
  }

  hover(source: string, offset: number, signal: AbortSignal): Promise<Hover | undefined> {
    return this.start().hover(source, offset, signal)
  }

  signature(source: string, offset: number, signal: AbortSignal): Promise<Signature | undefined> {
    return this.start().signature(source, offset, signal)
  }

  /** The text of a function of some cell as it was written, by the text that it runs by. */
  written(running: string): string | undefined {
    return this.#service?.written(running)
  }

  /** What cells declared is gone. */
  reset(): void {
    this.#tell(service => service.reset())
  }

  packagesChanged(): void {
    this.#service?.packagesChanged()
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#service?.stop()
  }

  #tell(what: (service: TypeService) => void): void {
    if (this.#service === undefined) this.#waiting.push(what)
    else what(this.#service)
  }
}

function makeService(): TypeService {
  const { TypeService } = require('./types/type-service') as typeof import('./types/type-service')
  return new TypeService({ cwd: process.cwd(), tasklabRoot: packageRoot() })
}
