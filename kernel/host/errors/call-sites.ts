/**
 * Stacks that packages read frame by frame, to learn who calls them: a logger that loads a plug-in by its name from
 * where its caller stands, a deprecation that names its line. A cell's frame says there the file that cells are taken
 * for, which is in the notebook's folder, in place of the path that debuggers know the cell by.
 */

import { syncBuiltinESMExports } from 'node:module'
import util from 'node:util'
import type { Scripts } from './scripts'

type StackFormat = NonNullable<typeof Error.prepareStackTrace>

/** @param describe the frame's line in a stack. */
export function formatForCallers(
  format: StackFormat,
  { scripts, cellFile, describe }: { scripts: Scripts; cellFile: string; describe: (frame: NodeJS.CallSite) => string },
): StackFormat {
  const asCaller = (frame: NodeJS.CallSite): NodeJS.CallSite => {
    const url = frame.getScriptNameOrSourceURL()
    const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()]
    const place = url !== null && scripts.isCell(url) ? scripts.locate(url, line ?? 1, column ?? 1) : undefined
    if (place === undefined) return frame
    const own: Partial<NodeJS.CallSite> & { toString(): string } = {
      getFileName: () => cellFile,
      getScriptNameOrSourceURL: () => cellFile,
      getLineNumber: () => place.line,
      getColumnNumber: () => place.column,
      toString: () => describe(frame),
    }
    return new Proxy(frame, {
      get: (_, key) => {
        const value: unknown = Reflect.get(Object.hasOwn(own, key) ? own : frame, key)
        return typeof value === 'function' ? value.bind(frame) : value // V8's functions take only frames of its own
      },
    })
  }
  return (error, frames) => format(error, frames.map(asCaller))
}

/** Node's. */
const usualCount = 8
const mostFrames = 200

/** `util.getCallSites`, the same without a hook. It has no name for what was not read from a file, as cells that await. */
export function installCallSites(scripts: Scripts, cellFile: string): void {
  const nodes = util.getCallSites as (...given: readonly unknown[]) => util.CallSiteObject[]
  const getCallSites = (...given: readonly unknown[]): util.CallSiteObject[] => {
    const [count, ...options] = typeof given[0] === 'object' || given.length === 0 ? [usualCount, ...given] : given
    const asked = typeof count === 'number' && count >= 1 && count < mostFrames ? count + 1 : count
    const [, ...sites] = nodes(asked, ...options) // this function is the first
    return sites.map(site => {
      const { scriptName, lineNumber, columnNumber } = site
      if (scriptName !== '' && !scripts.isCell(scriptName)) return site
      const { line, column } = scripts.locate(scriptName, lineNumber, columnNumber) ?? {
        line: lineNumber,
        column: columnNumber,
      }
      return { ...site, scriptName: cellFile, lineNumber: line, columnNumber: column, column }
    })
  }
  Object.assign(util, { getCallSites })
  syncBuiltinESMExports()
}
