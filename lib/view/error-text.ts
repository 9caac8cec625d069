/**
 * An error in words: a title for a line, and the whole story, with stack and causes, for what opens below it.
 * Whatever was thrown is taken: a task may throw a string, and a cell may hold another realm's Error.
 */
import { maskSecrets } from '../store/secrets'
import { plainText } from './html'
import { preview } from './preview'

const deepestCause = 5

/** `Error: Request failed with status code 418.` */
export function errorTitle(error: unknown): string {
  return isError(error) ? readable(`${error.name}: ${error.message}`) : preview(error, { limit: 200 })
}

/** The stack of the error, what it was made of (AggregateError) and what caused it. */
export function errorStory(error: unknown, depth = 0): string {
  if (!isError(error)) return preview(error, { limit: 4000, multiline: true })
  const own = readable(error.stack ?? errorTitle(error))
  if (depth >= deepestCause) return own
  const parts: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  const inner = parts.map((part, index) => `\n[${index}] ${errorStory(part, depth + 1)}`).join('')
  return own + inner + (error.cause === undefined ? '' : `\ncaused by ${errorStory(error.cause, depth + 1)}`)
}

const readable = (text: string): string => maskSecrets(plainText(text))

const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
