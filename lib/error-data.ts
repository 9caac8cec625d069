/**
 * Errors as plain data and back: name, message, stack, cause, code, the errors of an AggregateError, and what else
 * the error carries that is plain. An error keeps its name and prints as it did, but not its class: reading data
 * must never run code that the data names. The built-in classes come back as themselves.
 */
const builtIn: Readonly<Record<string, new (message?: string) => Error>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** The parts of an error that are kept; undefined where the value is no error. */
export function errorToData(value: unknown): Record<string, unknown> | undefined {
  if (!(value instanceof Error)) return undefined
  const data: Record<string, unknown> = { name: value.name, message: value.message, stack: value.stack }
  for (const key of ['cause', 'code', 'hint', 'errors'] as const) {
    const part: unknown = Reflect.get(value, key)
    if (part !== undefined) data[key] = part
  }
  return data
}

/** An error made of such parts. */
export function errorFromData(data: Record<string, unknown>): Error {
  const { name, message, ...rest } = data
  const text = typeof message === 'string' ? message : ''
  const errors: unknown = data.errors
  const Class = typeof name === 'string' && Object.hasOwn(builtIn, name) ? builtIn[name] : undefined
  const error = Array.isArray(errors) ? new AggregateError(errors, text) : new (Class ?? Error)(text)
  if (typeof name === 'string' && error.name !== name) hide(error, 'name', name)
  for (const [key, value] of Object.entries(rest)) {
    if (key === 'code' || key === 'hint') Reflect.set(error, key, value)
    else if (key !== 'errors' && value !== undefined) hide(error, key, value)
  }
  return error
}

function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, enumerable: false, configurable: true, writable: true })
}
