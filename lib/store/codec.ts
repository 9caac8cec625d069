/**
 * Values as text and back. The text is devalue's, in an envelope `1:checksum:payload` that tells a newer format and a
 * damaged value before anything of it is read.
 *
 * Reading never runs code: devalue builds plain data, errors come back as built-in classes, and only types that are
 * registered now have a function of their own. Sizes are never believed: what is allocated is what the text holds.
 * Secrets are masked while the value is walked, before any of it is text; a value that cannot be kept is an `Unkept`
 * with the path of the property, so that the store can leave out that part and say so.
 */
import { DevalueError, parse, stringify } from 'devalue'
import { FlowError } from '../error'
import { isState, makeState, type State } from '../state'
import type { StateFields } from '../state-record'
import { checksum } from './digest'
import { type ErrorData, errorData, errorOf, isError, keepable } from './error-value'
import { isOfType, registeredTypes } from './registered-types'
import { masked, masking, refused } from './secret-reducers'
import { hasSecrets, maskSecrets } from './secrets'
import { StoredResult } from './stored-results'
import { ownBytes, viewOf } from './view-bytes'

const VERSION = 1

/** Why a value cannot be kept, and where in it. The path is that of a property, `rows[3].client`; `` for the value itself. */
export class Unkept extends Error {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(path === '' ? reason : `${path}: ${reason}`)
  }
}

/** How a value is written. */
export interface EncodeOptions {
  /** `mask` (the default) writes `***` for a secret; `refuse` makes a value that holds one unkept. */
  readonly secrets?: 'mask' | 'refuse'
  /** `whole` (the default) makes an error unkept whose cause cannot be kept; `any` keeps such a cause as its text. */
  readonly errors?: 'whole' | 'any'
  /** What is written for a function, for texts that are compared and never read; by default it makes a value unkept. */
  readonly functions?: (fn: () => unknown) => string
}

type Reducers = Record<string, (value: unknown) => unknown>

/** The value in its envelope. Throws `Unkept`. */
export function encode(value: unknown, options: EncodeOptions = {}): string {
  const payload = payloadOf(value, options)
  return `${VERSION}:${checksum(payload)}:${payload}`
}

/**
 * The value of an envelope. Throws a FlowError `VALUE_UNREADABLE` that says why it cannot be read.
 * `resultOf` gives the result that stands in another row of the store, for values that refer to one.
 */
export function decode(text: string, resultOf?: (row: number) => unknown): unknown {
  const second = text.indexOf(':', 2)
  const first = text.indexOf(':')
  const [version, sum] = [text.slice(0, first), text.slice(first + 1, second)]
  if (Number(version) > VERSION) {
    throw unreadable(`it is of format ${version}, and this version of tasklab reads format ${VERSION}`)
  }
  const payload = text.slice(second + 1)
  if (version !== String(VERSION) || checksum(payload) !== sum) throw unreadable('its checksum does not fit')
  try {
    return parse(payload, revivers(resultOf) as Parameters<typeof parse>[1])
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error))
  }
}

function payloadOf(value: unknown, options: EncodeOptions): string {
  try {
    return stringify(value, reducers(options), hasSecrets() ? masking : undefined)
  } catch (error) {
    if (error instanceof DevalueError) throw new Unkept(maskSecrets(plainPath(error.path ?? '')), reasonOf(error))
    if (error instanceof RangeError) throw new Unkept('', 'it is nested too deeply or too large')
    throw new Unkept('', maskSecrets(error instanceof Error ? error.message : String(error)))
  }
}

const base: Reducers = {
  error: value => typeof value === 'object' && value !== null && isError(value) && errorData(value, part => part),
  state: value => isState(value) && stateFields(value),
  bytes: value => ArrayBuffer.isView(value) && ownBytes(value),
  stored: value => value instanceof StoredResult && [value.row],
}

/** devalue writes what a reducer returns in place of the value, where that is truthy; the first that answers decides. */
function reducers({ secrets = 'mask', errors = 'whole', functions }: EncodeOptions): Reducers {
  const types = registeredTypes()
  if (types.length === 0 && !hasSecrets() && errors === 'whole' && functions === undefined) return base
  const all: Reducers = {}
  if (hasSecrets()) all.masked = secrets === 'mask' ? masked : refused
  for (const [name, type] of types) all[`type ${name}`] = value => isOfType(type, value) && [type.to(value)]
  Object.assign(all, base)
  if (functions !== undefined) all.code = value => typeof value === 'function' && functions(value as () => unknown)
  if (errors === 'any') {
    const keep = (part: unknown) => keepable(part, given => stringify(given, all))
    all.error = value => typeof value === 'object' && value !== null && isError(value) && errorData(value, keep)
  }
  return all
}

type Revivers = Record<string, (data: never) => unknown>

const baseRevivers: Revivers = {
  masked: (text: string) => text,
  error: (data: ErrorData) => errorOf(data),
  state: (fields: StateFields & { readonly type: State['type'] }) => makeState(fields.type, fields),
  bytes: ([tag, bytes]: [string, Uint8Array]) => viewOf(tag, bytes),
  stored: () => undefined,
}

function revivers(resultOf: ((row: number) => unknown) | undefined): Revivers {
  const types = registeredTypes()
  if (types.length === 0 && resultOf === undefined) return baseRevivers
  const all: Revivers = {}
  for (const [name, type] of types) all[`type ${name}`] = ([data]: [unknown]) => type.from(data)
  Object.assign(all, baseRevivers)
  if (resultOf !== undefined) all.stored = ([row]: [number]) => resultOf(row)
  return all
}

function stateFields(state: State): Record<string, unknown> {
  return { ...(state as unknown as Record<string, unknown>) }
}

function reasonOf(error: DevalueError): string {
  const { value } = error
  if (typeof value === 'function') {
    return 'secret' in value ? `it holds the secret ${String(value.secret)}` : 'a function cannot be stored'
  }
  if (typeof value === 'symbol') return 'a symbol cannot be stored'
  if (value instanceof Promise) return 'a promise cannot be stored'
  const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : null
  if (prototype === null || prototype === Object.prototype) return error.message
  const name: unknown = (value as object).constructor?.name
  return `an instance of ${typeof name === 'string' && name !== '' ? name : 'a class'} cannot be stored; registerType() says how it could`
}

/** `.rows[3].client` without the first dot. */
function plainPath(path: string): string {
  return path.startsWith('.') ? path.slice(1) : path
}

function unreadable(why: string): FlowError {
  return new FlowError('VALUE_UNREADABLE', `A stored value cannot be read: ${why}.`)
}
