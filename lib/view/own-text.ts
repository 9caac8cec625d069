/**
 * What an object of some class says of itself: the dates, decimals and identifiers of databases and libraries, which
 * hold anything and print as what they mean. Nothing is asked of the language's own objects, of which a preview knows
 * more, nor of plain ones.
 */

/** The text that the object's own class gives it; undefined where there is none. @internal */
export function ownText(value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return undefined // a Buffer would be read as UTF-8
  try {
    const method: unknown = Reflect.get(value, 'toString')
    if (typeof method !== 'function' || isNative(method)) return undefined
    const text: unknown = Reflect.apply(method, value, [])
    return typeof text === 'string' && text !== '' && !text.startsWith('[object ') ? text : undefined
  } catch {
    return undefined
  }
}

/** The name of the class of an object that is no plain one; undefined for a name that says nothing, as minifiers give. */
export function ownClass(value: object): string | undefined {
  try {
    const { name } = value.constructor
    return name !== 'Object' && typeof name === 'string' && name.length > 2 ? name : undefined
  } catch {
    return undefined // no constructor, or a getter that throws
  }
}

const isNative = (method: unknown): boolean =>
  /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(method))
