/**
 * A short text for a value, to compare what a task is given now with what it was given in an earlier run, perhaps of
 * another process. Equal texts mean the same content. Functions count by their code. A value that has no content of
 * its own that could be written (a socket, an instance of a class that is not registered) is only equal to itself.
 */

import { functionDigest } from './code-identity'
import { encode, Unkept } from './codec'
import { digest } from './digest'
import { thisProcess } from './liveness'
import { hasSecrets } from './secrets'

/** Longer texts are digested; shorter ones are kept as they are, so that a plan can quote them. */
const SHORT = 80

export function fingerprint(value: unknown): string {
  // Most constants are short; without secrets there is nothing to look for in them.
  if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) return `[${value}]`
  if (typeof value === 'string' && value.length < SHORT / 2 && !hasSecrets()) return `[${JSON.stringify(value)}]`
  try {
    const text = encode(value, { errors: 'any', functions: functionDigest })
    // Without version and checksum.
    const payload = text.slice(text.indexOf(':', 2) + 1)
    return payload.length <= SHORT ? payload : `#${digest(payload)}`
  } catch (error) {
    if (!(error instanceof Unkept)) throw error
    return `@${thisProcess().identity.session}/${numberOf(value)}`
  }
}

/** A fingerprint as a person reads it, `5` or `"abc"`; none where it is only a digest. */
export function fingerprintText(text: string): string | undefined {
  if (!text.startsWith('[')) return undefined
  const { parse } = require('devalue') as { parse(text: string): unknown }
  try {
    const value = parse(text)
    return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** Whether a fingerprint says nothing to another process. */
export function isOpaque(text: string): boolean {
  return text.startsWith('@')
}

const numbers = new WeakMap<object, number>()
let last = 0

function numberOf(value: unknown): number {
  last += 1
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return last
  const known = numbers.get(value)
  if (known !== undefined) return known
  numbers.set(value, last)
  return last
}
