/**
 * The signals that end a run early, as an AbortSignal: the first asks, a second one insists.
 * Under npm a Ctrl-C arrives twice at once, from the terminal and from npm; that counts as one.
 */

import { constants } from 'node:os'

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const sameSignalMs = 500

type Source = Pick<NodeJS.EventEmitter, 'on' | 'off'>

interface Edges {
  /** Who gets the signals: this process. */
  readonly source?: Source
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
}

export class StopSignals {
  readonly #aborting = new AbortController()
  readonly #onSecond: () => void
  readonly #source: Source
  readonly #now: () => number
  readonly #onSignal = (name: NodeJS.Signals) => this.#receive(name)
  #first: { readonly name: NodeJS.Signals; readonly at: number } | undefined

  constructor(onSecond: () => void, { source = process, now = () => performance.now() }: Edges = {}) {
    this.#onSecond = onSecond
    this.#source = source
    this.#now = now
    for (const name of names) source.on(name, this.#onSignal)
  }

  get signal(): AbortSignal {
    return this.#aborting.signal
  }

  /** What a shell expects of a process that such a signal ended: 130 for Ctrl-C. */
  get exitCode(): number {
    return 128 + constants.signals[this.#first?.name ?? 'SIGINT']
  }

  dispose(): void {
    for (const name of names) this.#source.off(name, this.#onSignal)
  }

  #receive(name: NodeJS.Signals): void {
    if (this.#first === undefined) {
      this.#first = { name, at: this.#now() }
      this.#aborting.abort()
    } else if (this.#now() - this.#first.at > sameSignalMs) this.#onSecond()
  }
}
