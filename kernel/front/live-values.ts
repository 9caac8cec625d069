/**
 * What the cells' variables hold at this moment, asked over the DevTools connection, which also answers while a cell
 * loops. Invariants: V8 refuses whatever would change something (`throwOnSideEffect`): a getter, a proxy's trap; every
 * question has a deadline, after which there is no answer.
 */

import { hidden, scriptName, visible } from '../cell/names'
import { type FlowNames, magicCall } from '../link'
import type { AccessPath } from './access-path'
import { deadline } from './deadline'
import { type RemoteValue, valueText } from './value-text'

/** A DevTools command to the cell thread. */
export type DevTools = (method: string, params?: object) => Promise<unknown>

export interface LiveName {
  readonly name: string
  /** In the words of Jupyter's front ends. */
  readonly kind: 'function' | 'property' | 'variable'
}

export interface LiveValue {
  readonly text: string
  /** Its constructor, or the word of `typeof`. */
  readonly type: string
  /** Of a function, its source. */
  readonly source?: string
}

/** More are of no use to a person, and cost time. */
const mostNames = 2_000

/**
 * Names along the prototype chain, with what `typeof` says of their values. The elements of an array are no names, and
 * what every object has nobody asks for.
 */
const membersOf = membersFunction('typeof Object.getOwnPropertyDescriptor(at, name)?.value')
/** Names alone: for an object whose properties come into being when they are looked at, as Node's globals do. */
const namesIn = membersFunction("''")

function membersFunction(kind: string): string {
  return `(value => {
    const found = []
    for (let at = Object(value); at !== null && found.length < ${mostNames}; at = Object.getPrototypeOf(at)) {
      if (Array.isArray(at) || ArrayBuffer.isView(at) || (at === Object.prototype && at !== value)) continue
      for (const name of Object.getOwnPropertyNames(at).slice(0, ${mostNames})) found.push([name, ${kind}])
    }
    return found
  })`
}

export class LiveValues {
  readonly #devtools: DevTools
  /** Whether a cell has declared a name. */
  readonly #isDeclared: (name: string) => boolean

  constructor(devtools: DevTools, isDeclared: (name: string) => boolean) {
    this.#devtools = devtools
    this.#isDeclared = isDeclared
  }

  /** The names that a cell can use now: cells' own, those of the runtime, and globals that cells have set. */
  async names(milliseconds: number): Promise<readonly LiveName[]> {
    const [globals, lexical] = await Promise.all([
      this.#evaluate(`${namesIn}(globalThis)`, milliseconds),
      this.#ask('Runtime.globalLexicalScopeNames', {}, milliseconds),
    ])
    const found = new Map<string, LiveName>()
    for (const name of stringsOf(lexical, 'names')) found.set(name, { name, kind: 'variable' })
    for (const { name } of namesOf(globals)) {
      const shown = visible(name)
      if (shown !== name && !this.#isDeclared(shown) && scriptName(shown, false) !== hidden(shown)) continue
      found.set(shown, { name: shown, kind: 'variable' })
    }
    return [...found.values()]
  }

  async members(path: AccessPath, milliseconds: number): Promise<readonly LiveName[]> {
    const value = this.#expression(path)
    const found = await this.#evaluate(`${membersOf}(${value})`, milliseconds)
    return namesOf(found ?? (await this.#evaluate(`${namesIn}(${value})`, milliseconds)))
  }

  /** The names of flows and of their tasks. Our own code is called, which is trusted to change nothing. */
  async flowNames(milliseconds: number): Promise<FlowNames> {
    const params = { expression: `${magicCall}('flowNames')`, returnByValue: true }
    const answer = await this.#ask('Runtime.evaluate', params, milliseconds)
    const names: unknown =
      isEvaluated(answer) && answer.exceptionDetails === undefined ? answer.result.value : undefined
    return { flows: stringsOf(names, 'flows'), tasks: stringsOf(names, 'tasks') }
  }

  /** Undefined where there is no such thing, or looking at it would run somebody's code. */
  async value(path: AccessPath, milliseconds: number): Promise<LiveValue | undefined> {
    const objectGroup = 'inspect'
    const params = { expression: this.#expression(path), throwOnSideEffect: true, generatePreview: true, objectGroup }
    const answer = await this.#ask('Runtime.evaluate', params, milliseconds)
    void this.#devtools('Runtime.releaseObjectGroup', { objectGroup }).catch(() => undefined)
    if (!isEvaluated(answer) || answer.exceptionDetails !== undefined) return undefined
    const { result } = answer
    const isFunction = result.type === 'function'
    return {
      text: valueText(result),
      type: result.className ?? (result.subtype === 'null' ? 'null' : result.type),
      ...(isFunction && result.description !== undefined && { source: result.description }),
    }
  }

  #expression([name, ...keys]: AccessPath): string {
    return scriptName(name, this.#isDeclared(name)) + keys.map(key => `[${JSON.stringify(key)}]`).join('')
  }

  /** A JSON value; undefined for whatever went wrong. */
  async #evaluate(expression: string, milliseconds: number): Promise<unknown> {
    const params = { expression, throwOnSideEffect: true, returnByValue: true }
    const answer = await this.#ask('Runtime.evaluate', params, milliseconds)
    return isEvaluated(answer) && answer.exceptionDetails === undefined ? answer.result.value : undefined
  }

  async #ask(method: string, params: object, milliseconds: number): Promise<unknown> {
    let answer: unknown
    const asked = this.#devtools(method, params).then(
      given => {
        answer = given
      },
      () => undefined, // the process that runs the cells has ended
    )
    await deadline(asked, milliseconds)
    return answer
  }
}

interface Evaluated {
  readonly result: RemoteValue
  readonly exceptionDetails?: unknown
}

function isEvaluated(answer: unknown): answer is Evaluated {
  return typeof answer === 'object' && answer !== null && 'result' in answer
}

function namesOf(found: unknown): readonly LiveName[] {
  if (!Array.isArray(found)) return []
  const names = new Map<string, LiveName>()
  for (const [name, type] of found as readonly (readonly [string, string])[]) {
    if (!names.has(name)) names.set(name, { name, kind: type === 'function' ? 'function' : 'property' })
  }
  return [...names.values()]
}

function stringsOf(answer: unknown, key: string): readonly string[] {
  const list = typeof answer === 'object' && answer !== null ? Reflect.get(answer, key) : undefined
  return Array.isArray(list) ? list : []
}
