/**
 * Runs that were interrupted, and that might go on: at an await, when what they wait for comes. There they are
 * terminated, which is the one way to stop code for good; V8 then drops all that is queued with it.
 * Among that may be the run that goes on now, where both waited for the same promise or event. It would never end: so
 * what it waits for is noted, and it fails, saying so, where a termination took it along.
 * The hooks are in force only after the first interrupt, and for good, since V8 keeps what an interrupted run waits for:
 * promises are then slower, by some 0.2 µs each.
 */

import { inspect } from 'node:util'
import { promiseHooks } from 'node:v8'
import type { RunId } from '../../link'
import { type CellScope, currentScope, ownScope } from '../scope'
import { nextTick, queueMicrotask, soonForSure } from '../turns'

interface Waiting {
  readonly scope: CellScope
  readonly for: Promise<unknown>
  /** What the runtime made for it, and names when it goes on. */
  readonly promise: Promise<unknown>
  readonly turn: number
}

/** How many of a turn are noted, the newest. */
const most = 4096

export class DeadRuns {
  readonly #terminate: () => void
  readonly #dead = new Set<RunId>()
  #waiting: Waiting[] = []
  #waitings = 0
  /** Promises of this turn of the event loop: what waits for them is queued. */
  #settled: Promise<unknown>[] = []
  #settlings = 0
  #turn = 0
  #turnEnds = false

  /** @param terminate ends whatever runs on this thread now. */
  constructor(terminate: () => void) {
    this.#terminate = terminate
  }

  get areThere(): boolean {
    return this.#dead.size > 0
  }

  has(run: RunId): boolean {
    return this.#dead.has(run)
  }

  add(run: RunId): void {
    this.#dead.add(run)
    if (this.#dead.size > 1) return
    promiseHooks.createHook({
      init: (promise, parent) => this.#onInit(promise, parent),
      settled: promise => this.#onSettled(promise),
      before: promise => this.#onBefore(promise),
    })
  }

  /** No run goes on now. */
  settle(): void {
    this.#waiting = []
    this.#waitings = 0
  }

  #onInit(promise: Promise<unknown>, parent: Promise<unknown> | undefined): void {
    if (parent === undefined) return
    const scope = currentScope()
    if (scope.fail === undefined || this.#dead.has(scope.run)) return
    this.#waiting[this.#waitings++ % most] = { scope, for: parent, promise, turn: this.#turn }
    this.#endTurn()
  }

  #onSettled(promise: Promise<unknown>): void {
    this.#settled[this.#settlings++ % most] = promise
    this.#endTurn()
  }

  #onBefore(promise: Promise<unknown>): void {
    const scope = ownScope()
    if (scope === undefined || !this.#dead.has(scope.run)) {
      if (!GoneOn.has(promise)) new GoneOn(promise)
      return
    }
    const cutOff = new Set(this.#queued().map(waiting => waiting.scope))
    for (const each of cutOff) soonForSure(() => each.fail?.(new CutOff()))
    this.#newTurn()
    this.#terminate()
  }

  /** What would go on in this turn. (Of an older one some have gone on unnamed, such as those of generators.) */
  #queued(): readonly Waiting[] {
    const settled = new Set(this.#settled)
    return this.#waiting.filter(
      each => (each.turn === this.#turn || settled.has(each.for)) && !GoneOn.has(each.promise) && isSettled(each.for),
    )
  }

  /** It ends when all that is queued is done: a tick comes before queued promises, or after those that go on now. */
  #endTurn(): void {
    if (this.#turnEnds) return
    this.#turnEnds = true
    nextTick(() => queueMicrotask(() => nextTick(() => this.#newTurn())))
  }

  #newTurn(): void {
    this.#turnEnds = false
    this.#turn++
    this.#settled = []
    this.#settlings = 0
  }
}

/** A constructor that makes nothing: what extends it puts its private names on the object that it is given. */
function itself(given: object): object {
  return given
}

/** Marks promises that have gone on, where nobody sees it; a set of them would make each promise ten times slower. */
class GoneOn extends (itself as unknown as new (promise: object) => object) {
  readonly #mark = true

  static has(promise: object): boolean {
    return #mark in promise
  }
}

class CutOff extends Error {
  override readonly name = 'CutOff'

  constructor() {
    super(
      'This cell waited for the same as an interrupted one, and was cut off when that one was stopped for good. Run it again.',
    )
  }
}

/** The language does not tell; what prints a promise does. */
function isSettled(promise: Promise<unknown>): boolean {
  const text = inspect(promise, { depth: 0, maxArrayLength: 0, maxStringLength: 0, customInspect: false })
  return !text.includes('<pending>')
}
