/**
 * What cells and the files that they import can import: packages and files from the notebook's folder, local TypeScript
 * with the cells' own compile options, JSON with or without an import attribute, and `tasklab` always as this kernel's
 * own copy. A local file that has changed is loaded anew, and so are the files that import or require it.
 */

import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ImportModule } from '../../cell/helper'
import { originalPosition, type Position } from '../../cell/positions'
import { importError } from '../errors/import-error'
import type { Scripts } from '../errors/scripts'
import { foreignSpecifier } from './foreign-specifier'
import { LocalFiles } from './local-files'
import { LocalJavaScript } from './local-javascript'
import { isLocal, type RequiredFiles } from './required-files'
import type { SourceFiles } from './source-files'
import { commonJsModule, jsonModule, moduleWith } from './value-module'

const ownUrl = pathToFileURL(__filename).href
const ownPackage = new Map([
  ['tasklab', resolve(__dirname, '../../../lib/index.js')],
  ['tasklab/notebook', resolve(__dirname, '../../notebook.js')],
  ['tslab', resolve(__dirname, '../../tslab.js')],
])
const typescriptFile = /\.[cm]?tsx?$/
const javascriptFile = /\.[cm]?js$/
const reloadedFile = /\.(?:[cm]?tsx?|[cm]?js|json)$/
/** What is tried for a path without extension, or with the extension that TypeScript would give it. */
const candidates = (specifier: string): string[] => [
  `${specifier}.ts`,
  `${specifier}.tsx`,
  specifier.replace(/\.([cm]?)js$/, '.$1ts'),
  specifier.replace(/\.jsx?$/, '.tsx'),
  `${specifier}/index.ts`,
  `${specifier}/index.tsx`,
  `${specifier}.js`,
]
/** Of a file without `import` and `export`, or with the two forms of them that only CommonJS has. */
const isCommonJs = (source: string): boolean =>
  /(?:^|;)\s*(?:export\s*=|import\s+[\w$]+\s*=\s*require\b)/m.test(source) ||
  (/\bmodule\.exports\b|\bexports\.[\w$]+\s*=/.test(source) && !/^\s*(?:import|export)\b/m.test(source))

/** Where cells stand: in a file of the notebook's folder, in which the kernel is started. */
export const cellFile = join(process.cwd(), 'notebook.ts')
const cellUrl = pathToFileURL(cellFile).href

/** `import.meta` of cells. */
export function cellMeta(require: NodeJS.Require): object {
  return {
    url: cellUrl,
    filename: cellFile,
    dirname: process.cwd(),
    main: true, // nobody imports a cell
    resolve: (specifier: string): string => pathToFileURL(require.resolve(specifier)).href,
  }
}

type Hooks = Parameters<typeof registerHooks>[0]
type ResolveHook = NonNullable<Hooks['resolve']>
type LoadHook = NonNullable<Hooks['load']>
type Resolved = ReturnType<ResolveHook>
type Context = Parameters<ResolveHook>[1]
type NextResolve = Parameters<ResolveHook>[2]

/**
 * @param requireFile that of cells, for files in the CommonJS way.
 * @returns `import(…)` of a cell. V8's REPL mode takes neither `import` nor `import()`, so cells call this.
 */
