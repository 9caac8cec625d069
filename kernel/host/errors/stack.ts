/**
 * Stack traces that speak in cells: `at ping (Cell [3]:2:9)`, with the frames of Node and of the kernel left out.
 * One hook serves `error.stack` wherever it is read (a print, a log, the traceback), and costs nothing until then.
 */

import { resolve } from 'node:path'
import { getCallSites } from 'node:util'
import { helperName } from '../../cell/names'
import { formatForCallers, installCallSites } from './call-sites'
import { withoutCompilers } from './decorator-frames'
import type { Scripts, SourcePosition } from './scripts'

/** Everything below belongs to the kernel itself: the compiled files, or the sources under ts-node. */
const ownFolder = resolve(__dirname, '..', '..', '..')
const ownRooms = ['lib', 'kernel'].map(room => `${resolve(ownFolder, room)}/`)
/** What `require` of a cell goes through. */
const requireMachinery = /\/node_modules\/(?:ts-node|@cspotcode\/source-map-support)\//

/** Before others get theirs with cells in it (`installCallSites`). */
const nodesCallSites = getCallSites

/** Frames that V8 takes down, instead of 10, at some 0.2 µs each: the cell's line may lie under many of a package. */
const taken = 50
/** Of those the innermost are shown, as many as V8 takes down by itself, and after them only cells and local files. */
const innermost = 10
const outermost = 3

/**
 * Makes every stack of this process read so.
 * @param cellFile the file that cells are taken for by who reads frames himself.
 */
export function installStackFormat(scripts: Scripts, cellFile: string): void {
  Error.stackTraceLimit = taken
  const ours: typeof Error.prepareStackTrace = (error, frames) => {
    const theirs = withoutCompilers(error, frames).filter(isTheirs)
    // who has set a limit of his own gets what he has asked for
    const shown = Error.stackTraceLimit === taken ? shortened(theirs, scripts) : theirs
    const lines = shown.map(frame => `\n    at ${typeof frame === 'string' ? frame : describe(frame, scripts)}`)
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

function shortened(frames: readonly NodeJS.CallSite[], scripts: Scripts): readonly (NodeJS.CallSite | string)[] {
  const rest = frames.slice(innermost)
  const known = rest.filter(frame => placeOf(frame, scripts) !== undefined).slice(-outermost)
  const left = rest.length - known.length
  if (left < 2) return frames // a line that says so would be no shorter
  return [...frames.slice(0, innermost), `… (${left} more)`, ...known]
}

function placeOf(frame: NodeJS.CallSite, scripts: Scripts): SourcePosition | undefined {
  const [url, line, column] = [urlOf(frame), frame.getLineNumber(), frame.getColumnNumber()]
  return url && line !== null && column !== null ? scripts.locate(url, line, column) : undefined
}

const urlOf = (frame: NodeJS.CallSite): string | null => frame.getScriptNameOrSourceURL() ?? frame.getFileName()

function isTheirs(frame: NodeJS.CallSite): boolean {
  const file = fileOf(frame)
  if (file === undefined) return frame.getEvalOrigin() !== undefined
  return !isOwn(file) && !requireMachinery.test(file)
}

/** Whether a script is Node's or the kernel's own. */
function isOwn(file: string): boolean {
  return file.startsWith('node:') || ownRooms.some(room => file.startsWith(room))
}

/**
 * Whether the code that has called the kernel is a cell's, or was made from text by one: a package or a local file,
 * which shares the global object with the cells, is another's.
 */
export function isCellCalling(scripts: Scripts): boolean {
  const caller = nodesCallSites(farthestCaller).find(({ scriptName }) => !isOwn(scriptName))
  return caller === undefined || caller.scriptName === '' || scripts.isCell(caller.scriptName)
}

/** So many of the kernel's own frames may lie between it and who called it. */
const farthestCaller = 10

function fileOf(frame: NodeJS.CallSite): string | undefined {
  const name = frame.getFileName() || frame.getScriptNameOrSourceURL() || undefined
  return name?.startsWith('file://') === true ? decodeURIComponent(name.slice('file://'.length)) : name
}

/** Functions without a name are called after what they are given to: also after what cells' awaits go through. */
const ownCall = `${helperName}.awaited.`

function describe(frame: NodeJS.CallSite, scripts: Scripts): string {
  const url = urlOf(frame)
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

/** Where a line of a stack says that its frame lies. */
export function placeIn(frame: string): readonly [title?: string, line?: string, column?: string] {
  const [, title, line, column] = /(?:\(| at (?:async )?)([^()]+):(\d+):(\d+)\)?$/.exec(frame) ?? []
  return title === undefined || line === undefined || column === undefined ? [] : [title, line, column]
}

function headOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return 'Error'
  }
}
