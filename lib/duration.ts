/**
 * Durations: milliseconds, or text that the `ms` package reads ('1 min', '500ms'). They are never negative.
 */
import ms = require('ms')

/** Milliseconds, or text such as `'1 min'`. */
export type Duration = number | string

/** The milliseconds of a duration; undefined where the value is none. Infinity is one: for ever. */
export function toMilliseconds(value: unknown): number | undefined {
  const number = typeof value === 'string' ? parse(value) : value
  return typeof number === 'number' && number >= 0 ? number : undefined
}

function parse(text: string): number | undefined {
  // ms refuses text that is empty or longer than 100 characters with an error of its own.
  if (text.trim() === '' || text.length > 100) return undefined
  return ms(text.trim() as ms.StringValue)
}
