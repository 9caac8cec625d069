/**
 * Temporal's values show what they are: Node itself prints each as an empty object.
 * https://tc39.es/proposal-temporal/docs/
 */

import { type InspectContext, inspect } from 'node:util'

/** To be called once; the first look at Temporal takes V8 half a millisecond. */
export function showTemporalValues(): void {
  const types = Object.getOwnPropertyDescriptors<object>(Reflect.get(globalThis, 'Temporal') ?? {})
  for (const { value } of Object.values<PropertyDescriptor>(types)) {
    const prototype: unknown = value?.prototype
    if (typeof prototype !== 'object' || prototype === null) continue
    Object.defineProperty(prototype, inspect.custom, { value: shown, writable: true, configurable: true })
  }
}

function shown(this: object, _depth: number, context: InspectContext): string {
  const tag = Object.prototype.toString.call(this).slice('[object '.length, -1)
  try {
    return `${tag} ${context.stylize(String(this), 'date')}`
  } catch {
    return `${tag} {}` // the prototype itself, or what only inherits from it, has no value
  }
}