export function installModuleHooks(
  requireFile: (file: string) => unknown,
  required: RequiredFiles,
  scripts: Scripts,
  sources: SourceFiles,
): ImportModule {
  const files = new LocalFiles(sources)
  const javascript = new LocalJavaScript(requireFile, scripts)
  const resolveHook: ResolveHook = (specifier, context, next) => {
    const own = ownPackage.get(specifier)
    if (own !== undefined) return { url: pathToFileURL(own).href, shortCircuit: true }
    const advice = foreignSpecifier(specifier)
    if (advice !== undefined) throw new Error(advice)
    const parentURL = context.parentURL === ownUrl ? cellUrl : context.parentURL
    const parent = parentURL === undefined ? undefined : withoutVersion(parentURL)
    const kept = keptFile(sources, specifier, parent)
    const resolved =
      kept ?? resolveLocal(specifier, { ...context, ...(parent !== undefined && { parentURL: parent }) }, next)
    const file = kept === undefined ? reloadedPath(resolved.url) : fileURLToPath(kept.url)
    if (file === undefined) return resolved
    const importer = parent === undefined ? undefined : reloadedPath(parent)
    const version = files.versionFor(file, importer)
    if (isRequire(context)) {
      required.note(file)
      return resolved // `require` keeps what it has loaded by its path
    }
    const url = version === 1 ? resolved.url : `${resolved.url}?v=${version}`
    return { ...resolved, url, ...(typescriptFile.test(file) && { format: 'module' }) }
  }
  const loadHook: LoadHook = (url, context, next) => {
    const plain = withoutVersion(url)
    if (!plain.startsWith('file://')) return next(url, context)
    const file = fileURLToPath(plain)
    if (javascriptFile.test(file) && isLocal(file)) {
      const loaded = next(url, context)
      return isRequire(context) ? javascript.required(url, file, loaded) : javascript.imported(url, file, loaded)
    }
    if (isRequire(context)) return next(url, context)
    if (file.endsWith('.json')) {
      const source = readFileSync(file, 'utf8')
      if (context.importAttributes.type === 'json') return { format: 'json', source, shortCircuit: true }
      return moduleWith(jsonModule(source, file))
    }
    if (!typescriptFile.test(file) || !isLocal(file)) return next(url, context)
    const source = sources.read(file)
    const title = sources.titleOf(file)
    if (file.endsWith('.cts') || isCommonJs(source)) return moduleWith(commonJsModule(requireFile(file), file))
    const { compileModule } = moduleCompiler()
    const { code, map } = compileModule(source, { file })
    const origin = (line: number, column: number): Position => originalPosition(map, line, column)
    scripts.addFile({ url, file, source, origin, ...(title && { title }) })
    return moduleWith(code)
  }
  registerHooks({ resolve: resolveHook, load: loadHook })
  return (specifier, options) => {
    const here = new Error()
    return import(specifier, options).catch(error => {
      throw importError(javascript.placed(error), here, { cellFile, titleOf: path => sources.titleOf(path) })
    })
  }
}

/** A cell that is kept as a file comes before all that is on disk. */
function keptFile(sources: SourceFiles, specifier: string, parent: string | undefined): Resolved | undefined {
  if (parent?.startsWith('file://') !== true || !isLocalSpecifier(specifier)) return undefined
  const path = specifier.startsWith('file://') ? fileURLToPath(specifier) : specifier
  const kept = sources.find(fileURLToPath(parent), [path, ...candidates(path)])
  return kept === undefined ? undefined : { url: pathToFileURL(kept).href, shortCircuit: true }
}

const isLocalSpecifier = (specifier: string): boolean => /^(?:\.{0,2}\/|file:\/\/)/.test(specifier)

function resolveLocal(specifier: string, context: Context, next: NextResolve): Resolved {
  try {
    return next(specifier, context)
  } catch (error) {
    const tried = /^\.{0,2}\//.test(specifier) ? candidates(specifier) : inPackage(specifier, context)
    for (const candidate of tried) {
      try {
        return next(candidate, context)
      } catch {
        // the next one
      }
    }
    throw error
  }
}

/**
 * A file of a package the way `require` finds it, without its ending or by its folder (`dayjs/plugin/utc`): what its
 * documentation has, the compiler agrees with, and a bundler takes.
 */
function inPackage(specifier: string, context: Context): string[] {
  const parent = context.parentURL?.startsWith('file://') === true ? fileURLToPath(context.parentURL) : undefined
  if (parent === undefined || isRequire(context) || !isLocal(parent) || !/^(?:@[^/]+\/)?[^@/:]+\//.test(specifier))
    return []
  try {
    return [pathToFileURL(createRequire(parent).resolve(specifier)).href]
  } catch {
    return []
  }
}

const isRequire = ({ conditions }: { readonly conditions: readonly string[] }): boolean =>
  conditions.includes('require')

function moduleCompiler(): typeof import('../../cell/compile-module') {
  return require('../../cell/compile-module') as typeof import('../../cell/compile-module')
}

/** The path of a file that is loaded again when it has changed. */
function reloadedPath(url: string): string | undefined {
  if (!url.startsWith('file://') || url === cellUrl) return undefined
  const path = fileURLToPath(url)
  return reloadedFile.test(path) && isLocal(path) ? path : undefined
}

function withoutVersion(url: string): string {
  return url.replace(/\?v=\d+$/, '')
}
