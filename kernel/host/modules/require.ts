/**
 * `require` of cells. Local TypeScript goes by ts-node, loaded at the first such file: it may be CommonJS in every way
 * (`module.exports`, `export =`, `import x = require()`), which an ES module cannot.
 * A local file that has changed is loaded anew, and so are the files that require it.
 */

import Module, { createRequire, SourceMap } from 'node:module'
import { importError } from '../errors/import-error'
import type { Scripts } from '../errors/scripts'
import { isLocal, type RequiredFiles } from './required-files'
import type { SourceFiles } from './source-files'

/** Node's own, which its types do not tell of. */
interface Compiles {
  _compile(code: string, filename: string): void
}

/** @param file where cells stand. */
export function requireFrom(
  file: string,
  required: RequiredFiles,
  scripts: Scripts,
  sources: SourceFiles,
): NodeJS.Require {
  const inner = createRequire(file)
  installTypeScript(scripts, sources)
  const fresh = (id: string): unknown => {
    required.forgetChanged(inner.cache)
    try {
      return inner(id)
    } catch (error) {
      throw importError(error, new Error(), { cellFile: file, titleOf: path => sources.titleOf(path) })
    }
  }
  return Object.assign(fresh, {
    resolve: inner.resolve,
    cache: inner.cache,
    extensions: inner.extensions,
    main: inner.main,
  })
}

function installTypeScript(scripts: Scripts, sources: SourceFiles): void {
  const { _extensions: extensions } = Module as unknown as { readonly _extensions: NodeJS.RequireExtensions }
  for (const extension of ['.ts', '.cts', '.tsx'] as const) {
    const nodes = extensions[extension]
    extensions[extension] = (module, filename) => {
      if (!isLocal(filename) && nodes !== undefined) return nodes(module, filename)
      const source = sources.read(filename)
      const title = sources.titleOf(filename)
      const code = compile(source, filename)
      scripts.addFile({ url: filename, file: filename, source, origin: originsOf(code), ...(title && { title }) })
      ;(module as unknown as Compiles)._compile(code, filename)
    }
  }
}

interface Compiler {
  compile(code: string, filename: string): string
}

/** @throws CellSyntaxError, as importing the file does: swc's own error has boxes drawn around it. */
function compile(source: string, filename: string): string {
  try {
    return compiler().compile(source, filename)
  } catch (error) {
    const { compileModule } = require('../../cell/compile-module') as typeof import('../../cell/compile-module')
    compileModule(source, { file: filename })
    throw error
  }
}

let made: Compiler | undefined

function compiler(): Compiler {
  if (made !== undefined) return made
  const { create } = require('ts-node') as typeof import('ts-node')
  const { prepareStackTrace } = Error
  made = create({
    skipProject: true,
    transpileOnly: true,
    compiler: require.resolve('typescript'),
    transpiler: ['ts-node/transpilers/swc', { swc: require.resolve('@swc/core') }],
    compilerOptions: { module: 'commonjs', target: 'es2022', esModuleInterop: true, experimentalDecorators: false },
  })
  if (prepareStackTrace !== undefined) Error.prepareStackTrace = prepareStackTrace // ts-node brings one of its own
  return made
}

/** ts-node puts the source map at the end of what it compiles. */
function originsOf(code: string): (line: number, column: number) => { readonly line: number; readonly column: number } {
  const [, data = ''] = /\/\/# sourceMappingURL=data:[^,]*base64,(.*)\s*$/.exec(code) ?? []
  if (data === '') return (line, column) => ({ line, column })
  const map = new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString()))
  return (line, column) => {
    const origin = map.findOrigin(line, column)
    return 'lineNumber' in origin ? { line: origin.lineNumber, column: origin.columnNumber } : { line, column }
  }
}
