/**
 * The names that a cell has without importing them. A cell that declares `display` or `console` for itself shadows them
 * for cells only, never for the kernel; what a CommonJS file has stands under hidden names, so that no package takes
 * itself for one.
 */

import { dirname } from 'node:path'
import { type cellOnlyNames, hidden } from '../cell/names'
import { clearOutput, comm, confirm, display, input, prompt } from '../notebook'
import { cellFile } from './modules/module-hooks'

export function installGlobals(require: NodeJS.Require): void {
  const cellOnly: Readonly<Record<(typeof cellOnlyNames)[number], unknown>> = {
    require,
    module: { exports: {} },
    exports: {},
    __filename: cellFile,
    __dirname: dirname(cellFile),
  }
  for (const [name, value] of Object.entries({ display, clearOutput, input, prompt, confirm, comm }))
    define(globalThis, name, value)
  // below the global object: when a cell's own name of that kind goes (`%reset`), these are there again
  for (const [name, value] of Object.entries(cellOnly)) define(Object.getPrototypeOf(globalThis), hidden(name), value)
}

function define(scope: object, name: string, value: unknown): void {
  Object.defineProperty(scope, name, { value, writable: true, configurable: true, enumerable: false })
}
