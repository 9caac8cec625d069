/**
 * What cells and the files that they import can import: packages and files from the notebook's folder, local TypeScript
 * with the cells' own compile options, and `tasklab` always as this kernel's own copy.
 * A local file that has changed is loaded anew, and so are the files that import it.
 */

import { readFileSync, statSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ImportModule } from '../cell/helper'

const ownUrl = pathToFileURL(__filename).href
const ownPackage = new Map([
  ['tasklab', resolve(__dirname, '../../lib/index.js')],
  ['tasklab/notebook', resolve(__dirname, '../notebook.js')],
])
const typescriptFile = /\.[cm]?tsx?$/
/** What is tried for a path without extension, or with the extension that TypeScript would give it. */
const candidates = (specifier: string): string[] => [
  `${specifier}.ts`,
  specifier.replace(/\.([cm]?)js$/, '.$1ts'),
  `${specifier}/index.ts`,
  `${specifier}.js`,
]

/** Where cells stand: in a file of the notebook's folder, in which the kernel is started. */
export const cellFile = join(process.cwd(), 'notebook.ts')
const cellUrl = pathToFileURL(cellFile).href

/** `import.meta` of cells. */
export const cellMeta = {
  url: cellUrl,
  filename: cellFile,
  dirname: process.cwd(),
  resolve: (specifier: string): string => pathToFileURL(requireForCell.resolve(specifier)).href,
} as const

/** `import(…)` of a cell. V8's REPL mode takes neither `import` nor `import()`, so cells call this. */
export const importForCell: ImportModule = (specifier, options) => import(specifier, options)

export const requireForCell = createRequire(cellFile)

export function installModuleHooks(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const own = ownPackage.get(specifier)
      if (own !== undefined) return { url: pathToFileURL(own).href, shortCircuit: true }
      const parentURL = context.parentURL === ownUrl ? cellUrl : context.parentURL
      const from = { ...context, ...(parentURL === undefined ? {} : { parentURL: withoutVersion(parentURL) }) }
      return versioned(resolveLocal(specifier, from, next))
    },
    load(url, context, next) {
      const plain = withoutVersion(url)
      if (!plain.startsWith('file://') || !typescriptFile.test(plain) || plain.includes('/node_modules/')) {
        return next(url, context)
      }
      const { compileModule } = require('../cell/compile-module') as typeof import('../cell/compile-module')
      const file = fileURLToPath(plain)
      const { code } = compileModule(readFileSync(file, 'utf8'), file)
      return { format: 'module', source: code, shortCircuit: true }
    },
  })
}

type Resolved = ReturnType<Parameters<NonNullable<Parameters<typeof registerHooks>[0]['resolve']>>[2]>
type Context = Parameters<NonNullable<Parameters<typeof registerHooks>[0]['resolve']>>[1]
type Next = (specifier: string, context?: Partial<Context>) => Resolved

function resolveLocal(specifier: string, context: Context, next: Next): Resolved {
  try {
    return next(specifier, context)
  } catch (error) {
    if (!/^\.{0,2}\//.test(specifier)) throw error
    for (const candidate of candidates(specifier)) {
      try {
        return next(candidate, context)
      } catch {
        // the next one
      }
    }
    throw error
  }
}

/** A file of the user's gets its time of change into its URL: Node then loads a changed one again. */
function versioned(resolved: Resolved): Resolved {
  const { url } = resolved
  if (!url.startsWith('file://') || !typescriptFile.test(url) || url.includes('/node_modules/')) return resolved
  return { ...resolved, url: `${url}?v=${statSync(fileURLToPath(url)).mtimeMs}`, format: 'module' }
}

function withoutVersion(url: string): string {
  return url.replace(/\?v=[\d.]+$/, '')
}
