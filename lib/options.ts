/**
 * Checks options where they enter, once. A table says for each option what it takes; an unknown name is refused with
 * the nearest known one, a bad value with a message that quotes it and says what was expected.
 * What has passed is never checked again.
 */
import { toMilliseconds } from './duration'
import { FlowError } from './error'
import { isTask } from './recognise'

/** Says what it expected where a value does not fit; undefined where it does. */
export type Check = (value: unknown) => string | undefined

/** For each option its check. */
export type OptionTable<T> = { readonly [K in keyof Required<T>]: Check }

/** Throws a FlowError unless every option is in the table and fits; undefined counts as not given. */
export function checkOptions<T>(where: string, options: T | undefined, table: OptionTable<T>): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new FlowError('BAD_OPTIONS', `Expected an object of options for ${where}, got ${quote(options)}.`)
  }
  const checks: Readonly<Record<string, Check>> = table
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (!check) throw unknownOption(where, name, Object.keys(checks))
    const expected = value === undefined ? undefined : check(value)
    if (expected !== undefined) throw badOption(where, name, value, expected)
  }
}

/** Throws a FlowError unless the value is there and fits: for what has no default. */
export function requireOption(where: string, name: string, value: unknown, check: Check): void {
  const expected = check(value)
  if (expected === undefined) return
  if (value !== undefined) throw badOption(where, name, value, expected)
  throw new FlowError('BAD_OPTION', `Option "${name}" of ${where} is missing; expected ${expected}.`)
}

/** The error for a value that an option does not take. */
export function badOption(where: string, name: string, value: unknown, expected: string): FlowError {
  return new FlowError('BAD_OPTION', `Option "${name}" of ${where} was ${quote(value)}; expected ${expected}.`)
}

function unknownOption(where: string, name: string, known: readonly string[]): FlowError {
  const near = nearest(name, known)
  const hint = near === undefined ? `Known options: ${known.join(', ')}.` : `Did you mean "${near}"?`
  return new FlowError('UNKNOWN_OPTION', `Unknown option "${name}" of ${where}. ${hint}`, { hint })
}

/** A value as a message quotes it: text in quotes, nothing escaped, nothing long. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`
  if (typeof value === 'function') return value.name ? `the function ${value.name}` : 'a function'
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? `${value}n` : String(value)
  if (isTask(value)) return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString()
  if (Array.isArray(value)) return shortened(`[${value.map(quote).join(', ')}]`)
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && name !== 'Object' ? `a ${name}` : shortened(plainText(value))
}

function plainText(value: object): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'an object'
  }
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** The known name that is fewest edits away, if one is near enough to be what was meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined
  let fewest = Math.max(2, Math.floor(name.length * 0.4)) + 1
  for (const other of known) {
    const edits = distance(name.toLowerCase(), other.toLowerCase())
    if (edits < fewest) [best, fewest] = [other, edits]
  }
  return best
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

const expects =
  (fits: (value: unknown) => boolean, expected: string): Check =>
  value =>
    fits(value) ? undefined : expected

const isFunction = (value: unknown): boolean => typeof value === 'function'
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isIterable = (value: unknown): value is Iterable<unknown> => isObject(value) && Symbol.iterator in value
const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  isObject(value) && names.every(name => isFunction(Reflect.get(value, name)))

/** The checks that several tables share. */
export const checks = {
  text: expects(value => typeof value === 'string', 'text'),
  name: expects(value => typeof value === 'string' && value.trim() !== '', 'a name'),
  flag: expects(value => typeof value === 'boolean', 'true or false'),
  fn: expects(isFunction, 'a function'),
  anything: expects(() => true, 'anything'),
  record: expects(value => isObject(value) && !isIterable(value), 'an object of values by name'),
  map: expects(value => value instanceof Map, 'a Map'),
  dates: expects(value => isIterable(value) && [...value].every(isDate), 'valid Dates'),
  date: expects(isDate, 'a valid Date'),
  duration: expects(value => toMilliseconds(value) !== undefined, 'milliseconds (≥ 0) or text such as "1 min"'),
  positiveDuration: expects(value => (toMilliseconds(value) ?? 0) > 0, 'milliseconds (> 0) or text such as "1 min"'),
  retries: expects(value => value === Infinity || isWhole(value, 0), 'a whole number ≥ 0, or Infinity'),
  count: expects(value => isWhole(value, 1), 'a whole number ≥ 1'),
  amount: expects(value => isWhole(value, 0), 'a whole number ≥ 0'),
  share: expects(value => typeof value === 'number' && value >= 0 && value <= 1, 'a number from 0 to 1'),
  iterable: expects(isIterable, 'a list'),
  names: expects(value => isIterable(value) && [...value].every(item => typeof item === 'string'), 'a list of names'),
  task: expects(isTask, 'a task'),
  tasks: expects(value => isIterable(value) && [...value].every(isTask), 'tasks, as a list or a Set'),
  functions: expects(value => Array.isArray(value) && value.every(isFunction), 'a list of functions'),
  signal: expects(
    value => isObject(value) && 'aborted' in value && hasMethods(value, 'addEventListener'),
    'an AbortSignal',
  ),
  clock: expects(value => hasMethods(value, 'now', 'sleep'), 'a clock with now() and sleep(ms)'),
  executor: expects(value => hasMethods(value, 'run'), 'an executor with run(call, signal)'),
} as const

function isDate(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime())
}

function isWhole(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least
}
