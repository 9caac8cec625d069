/**
 * What a thrown value looks like under its cell: name, message, and a traceback with the line that threw.
 * Anything can be thrown, and a getter of it may throw again: nothing here fails.
 */

import { inspect } from 'node:util'
import { visible } from '../../cell/names'
import type { ErrorReport } from '../../link'
import { wordOnDecorators } from './decorator-frames'
import type { Scripts, SourcePosition } from './scripts'
import { placeIn } from './stack'

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`
const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`

/** How deep `cause` and the errors of an AggregateError or a SuppressedError are followed. */
const deepest = 8

export const interruptedReport: ErrorReport = {
  ename: 'Interrupted',
  evalue: 'The cell was interrupted.',
  traceback: [`${red(bold('Interrupted'))}: The cell was interrupted.`],
}

/** @param awaited where the cell awaited what failed: shown where the stack does not lead to that cell. */
export function errorReport(thrown: unknown, scripts: Scripts, awaited?: SourcePosition): ErrorReport {
  const ename = attempt(() => nameOf(thrown), 'Error')
  const evalue = attempt(() => messageOf(thrown), '')
  const traceback = attempt(() => tracebackOf(thrown, { scripts, awaited }, 0, new Set()), [`${ename}: ${evalue}`])
  return { ename: visible(ename), evalue: visible(evalue), traceback: traceback.map(visible) }
}

interface Place {
  readonly scripts: Scripts
  readonly awaited: SourcePosition | undefined
}

function tracebackOf(thrown: unknown, place: Place, depth: number, seen: Set<unknown>): string[] {
  seen.add(thrown)
  const name = nameOf(thrown)
  const message = messageOf(thrown)
  const lines = [message === '' ? red(bold(name)) : `${red(bold(name))}: ${message}`]
  if (!isErrorLike(thrown)) return lines
  lines.push(...framesOf(thrown, place))
  const word = wordOnDecorators(thrown)
  if (word !== undefined) lines.push(word)
  const inner: (readonly [string, unknown])[] = []
  if (thrown.cause !== undefined && thrown.cause !== null) inner.push(['Caused by', thrown.cause])
  if (Array.isArray(thrown.errors)) {
    // packages keep texts there that the message may have already
    const errors = thrown.errors.filter(error => typeof error !== 'string' || !message.includes(error))
    inner.push(...errors.map((error, i) => [`Error ${i + 1}`, error] as const))
  }
  if (name === 'SuppressedError') inner.push(['Thrown', thrown.error], ['Suppressed', thrown.suppressed])
  for (const [label, error] of inner) {
    if (seen.has(error) || depth >= deepest) lines.push(`${label}: …`)
    else if (!isErrorLike(error))
      lines.push(`${bold(label)}: ${typeof error === 'string' ? error : inspect(error, { depth: 0 })}`)
    else {
      const [first = '', ...rest] = tracebackOf(error, { ...place, awaited: undefined }, depth + 1, seen)
      lines.push(`${bold(label)}: ${first}`, ...rest.map(line => `  ${line}`))
    }
  }
  return lines
}

/** The frames of its stack; the first that lies in a cell or a local file comes with its source line. */
function framesOf(error: ErrorLike, { scripts, awaited }: Place): string[] {
  if (typeof error.stack !== 'string') return []
  const frames = error.stack.split('\n').filter(line => line.startsWith('    at ') && !nodesOwn.test(line))
  if (awaited !== undefined && !frames.some(frame => placeIn(frame)[0] === awaited.title))
    frames.push(`    at async ${awaited.title}:${awaited.line}:${awaited.column}`)
  let shown = false
  return frames.flatMap(frame => {
    const [title, line, column] = placeIn(frame)
    if (title === undefined || line === undefined || column === undefined) return [dim(frame)]
    const source = scripts.sourceLine(title, Number(line))
    if (source === undefined) return [dim(frame)]
    const place = frame.replace(`${title}:${line}:${column}`, `${title}, line ${line}`)
    if (shown) return [place]
    shown = true
    return [place, ...excerpt(source, Number(line), Number(column))]
  })
}

/** In a stack that another thread or process has written. */
const nodesOwn = /[ (]node:internal\//

function excerpt(source: string, line: number, column: number): string[] {
  if (source.trim() === '') return []
  const gutter = `${line} | `
  const caret = ' '.repeat(gutter.length) + source.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return [`      ${dim(gutter)}${source}`, `      ${caret}${red('^')}`]
}

interface ErrorLike {
  readonly name?: unknown
  readonly message?: unknown
  readonly stack?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
  readonly error?: unknown
  readonly suppressed?: unknown
}

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && ('stack' in value || value instanceof Error)
}

function nameOf(thrown: unknown): string {
  if (!isErrorLike(thrown)) return 'Uncaught'
  if (typeof thrown.name === 'string' && thrown.name !== '' && thrown.name !== 'Error') return thrown.name
  const maker: unknown = thrown.constructor
  return typeof maker === 'function' && maker.name !== '' ? maker.name : 'Error'
}

function messageOf(thrown: unknown): string {
  if (isErrorLike(thrown)) return typeof thrown.message === 'string' ? thrown.message : ''
  return typeof thrown === 'string' ? thrown : inspect(thrown)
}

function attempt<T>(make: () => T, otherwise: T): T {
  try {
    return make()
  } catch {
    return otherwise
  }
}
