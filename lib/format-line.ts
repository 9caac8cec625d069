/**
 * Formats the arguments of a log line as the console would: the edge to `node:util`, loaded with the first line.
 */
import { format } from 'node:util'

/** The text that `console.log(...args)` would print. */
export function formatLine(args: readonly unknown[]): string {
  return format(...args)
}
