/**
 * Stack traces that speak in cells: `at ping (Cell [3]:2:9)`, with the frames of Node and of the kernel left out.
 * One hook serves `error.stack` wherever it is read (a print, a log, the traceback), and costs nothing until then.
 */

import { resolve } from 'node:path'
import { helperName } from '../cell/names'
import { formatForCallers, installCallSites } from './call-sites'
import { withoutCompilers } from './decorator-frames'
import type { Scripts } from './scripts'

/** Everything below belongs to the kernel itself: the compiled files, or the sources under ts-node. */
const ownFolder = resolve(__dirname, '..', '..')
const ownRooms = ['lib', 'kernel'].map(room => `${resolve(ownFolder, room)}/`)
/** What `require` of a cell goes through. */
const requireMachinery = /\/node_modules\/(?:ts-node|@cspotcode\/source-map-support)\//

/**
 * Makes every stack of this process read so.
 * @param cellFile the file that cells are taken for by who reads frames himself.
 */
export function installStackFormat(scripts: Scripts, cellFile: string): void {
  const ours: typeof Error.prepareStackTrace = (error, frames) => {
    const lines = withoutCompilers(error, frames)
      .filter(isTheirs)
      .map(frame => `\n    at ${describe(frame, scripts)}`)
    return headOf(error) + lines.join('')
  }
  let format = ours
  const known = new WeakSet([ours])
  const forCallers = (given: typeof ours): typeof ours => {
    if (known.has(given)) return given // put back by who had put one of its own in its place
    const made = formatForCallers(given, { scripts, cellFile, describe: frame => describe(frame, scripts) })
    known.add(made)
    return made
  }
  Object.defineProperty(Error, 'prepareStackTrace', {
    get: () => format,
    // a cell's or a package's own; `undefined` asks for the usual one
    set: (given: unknown) => {
      format = typeof given === 'function' ? forCallers(given as typeof ours) : ours
    },
    configurable: true,
  })
  installCallSites(scripts, cellFile)
}

function isTheirs(frame: NodeJS.CallSite): boolean {
  const file = fileOf(frame)
  if (file === undefined) return frame.getEvalOrigin() !== undefined
  return !file.startsWith('node:') && !ownRooms.some(room => file.startsWith(room)) && !requireMachinery.test(file)
}

function fileOf(frame: NodeJS.CallSite): string | undefined {
  const name = frame.getFileName() || frame.getScriptNameOrSourceURL() || undefined
  return name?.startsWith('file://') === true ? decodeURIComponent(name.slice('file://'.length)) : name
}

/** Functions without a name are called after what they are given to: also after what cells' awaits go through. */
const ownCall = `${helperName}.awaited.`

function describe(frame: NodeJS.CallSite, scripts: Scripts): string {
  const url = frame.getScriptNameOrSourceURL() ?? frame.getFileName()
  const text = withEvalOrigin(String(frame), scripts).replaceAll(ownCall, '')
  return url ? inCells(text, [url, frame.getLineNumber(), frame.getColumnNumber()], scripts) : text
}

/** `eval at run (Cell [3]:1:14)`: code made from text says what made it. */
function withEvalOrigin(text: string, scripts: Scripts): string {
  const [, url, line, column] = /\(eval at .*?\(([^()]+):(\d+):(\d+)\)/.exec(text) ?? []
  return url === undefined ? text : inCells(text, [url, Number(line), Number(column)], scripts)
}

/** The text with this place as its author counts. */
function inCells(text: string, [url, line, column]: Place, scripts: Scripts): string {
  const place = line === null || column === null ? undefined : scripts.locate(url, line, column)
  return place === undefined
    ? text
    : text.replace(`${url}:${line}:${column}`, `${place.title}:${place.line}:${place.column}`)
}

type Place = readonly [url: string, line: number | null, column: number | null]

function headOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return 'Error'
  }
}
