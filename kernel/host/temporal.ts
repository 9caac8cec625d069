/**
 * Temporal values print as what they are (`Temporal.PlainDate 2024-05-17`), alone, inside other values and in the
 * console: Node 26 prints each of them as an empty object.
 */

import { inspect } from 'node:util'

/** To be called once in the process that runs cells. */
export function printTemporalValues(): void {
  const types: unknown = Reflect.get(globalThis, 'Temporal')
  if (typeof types !== 'object' || types === null) return
  for (const name of Object.getOwnPropertyNames(types)) {
    const type: unknown = Reflect.get(types, name)
    if (typeof type !== 'function') continue
    const prototype: object = type.prototype
    Object.defineProperty(prototype, inspect.custom, { value: print, configurable: true, writable: true })
  }
}

function print(this: object): string {
  const type: unknown = Reflect.get(this, Symbol.toStringTag)
  try {
    return `${String(type)} ${String(this)}`
  } catch {
    return String(type) // the prototype itself is no date
  }
}
