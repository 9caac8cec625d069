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
  const own = readable(usefulFrames(error.stack ?? errorTitle(error)))
  if (depth >= deepestCause) return own
  const parts: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  const inner = parts.map((part, index) => `\n[${index}] ${errorStory(part, depth + 1)}`).join('')
  return own + inner + (error.cause === undefined ? '' : `\ncaused by ${errorStory(error.cause, depth + 1)}`)
}

/** The frames of the engine and of the platform are left out: nobody who reads a trace can mend anything there. */
function usefulFrames(stack: string): string {
  const lines = stack.split('\n')
  return lines.filter(line => !/^\s+at /.test(line) || !isInner(line.replaceAll('\\', '/'))).join('\n')
}

const isInner = (frame: string): boolean =>
  /(?:^\s+at |\()(?:async )?(?:node|ext):/.test(frame) || library.some(folder => frame.includes(folder))

/** This library's folder, as paths and as URLs have it; a browser's bundle may not know it. */
const library = typeof __dirname === 'string' ? [libraryPath(__dirname), encodeURI(libraryPath(__dirname))] : []

function libraryPath(view: string): string {
  return view.replaceAll('\\', '/').replace(/[^/]*$/, '')
}

const readable = (text: string): string => maskSecrets(plainText(text))

const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
