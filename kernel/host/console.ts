/**
 * What cells print: `process.stdout` and `process.stderr` write to the link, marked with the cell they belong to.
 * `console` goes through them; how far it indents belongs to the cell too. Native code and subprocesses write to file
 * descriptors 1 and 2, which the front reads.
 */

import { StringDecoder } from 'node:string_decoder'
import type { StreamName } from '../link'
import { tell } from './front'
import { currentScope } from './scope'
import { nextTick } from './turns'

type Reader = (name: StreamName, text: string) => string

let reader: Reader | undefined

/** Who reads what is printed, and says what is shown of it. */
export function onPrint(read: Reader): void {
  reader = read
}

export function captureConsole(): void {
  process.stdout.write = writer('stdout')
  process.stderr.write = writer('stderr')
  process.stdout.end = ender(process.stdout)
  process.stderr.end = ender(process.stderr)
  indentByCell()
}

/** A group that a cell leaves open indents no other. The console keeps its indentation under a symbol of its own. */
function indentByCell(): void {
  const isIndentation = (symbol: symbol): boolean =>
    symbol.description?.startsWith('kGroupIndentation') === true && typeof Reflect.get(console, symbol) === 'string'
  const symbol = Object.getOwnPropertySymbols(console).find(isIndentation)
  if (symbol === undefined) return
  Object.defineProperty(console, symbol, {
    get: () => currentScope().indent,
    set: (indent: string) => {
      currentScope().indent = indent
    },
  })
}

function writer(name: StreamName): typeof process.stdout.write {
  const decoder = new StringDecoder('utf8') // a character may come in two writes
  return (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    const text =
      typeof chunk !== 'string'
        ? decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
        : isBinaryEncoding(encoding)
          ? decoder.write(Buffer.from(chunk, encoding))
          : chunk
    if (text !== '') tell({ event: 'stream', run: currentScope().run, name, text: reader?.(name, text) ?? text })
    const callback = typeof encoding === 'function' ? encoding : done
    if (typeof callback === 'function') nextTick(callback as () => void)
    return true
  }
}

function isBinaryEncoding(encoding: unknown): encoding is BufferEncoding {
  return typeof encoding === 'string' && encoding !== 'utf8' && encoding !== 'utf-8' && Buffer.isEncoding(encoding)
}

/** The pipe is also that of native code and of subprocesses, so that it never ends; who ends it hears what an end says. */
function ender<S extends NodeJS.WriteStream>(stream: S): (...given: readonly unknown[]) => S {
  return (...given: readonly unknown[]) => {
    const [chunk, encoding] = given
    if (typeof chunk === 'string')
      stream.write(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
    else if (chunk instanceof Uint8Array) stream.write(chunk)
    const done = given.find(each => typeof each === 'function')
    nextTick(() => {
      stream.emit('finish')
      stream.emit('close')
      done?.()
    })
    return stream
  }
}
