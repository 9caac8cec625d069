/**
 * Local JavaScript that cells import or require: Node's own, but its lines are known to tracebacks, a syntax error says
 * where, and CommonJS comes in by the cells' `require`, which loads anew what has changed.
 * V8 alone says what is right; only where it has refused a file, ours is asked where.
 */

import { readFileSync } from 'node:fs'
import type { LoadFnOutput } from 'node:module'
import type { Scripts } from '../errors/scripts'
import { placeIn } from '../errors/stack'
import { commonJsModule, moduleWith } from './value-module'

export class LocalJavaScript {
  readonly #requireFile: (file: string) => unknown
  readonly #scripts: Scripts
  readonly #modules = new Set<string>()

  /** @param requireFile that of cells. */
  constructor(requireFile: (file: string) => unknown, scripts: Scripts) {
    this.#requireFile = requireFile
    this.#scripts = scripts
  }

  /** @param loaded what Node gives for an import of the file. */
  imported(url: string, file: string, loaded: LoadFnOutput): LoadFnOutput {
    if (loaded.format === 'commonjs') return moduleWith(commonJsModule(this.#require(file), file))
    this.#modules.add(file)
    this.#know(url, file)
    return loaded
  }

  /** @param loaded what Node gives for a `require` of the file, from wherever. */
  required(url: string, file: string, loaded: LoadFnOutput): LoadFnOutput {
    this.#know(loaded.format === 'module' ? url : file, file)
    return loaded
  }

  /** What an import threw; V8's error of a module's syntax, which does not say where that is, as one that does. */
  placed(thrown: unknown): unknown {
    if (!(thrown instanceof SyntaxError) || this.#isOfRunningCode(thrown)) return thrown
    for (const file of this.#modules) {
      const found = syntaxError(file)
      if (found !== undefined) return found
    }
    return thrown
  }

  /** One that running code throws (`JSON.parse`) has frames of that code before that of the cell that imports it. */
  #isOfRunningCode(thrown: SyntaxError): boolean {
    const [innermost] = /\n {4}at .*/.exec(String(thrown.stack)) ?? []
    return innermost !== undefined && !this.#scripts.isCellTitle(placeIn(innermost)[0])
  }

  #require(file: string): unknown {
    try {
      return this.#requireFile(file)
    } catch (error) {
      throw error instanceof SyntaxError ? (syntaxError(file) ?? error) : error
    }
  }

  /** @param url as stack frames call it. */
  #know(url: string, file: string): void {
    const source = readFileSync(file, 'utf8')
    this.#scripts.addFile({ url, file, source, origin: (line, column) => ({ line, column }) })
  }
}

function syntaxError(file: string): unknown {
  const { compileModule } = require('../../cell/compile-module') as typeof import('../../cell/compile-module')
  try {
    compileModule(readFileSync(file, 'utf8'), { file })
    return undefined
  } catch (error) {
    return error instanceof SyntaxError ? error : undefined
  }
}
