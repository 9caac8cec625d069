/**
 * Errors as plain data and back, for the codec and for states as JSON: name, message, stack, cause, code, the errors of
 * an AggregateError, and what else stands on the error as a plain property (`status`, `errno`, `path`).
 *
 * An error comes back as the built-in class of its name or as Error: data never names code to run. It comes back in
 * two steps, first empty and then filled, because a cause may lead back to its error.
 */
import { FlowError, isFlowError } from '../error'

/** The parts of an error, as the codec writes them. `class` is its constructor's name, which `name` may not be. */
export interface ErrorData {
  readonly name: string
  readonly class?: string
  readonly message: string
  readonly stack?: string | undefined
  readonly [part: string]: unknown
}

const builtIn: Readonly<Record<string, new (message?: string) => Error>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}
const parts = ['cause', 'code', 'hint', 'errors'] as const
const own: ReadonlySet<string> = new Set(['name', 'class', 'message', 'stack', ...parts])

/** Also true for an error of another realm (`vm`, a worker): it has the tag, not our class. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
}

/** What is kept of an error. `keep` is asked for each part that may hold anything, and may replace it. */
export function errorData(error: Error, keep: (part: unknown) => unknown): ErrorData {
  const data: Record<string, unknown> = { name: String(error.name), message: String(error.message) }
  const className: unknown = error.constructor?.name
  if (typeof className === 'string' && className !== '' && className !== data.name) data.class = className
  if (typeof error.stack === 'string') data.stack = error.stack
  for (const part of parts) {
    const value: unknown = Reflect.get(error, part)
    if (value !== undefined) data[part] = keep(value)
  }
  for (const [name, value] of Object.entries(error)) {
    if (!own.has(name) && isPlain(value)) data[name] = value
  }
  return data as ErrorData
}

/** A part of an error that cannot be written, as its text: the error itself must not be lost for it. */
export function keepable(part: unknown, write: (part: unknown) => unknown): unknown {
  if (part === null || (typeof part !== 'object' && typeof part !== 'function' && typeof part !== 'symbol')) return part
  if (isError(part)) return part
  if (Array.isArray(part)) return part.map(item => keepable(item, write))
  try {
    write(part)
    return part
  } catch {
    return String(part)
  }
}

const made = new WeakMap<ErrorData, Error>()

/** The error that the data describes. Asked again for the same data, it fills the error that it gave before. */
export function errorOf(data: ErrorData): Error {
  const known = made.get(data)
  if (known !== undefined) return fill(known, data)
  const error = emptyError(data)
  made.set(data, error)
  return fill(error, data)
}

function emptyError(data: ErrorData): Error {
  const message = String(data.message)
  if (data.name === 'FlowError') return new FlowError(String(data.code), message)
  if ('errors' in data) return new AggregateError([], message)
  if (data.class === 'DOMException') return new DOMException(message, String(data.name)) as Error
  const known = [data.name, data.class].find(name => name !== undefined && Object.hasOwn(builtIn, name))
  return new ((known === undefined ? undefined : builtIn[known]) ?? Error)(message)
}

function fill(error: Error, data: ErrorData): Error {
  for (const [part, value] of Object.entries(data)) {
    if (part === 'class' || part === 'message') continue
    if (part === 'name' && error.name === value) continue
    if (part === 'code' && (isFlowError(error) || error instanceof DOMException)) continue
    const enumerable = !hidden.has(part)
    Object.defineProperty(error, part, { value, enumerable, configurable: true, writable: true })
  }
  return error
}

const hidden: ReadonlySet<string> = new Set(['name', 'stack', 'cause', 'errors'])

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
}
