/**
 * The values of a change as one text: result, error, earlier attempts, inputs and what else a state of its type holds.
 * They go into one text together, so that a value that stands in several places is written once.
 *
 * A value that cannot be kept is left out, alone, and the body says which: first the fields one by one, of inputs
 * the names one by one. Where somebody would take a masked secret for a value (a result, cached inputs) it is left
 * out too. An error is always kept, if need be with its cause as a text.
 */
import type { State } from '../state'
import { decode, type EncodeOptions, encode, Unkept } from './codec'
import { digest } from './digest'
import { hasSecrets } from './secrets'
import type { TaskChange } from './store'
import type { StoredResults } from './stored-results'

/** What could not be written: the property and the reason, as `State.notStored`. */
export interface NotStored {
  readonly path: string
  readonly reason: string
}

export interface Body {
  /** None where there is nothing to keep. */
  readonly text: string | null
  readonly notStored?: NotStored
}

/** The fields of a state that stand in columns or in rows of their own, not in the body. */
const columns: ReadonlySet<string> = new Set(['type', 'message', 'timestamp', 'startedAt', 'mapStates'])
/** Fields in which each name is kept or left out for itself. */
const byName: ReadonlySet<string> = new Set(['inputs', 'cachedInputs', 'cachedParameters', 'parameters'])
/** Fields that somebody works on with: a mask in them would be taken for the value. */
const precise: readonly string[] = ['result', 'loopResult', 'cachedInputs', 'cached', 'parameters']

/** The text of a change with the inputs of its task, which may refer to results that the store has already. */
export function encodeBody(change: TaskChange, inputs: TaskChange['inputs'], known?: StoredResults): Body {
  const values = valuesOf(change, known === undefined ? inputs : known.refer(inputs))
  if (values?.cachedInputs !== undefined && known !== undefined) {
    values.cachedInputs = known.refer(values.cachedInputs as TaskChange['inputs'])
  }
  return values === undefined ? { text: null } : encodeFields(values)
}

/** The text of named values, without those that cannot be kept. */
export function encodeFields(values: Readonly<Record<string, unknown>>): Body {
  if (!hasSecrets()) {
    try {
      return { text: encode(values) }
    } catch (error) {
      if (!(error instanceof Unkept)) throw error
    }
  }
  const left: NotStored[] = []
  const kept: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(values)) {
    const rest = byName.has(field) ? storableNames(field, value as object, left) : storable(field, value, left)
    if (rest !== undefined) kept[field] = rest
  }
  const [notStored] = left
  if (notStored === undefined) return { text: encode(kept) }
  return { text: encode({ ...kept, notStored }, { errors: 'any' }), notStored }
}

/** The values of a body, by field. Throws a FlowError `VALUE_UNREADABLE`. */
export function decodeBody(text: string | null, resultOf?: (row: number) => unknown): Record<string, unknown> {
  if (text === null) return {}
  const values = decode(text, resultOf)
  return typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {}
}

/** By what cached results of the same inputs are found; none where the inputs cannot be written. */
export function inputsDigest(inputs: TaskChange['inputs']): string | undefined {
  try {
    return digest(encode(inputs ?? {}))
  } catch {
    return undefined
  }
}

function valuesOf(change: TaskChange, inputs: TaskChange['inputs']): Record<string, unknown> | undefined {
  const state: State = change.state
  const values: Record<string, unknown> = {}
  let any = false
  const put = (field: string, value: unknown) => {
    if (value === undefined) return
    values[field] = value
    any = true
  }
  for (const field in state) {
    if (columns.has(field) || (field === 'attempts' && state.attempts.length === 0)) continue
    if (field === 'result' && state.type === 'Mapped') put('count', state.mapStates.length)
    else put(field, state[field as keyof State])
  }
  if (inputs !== undefined && hasNames(inputs)) put('inputs', inputs)
  if (change.loopCount !== undefined) put('loopCount', change.loopCount)
  if (change.loopResult !== undefined) put('loopResult', change.loopResult)
  return any ? values : undefined
}

function storable(field: string, value: unknown, left: NotStored[]): unknown {
  const secrets = precise.includes(field) ? 'refuse' : 'mask'
  const why = unkept(value, { secrets })
  if (why === undefined) return value
  left.push({ path: join(field, why.path), reason: why.reason })
  // An error is written again with what can be kept of its cause.
  return field === 'error' || field === 'attempts' ? value : undefined
}

function storableNames(field: string, value: object, left: NotStored[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, input] of Object.entries(value)) {
    const why = unkept(input, { secrets: precise.includes(field) ? 'refuse' : 'mask' })
    if (why === undefined) kept[name] = input
    else left.push({ path: join(`${field}.${name}`, why.path), reason: why.reason })
  }
  return kept
}

function unkept(value: unknown, options: EncodeOptions): Unkept | undefined {
  try {
    encode(value, options)
    return undefined
  } catch (error) {
    if (error instanceof Unkept) return error
    throw error
  }
}

function join(field: string, path: string): string {
  if (path === '') return field
  return path.startsWith('[') ? `${field}${path}` : `${field}.${path}`
}

function hasNames(inputs: object): boolean {
  for (const _ in inputs) return true
  return false
}
