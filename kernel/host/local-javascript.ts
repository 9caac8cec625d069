/**
 * Local JavaScript that cells import or require: Node's own, but its lines are known to tracebacks, a syntax error says
 * where, and CommonJS comes in by the cells' `require`, which loads anew what has changed.
 */

import { readFileSync } from 'node:fs'
import type { LoadFnOutput } from 'node:module'
import type { Scripts } from './scripts'
import { commonJsModule, moduleWith } from './value-module'

export class LocalJavaScript {
  readonly #requireFile: (file: string) => unknown
  readonly #scripts: Scripts

  /** @param requireFile that of cells. */
  constructor(requireFile: (file: string) => unknown, scripts: Scripts) {
    this.#requireFile = requireFile
    this.#scripts = scripts
  }

  /** @param loaded what Node gives for an import of the file. @throws CellSyntaxError */
  imported(url: string, file: string, loaded: LoadFnOutput): LoadFnOutput {
    if (loaded.format === 'commonjs') return moduleWith(commonJsModule(this.#require(file), file))
    checkSyntax(this.#know(url, file), file)
    return loaded
  }

  /** @param loaded what Node gives for a `require` of the file, from wherever. */
  required(url: string, file: string, loaded: LoadFnOutput): LoadFnOutput {
    this.#know(loaded.format === 'module' ? url : file, file)
    return loaded
  }

  #require(file: string): unknown {
    try {
      return this.#requireFile(file)
    } catch (error) {
      if (error instanceof SyntaxError) checkSyntax(readFileSync(file, 'utf8'), file)
      throw error
    }
  }

  /** @param url as stack frames call it. */
  #know(url: string, file: string): string {
    const source = readFileSync(file, 'utf8')
    this.#scripts.addFile({ url, file, source, origin: (line, column) => ({ line, column }) })
    return source
  }
}

/** V8's own error of a module does not say where it is. */
function checkSyntax(source: string, file: string): void {
  const { compileModule } = require('../cell/compile-module') as typeof import('../cell/compile-module')
  compileModule(source, file)
}
