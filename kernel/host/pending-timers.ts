/**
 * The timers and immediates that are to come, whoever set them. Node has no list of them: immediates are chained, each
 * knows its neighbours, and timers V8 finds in its heap, which takes some 50 ms and is done only where there are any.
 */

import { type Runtime, Session } from 'node:inspector'
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { hidden } from '../cell/names'

/** Hidden globals, for the session to find what it is asked about, and to hand over what it found. */
const prototypeName = hidden('timers')
const takeName = hidden('takeTimers')

export function pendingImmediates(): readonly NodeJS.Immediate[] {
  const last = setImmediate(() => undefined)
  const found: NodeJS.Immediate[] = []
  for (let one = before(last); one !== undefined; one = before(one)) found.push(one)
  clearImmediate(last)
  return found
}

/** Those that keep a program alive, and perhaps others. */
export function pendingTimers(): readonly NodeJS.Timeout[] {
  return process.getActiveResourcesInfo().includes('Timeout') ? allTimers() : []
}

function before(immediate: NodeJS.Immediate): NodeJS.Immediate | undefined {
  return (immediate as { readonly _idlePrev?: NodeJS.Immediate | null })._idlePrev ?? undefined
}

function allTimers(): readonly NodeJS.Timeout[] {
  const session = new Session()
  session.connect()
  let found: readonly NodeJS.Timeout[] = []
  const take = (timers: readonly NodeJS.Timeout[]): void => {
    found = timers
  }
  const one = setTimeout(() => undefined, 0)
  clearTimeout(one)
  define(prototypeName, Object.getPrototypeOf(one))
  define(takeName, take)
  // the session of one's own thread answers at once
  session.post('Runtime.evaluate', { expression: prototypeName }, (_, evaluated?: Runtime.EvaluateReturnType) => {
    const prototypeObjectId = evaluated?.result.objectId
    if (prototypeObjectId === undefined) return
    session.post('Runtime.queryObjects', { prototypeObjectId }, (_, queried?: Runtime.QueryObjectsReturnType) => {
      const objectId = queried?.objects.objectId
      if (objectId === undefined) return
      const functionDeclaration = `function (timers) { ${takeName}(timers) }`
      session.post('Runtime.callFunctionOn', { functionDeclaration, objectId, arguments: [{ objectId }] })
    })
  })
  session.disconnect()
  for (const name of [prototypeName, takeName]) Reflect.deleteProperty(globalThis, name)
  return found
}

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true })
}
