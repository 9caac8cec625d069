/**
 * Secrets in values that are written: devalue shows each part of a value to these before it is text. Either a part that
 * holds a secret is masked, or it is turned into a function, of which devalue then names the path.
 */
import { MASK, maskSecrets, secretIn, secretInBytes } from './secrets'

/** What is written in place of a part that holds a secret; false for one that holds none. */
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return secretIn(value) !== undefined && maskSecrets(value)
  return (isSecretNumber(value) || secretInBinary(value) !== undefined) && MASK
}

/** A mark in place of a part that holds a secret: a function, which cannot be written. False for one that holds none. */
export function refused(value: unknown): unknown {
  const name = isTextual(value) || isSecretNumber(value) ? secretIn(String(value)) : secretInBinary(value)
  return name !== undefined && secretMark(name)
}

function secretMark(name: string): () => string {
  return Object.assign(() => name, { secret: name })
}

function isTextual(value: unknown): boolean {
  return (
    typeof value === 'string' || value instanceof URL || value instanceof URLSearchParams || value instanceof RegExp
  )
}

function isSecretNumber(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'bigint') && maskSecrets(String(value)) === MASK
}

function secretInBinary(value: unknown): string | undefined {
  if (ArrayBuffer.isView(value)) return secretInBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  return value instanceof ArrayBuffer ? secretInBytes(new Uint8Array(value)) : undefined
}

/** Keys are not shown to reducers: an object with a secret for a key is refused. */
export const masking = {
  operations: {
    get(object: object, key: string | number): unknown {
      const name = typeof key === 'string' ? secretIn(key) : undefined
      return name === undefined ? Reflect.get(object, key) : secretMark(name)
    },
    toStringValue: (value: unknown) => maskSecrets(String(value)),
    regExpInfo: ({ source, flags }: RegExp) => ({ source: maskSecrets(source), flags }),
  },
}
