/**
 * Durations on the command line: always with their unit, because a bare number would be seconds to one and
 * milliseconds to another.
 */

import ms, { type StringValue } from 'ms'
import { usageFault } from './arguments'

/** @param option as it was written, for the error; @returns milliseconds. */
export function readDuration(option: string, text: string): number {
  // longer text than this is refused by ms with an error of its own
  const value = /[a-z]/i.test(text) && text.length <= 100 ? ms(text as StringValue) : undefined
  if (value !== undefined && value > 0) return value
  throw usageFault(`${option} "${text}" is no duration; expected a number with its unit: 30s, 5 min.`)
}
