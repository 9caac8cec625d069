/**
 * How classes of the user's are kept in the store: `registerType`. A value of a registered type is written as the
 * plain value that `to` gives and comes back by `from`; only a name that is registered when it is read runs anything.
 */
import { type Check, checkOptions, checks, type OptionTable, requireOption } from '../options'

/** How one type is written and read. `class` recognises its instances by `instanceof`, `test` in any other way. */
export interface RegisteredType<T = unknown, D = unknown> {
  readonly class?: abstract new (...args: never[]) => T
  readonly test?: (value: unknown) => boolean
  /** A value that the store can keep: plain data, Dates, Maps, other registered types, … */
  readonly to: (value: T) => D
  readonly from: (data: D) => T
}

const table: OptionTable<RegisteredType> = {
  class: isFunction('a class'),
  test: isFunction('a function that knows its values'),
  to: isFunction('a function from the value to plain data'),
  from: isFunction('a function from plain data to the value'),
}
const NAME = /^[\w.:@/ -]{1,100}$/
const known = new Map<string, RegisteredType>()

/**
 * Tells the store how to keep values of a class. Registering a name again replaces it: a notebook cell runs twice.
 * Throws a FlowError `BAD_OPTION` where a part is missing.
 */
export function registerType<T, D>(name: string, type: RegisteredType<T, D>): void {
  requireOption('registerType', 'name', name, value =>
    typeof value === 'string' && NAME.test(value) ? undefined : 'a short word',
  )
  const where = `registerType("${name}")`
  requireOption(where, 'type', type, checks.record)
  checkOptions<RegisteredType<T, D>>(where, type, table)
  for (const part of ['to', 'from'] as const) requireOption(where, part, type[part], table[part])
  if (type.class === undefined) requireOption(where, 'class or test', type.test, table.test)
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

function isFunction(expected: string): Check {
  return value => (typeof value === 'function' ? undefined : expected)
}
