/**
 * How classes of the user's are kept in the store: `registerType`. A value of a registered type is written as the
 * plain value that `to` gives and comes back by `from`; only a name that is registered when it is read runs anything.
 */
import { FlowError } from '../error'

/** How one type is written and read. `class` recognises its instances by `instanceof`, `test` in any other way. */
export interface RegisteredType<T = unknown, D = unknown> {
  readonly class?: abstract new (...args: never[]) => T
  readonly test?: (value: unknown) => boolean
  /** A value that the store can keep: plain data, Dates, Maps, other registered types, … */
  readonly to: (value: T) => D
  readonly from: (data: D) => T
}

const NAME = /^[\w.:@/ -]{1,100}$/
const known = new Map<string, RegisteredType>()

/**
 * Tells the store how to keep values of a class. Registering a name again replaces it: a notebook cell runs twice.
 * Throws a FlowError `BAD_OPTION` where a part is missing.
 */
export function registerType<T, D>(name: string, type: RegisteredType<T, D>): void {
  if (!NAME.test(name)) throw bad(`The name of a type must be a short word, got "${name}".`)
  if (typeof type?.to !== 'function')
    throw bad(`registerType("${name}") needs \`to\`: a function from the value to plain data.`)
  if (typeof type.from !== 'function')
    throw bad(`registerType("${name}") needs \`from\`: a function from plain data to the value.`)
  if (type.class === undefined && type.test === undefined)
    throw bad(`registerType("${name}") needs \`class\` or \`test\`, to recognise its values.`)
  known.set(name, type as unknown as RegisteredType)
}

/** For tests: as if the name had never been registered. */
export function forgetType(name: string): void {
  known.delete(name)
}

/** The registered types; what was registered last is asked first. */
export function registeredTypes(): readonly (readonly [string, RegisteredType])[] {
  return known.size === 0 ? [] : [...known].reverse()
}

/** Whether a value is of that type. A test that throws does not know it. */
export function isOfType(type: RegisteredType, value: unknown): boolean {
  if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return false
  try {
    return (type.class !== undefined && value instanceof type.class) || type.test?.(value) === true
  } catch {
    return false
  }
}

function bad(message: string): FlowError {
  return new FlowError('BAD_OPTION', message)
}
