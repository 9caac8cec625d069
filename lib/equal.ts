/**
 * Structural equality of values, as cache validators and `stateEquals` need it: by content, not identity.
 * Written here because Node's own `isDeepStrictEqual` would tie the engine to Node; it follows the same rules for
 * what tasks return (numbers by Object.is, Maps and Sets by content, errors by name, message and cause), and
 * ends on cyclic values.
 */

type Pairs = Map<object, Set<object>>

/** Whether two values have the same content. */
export function equal(a: unknown, b: unknown, seen: Pairs = new Map()): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  const partners = seen.get(a) ?? new Set<object>()
  if (partners.has(b)) return true
  seen.set(a, partners.add(b))
  return sameContent(a, b, seen)
}

function sameContent(a: object, b: object, seen: Pairs): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && sameProperties(a, b, seen)
  if (a instanceof Date) return b instanceof Date && Object.is(a.getTime(), b.getTime())
  if (a instanceof RegExp) return b instanceof RegExp && String(a) === String(b)
  if (ArrayBuffer.isView(a)) return ArrayBuffer.isView(b) && sameBytes(bytesOf(a), bytesOf(b))
  if (a instanceof ArrayBuffer) return b instanceof ArrayBuffer && sameBytes(new Uint8Array(a), new Uint8Array(b))
  if (a instanceof Map) return b instanceof Map && a.size === b.size && sameEntries(a, b, seen)
  if (a instanceof Set) return b instanceof Set && a.size === b.size && sameMembers(a, b, seen)
  if (a instanceof Error) return b instanceof Error && sameError(a, b, seen)
  if (isBoxed(a)) return Object.is(a.valueOf(), b.valueOf())
  if (a instanceof Promise || a instanceof WeakMap || a instanceof WeakSet) return false
  return sameProperties(a, b, seen)
}

function sameError(a: Error, b: Error, seen: Pairs): boolean {
  return a.name === b.name && a.message === b.message && equal(a.cause, b.cause, seen) && sameProperties(a, b, seen)
}

function sameProperties(a: object, b: object, seen: Pairs): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(key => Object.hasOwn(b, key) && equal(Reflect.get(a, key), Reflect.get(b, key), seen))
}

function sameEntries(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>, seen: Pairs): boolean {
  for (const [key, value] of a) {
    if (b.has(key)) {
      if (!equal(value, b.get(key), seen)) return false
    } else if (![...b].some(([other, theirs]) => equal(key, other, seen) && equal(value, theirs, seen))) return false
  }
  return true
}

function sameMembers(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>, seen: Pairs): boolean {
  for (const member of a) {
    if (!b.has(member) && ![...b].some(other => equal(member, other, seen))) return false
  }
  return true
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, n) => byte === b[n])
}

function isBoxed(value: object): boolean {
  return value instanceof Number || value instanceof String || value instanceof Boolean
}
