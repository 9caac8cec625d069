/**
 * Has a loop of the top level keep what it has done before it is terminated: it works on copies of the cell's names, and
 * a termination passes its `finally` by. Pauses the cell thread and evaluates, where the copies are, what the helper
 * says; the caller then terminates. Takes some 25 ms, most of them for V8 to switch its debugger on, which is off
 * otherwise. A thread that does not come to a pause, deep in native code, is given up after a while.
 */

import type { Debugger, InspectorNotification, Session } from 'node:inspector'
import { helperName } from '../../cell/names'

/** Milliseconds to wait for the pause. */
const patience = 100
/** Answers of the cell thread do not wake this one. */
const pollMs = 1

type Frame = Debugger.CallFrame

export class LoopRescue {
  readonly #session: Session
  #isGoing = false

  /** @param session connected to the cell thread. */
  constructor(session: Session) {
    this.#session = session
  }

  /** While it goes on, the session's events are its own. */
  get isGoing(): boolean {
    return this.#isGoing
  }

  /** Calls `terminate` once the loop's values are safe, or cannot be had. */
  async before(terminate: () => void): Promise<void> {
    this.#isGoing = true
    const awake = setInterval(() => undefined, pollMs)
    try {
      await this.#post('Debugger.enable')
      const paused = this.#pause() // what enabling took, on a busy machine, does not count
      await this.#post('Debugger.pause')
      const frame = (await paused)?.findLast(isTopLevel) // what the loop calls may run a script too
      const keeping = frame && (await this.#evaluate(frame, `${helperName}.keeping`))
      if (frame !== undefined && typeof keeping === 'string') await this.#evaluate(frame, keeping)
    } finally {
      terminate()
      // switching the debugger off lets the thread go on, to its termination
      await this.#post('Debugger.disable').catch(() => undefined)
      clearInterval(awake)
      this.#isGoing = false
    }
  }

  #pause(): Promise<readonly Frame[] | undefined> {
    return new Promise(resolve => {
      const settle = (message?: InspectorNotification<Debugger.PausedEventDataType>): void => {
        clearTimeout(timer)
        this.#session.off('Debugger.paused', settle)
        resolve(message?.params.callFrames)
      }
      const timer = setTimeout(settle, patience)
      this.#session.on('Debugger.paused', settle)
    })
  }

  async #evaluate({ callFrameId }: Frame, expression: string): Promise<unknown> {
    const evaluated = await this.#post('Debugger.evaluateOnCallFrame', { callFrameId, expression, silent: true })
    return (evaluated as Debugger.EvaluateOnCallFrameReturnType).result.value
  }

  #post(method: string, params?: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, params, (error, result) => (error === null ? resolve(result) : reject(error)))
    })
  }
}

/** A script's own code; that of a function has a local scope. */
function isTopLevel({ scopeChain }: Frame): boolean {
  return scopeChain.every(({ type }) => type !== 'local' && type !== 'closure')
}
