/**
 * States as JSON, for people and programs that pass them on; the store has a format of its own.
 * A value that JSON keeps exactly is written as it is, so that the text reads well. Any other (a Map, a Date, an
 * error, something cyclic) is written by devalue under the key `$value`. Nothing is dropped without a word: a value
 * that cannot be written at all becomes `{ $lost: reason }` and comes back as undefined.
 */
import { parse, stringify } from 'devalue'
import { equal } from './equal'
import { FlowError } from './error'
import { type Attempt, makeState, type State, type StateJson, stateTypes } from './state'
import type { StateFields } from './state-record'
import { type ErrorData, errorData, errorOf, isError, keepable } from './store/error-value'
import { hasSecrets, maskSecrets, secretIn } from './store/secrets'

const dates = ['startedAt', 'startTime', 'expiresAt'] as const
const values = ['result', 'error', 'cachedInputs', 'cachedParameters', 'loopResult'] as const
const plain = ['runCount', 'loopCount', 'notStored'] as const

/** What `state.toJSON()` gives. */
export function stateToJSON(state: State): StateJson {
  const from = state as unknown as StateFields
  const json: { type: State['type']; [field: string]: unknown } = { type: state.type }
  if (state.message !== undefined) json.message = maskSecrets(state.message)
  json.timestamp = state.timestamp.toISOString()
  json.attempts = state.attempts.map(attempt => ({
    number: attempt.number,
    startedAt: attempt.startedAt.toISOString(),
    endedAt: attempt.endedAt.toISOString(),
    error: encode(attempt.error),
  }))
  for (const field of dates) if (from[field] !== undefined) json[field] = from[field].toISOString()
  for (const field of plain) if (from[field] !== undefined) json[field] = from[field]
  if (from.mapStates) json.mapStates = from.mapStates.map(stateToJSON)
  if (from.cached) json.cached = stateToJSON(from.cached)
  // The result of a mapped task is its children's results: written once.
  for (const field of values) {
    if (from[field] !== undefined && !(field === 'result' && from.mapStates)) json[field] = encode(from[field])
  }
  return json
}

/** The state that `toJSON()` described, parsed or as text. Throws a FlowError where it is none. */
export function stateFromJSON(json: StateJson | string): State {
  const data: unknown = typeof json === 'string' ? parseText(json) : json
  if (!isRecord(data) || !stateTypes.some(type => type === data.type)) {
    throw new FlowError('NOT_A_STATE', `Expected the JSON of a state, with a "type" of ${stateTypes.join(', ')}.`)
  }
  const fields: { -readonly [K in keyof StateFields]: StateFields[K] } = {}
  if (typeof data.message === 'string') fields.message = data.message
  fields.timestamp = toDate(data.timestamp)
  if (Array.isArray(data.attempts)) fields.attempts = data.attempts.filter(isRecord).map(toAttempt)
  for (const field of dates) if (data[field] !== undefined) fields[field] = toDate(data[field])
  for (const field of plain) if (data[field] !== undefined) Object.assign(fields, { [field]: data[field] })
  for (const field of values) if (data[field] !== undefined) Object.assign(fields, { [field]: decode(data[field]) })
  if (Array.isArray(data.mapStates)) fields.mapStates = data.mapStates.map(child => stateFromJSON(child as StateJson))
  if (isRecord(data.cached))
    fields.cached = stateFromJSON(data.cached as StateJson) as NonNullable<StateFields['cached']>
  return makeState(data.type as State['type'], fields)
}

/** Whether two states say the same: type, message and public fields, not when they were made nor earlier attempts. */
export function stateEquals(a: State, b: State): boolean {
  if (a.type !== b.type || a.message !== b.message) return false
  const [left, right] = [a as unknown as StateFields, b as unknown as StateFields]
  const own = [...values, ...plain, 'startTime', 'expiresAt'] as const
  if (!own.every(field => equal(left[field], right[field]))) return false
  const pairs: readonly (readonly [readonly State[], readonly State[]])[] = [
    [left.mapStates ?? [], right.mapStates ?? []],
    [left.cached ? [left.cached] : [], right.cached ? [right.cached] : []],
  ]
  return pairs.every(([ours, theirs]) => {
    if (ours.length !== theirs.length) return false
    return ours.every((child, n) => {
      const other = theirs[n]
      return other !== undefined && stateEquals(child, other)
    })
  })
}

function encode(value: unknown): unknown {
  const written = write(value)
  const name = hasSecrets() ? secretIn(textOf(written)) : undefined
  return name === undefined ? written : { $lost: `It holds the secret ${name}.` }
}

/** devalue's text as it is: as JSON once more, what is escaped in it would be escaped twice. */
function textOf(written: unknown): string {
  return isRecord(written) && typeof written.$value === 'string' ? written.$value : (JSON.stringify(written) ?? '')
}

function write(value: unknown): unknown {
  if (isPlainJson(value, new Set())) return value
  try {
    return { $value: stringify(value, reducers) }
  } catch (error) {
    return { $lost: error instanceof Error ? error.message : String(error) }
  }
}

const reducers = {
  error: (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    isError(value) &&
    errorData(value, part => keepable(part, given => stringify(given, reducers))),
}

function decode(value: unknown): unknown {
  if (!isRecord(value)) return value
  if (typeof value.$value === 'string') return parse(value.$value, { error: (data: ErrorData) => errorOf(data) })
  return typeof value.$lost === 'string' ? undefined : value
}

/** Whether JSON gives the same value back. */
function isPlainJson(value: unknown, above: Set<object>): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object' || above.has(value)) return false
  const keys = Reflect.ownKeys(value)
  const own: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype || keys.length !== value.length + 1) return false
  } else if (prototype !== Object.prototype || keys.some(key => typeof key !== 'string' || special.has(key)))
    return false
  above.add(value)
  const fits = own.every(item => isPlainJson(item, above))
  above.delete(value)
  return fits
}
const special: ReadonlySet<string> = new Set(['$value', '$lost', 'toJSON', '__proto__'])

function toAttempt(data: Record<string, unknown>): Attempt {
  return {
    number: typeof data.number === 'number' ? data.number : 1,
    startedAt: toDate(data.startedAt),
    endedAt: toDate(data.endedAt),
    error: decode(data.error),
  }
}

function toDate(value: unknown): Date {
  return new Date(typeof value === 'string' || typeof value === 'number' ? value : Number.NaN)
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new FlowError('NOT_A_STATE', `Expected the JSON of a state, got text that is no JSON.`, { cause: error })
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
