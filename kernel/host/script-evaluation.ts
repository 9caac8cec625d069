/**
 * Evaluates scripts on this thread, and gives the values themselves. A script that awaits at its top level needs V8's
 * REPL mode, which only an inspector session has (0.2 ms more for the way through it); any other is a script like any.
 * A termination unwinds all that called a script: it then never ends, or as 'terminated'.
 */

import { type Runtime, Session } from 'node:inspector'
import { Script } from 'node:vm'
import { hidden } from '../cell/names'

/** A hidden global, through which the session hands over a live value of which it tells only an id. */
const takeName = hidden('take')

export type Ended = { readonly value: unknown } | { readonly thrown: unknown } | 'terminated'

export interface EvaluatedScript {
  readonly code: string
  /** Its path in stack traces; the code ends with it as its sourceURL. */
  readonly url: string
  /** Whether it awaits at its top level. */
  readonly awaits: boolean
}

export class ScriptEvaluation {
  readonly #session = new Session()
  #taken: unknown

  /** One for a process: it has a global of its own. */
  constructor() {
    this.#session.connect()
    const take = (value: unknown): void => {
      this.#taken = value
    }
    Object.defineProperty(globalThis, takeName, { value: take, configurable: true })
  }

  /** @param isWanted asked when a script that awaits has ended: what nobody wants any more never resolves. */
  evaluate(script: EvaluatedScript, isWanted = (): boolean => true): Promise<Ended> {
    return script.awaits ? this.#inReplMode(script.code, isWanted) : Promise.resolve(run(script))
  }

  /** Ends whatever runs on this thread now. */
  terminate(): void {
    this.#session.post('Runtime.terminateExecution')
  }

  close(): void {
    this.#session.disconnect()
  }

  #inReplMode(expression: string, isWanted: () => boolean): Promise<Ended> {
    return new Promise(resolve => {
      const options = { expression, replMode: true, awaitPromise: true }
      this.#session.post('Runtime.evaluate', options, (error, evaluated?: Runtime.EvaluateReturnType) => {
        if (!isWanted()) return
        if (error !== null || evaluated === undefined) return resolve('terminated')
        const { result, exceptionDetails } = evaluated
        if (exceptionDetails === undefined) return resolve({ value: this.#live(result) })
        const { exception } = exceptionDetails
        resolve(exception === undefined ? 'terminated' : { thrown: this.#live(exception) })
      })
    })
  }

  /** The value itself, of which the session tells only an id. */
  #live(remote: Runtime.RemoteObject): unknown {
    if (remote.objectId === undefined) {
      return remote.unserializableValue === undefined ? remote.value : primitiveOf(remote.unserializableValue)
    }
    const { objectId } = remote
    const functionDeclaration = `function (value) { ${takeName}(value) }`
    this.#session.post('Runtime.callFunctionOn', { functionDeclaration, objectId, arguments: [{ objectId }] })
    this.#session.post('Runtime.releaseObject', { objectId })
    const taken = this.#taken
    this.#taken = undefined
    return taken
  }
}

function run({ code, url }: EvaluatedScript): Ended {
  try {
    // Node would write the script's line into the error's stack
    return { value: new Script(code, { filename: url }).runInThisContext({ displayErrors: false }) }
  } catch (thrown) {
    return { thrown }
  }
}

function primitiveOf(text: string): unknown {
  if (text.endsWith('n')) return BigInt(text.slice(0, -1))
  return Number(text) // NaN, Infinity, -Infinity, -0
}
