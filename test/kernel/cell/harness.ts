/**
 * A session of cells in this process, run as the cell host runs them: compiled one after another, evaluated through an
 * inspector session of this thread in V8's REPL mode.
 */

import { type Runtime, Session } from 'node:inspector'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CellNames, disposeScript, installCellHelper } from '../../../kernel/cell/cell-helper'
import { cellTags } from '../../../kernel/cell/cell-tags'
import { type CellScript, compileCell } from '../../../kernel/cell/compile'
import type { CellHelper } from '../../../kernel/cell/helper'
import { helperName, hidden } from '../../../kernel/cell/names'
import { CellSession } from '../../../kernel/cell/session'

export type Outcome =
  | { readonly script: CellScript; readonly value: unknown }
  | { readonly script?: CellScript; readonly thrown: unknown }

const folder = join(__dirname, 'files')
const requireHere = createRequire(join(folder, 'cell.js'))
let taken: unknown
let names: CellNames | undefined

function take(value: unknown): void {
  taken = value
}

/** What `giveName` was called with, latest last. */
export const namings: { readonly name: string; readonly value: unknown }[] = []

function install(): CellNames {
  provideRequire()
  Object.defineProperty(globalThis, 'takeForTest', { value: take })
  return installCellHelper({
    scope: globalThis,
    meta: {
      url: pathToFileURL(join(folder, 'cell.ts')).href,
      dirname: folder,
      filename: join(folder, 'cell.ts'),
      resolve: (specifier: string) => new URL(specifier, pathToFileURL(`${folder}/`)).href,
    },
    async importModule(specifier, options) {
      const resolved = specifier.startsWith('.') ? pathToFileURL(join(folder, specifier)).href : specifier
      return options === undefined ? import(resolved) : import(resolved, options)
    },
    giveName(value, name) {
      namings.push({ name, value })
      return value
    },
  })
}

function provideRequire(): void {
  Object.defineProperty(globalThis, hidden('require'), { value: requireHere, writable: true, configurable: true })
}

export class TestSession {
  readonly names = new CellSession()
  readonly #inspector = new Session()
  #count = 0

  constructor() {
    names ??= install()
    this.#inspector.connect()
  }

  compile(source: string): CellScript {
    return compileCell(source, { url: `cell-${++this.#count}.ts`, session: this.names, ...cellTags(source) })
  }

  async run(source: string): Promise<Outcome> {
    let script: CellScript
    try {
      script = this.compile(source)
    } catch (thrown) {
      return { thrown }
    }
    this.names.add(script)
    let outcome = await this.#evaluate(script.code)
    if (script.disposes) {
      const disposed = await this.#evaluate(disposeScript)
      if ('thrown' in disposed) outcome = disposed
    }
    names?.settle()
    if ('thrown' in outcome) return { script, ...outcome }
    return { script, value: script.hasResult ? outcome.value : undefined }
  }

  /** What `%reset` does. */
  forget(): void {
    names?.forget(this.names.declared.keys())
    this.names.clear()
    provideRequire()
  }

  close(): void {
    this.#inspector.disconnect()
    this.forget()
  }

  #evaluate(expression: string): Promise<{ readonly value: unknown } | { readonly thrown: unknown }> {
    return new Promise(resolve => {
      const options = { expression, replMode: true, awaitPromise: true, objectGroup: 'cell' }
      this.#inspector.post('Runtime.evaluate', options, (error, evaluated?: Runtime.EvaluateReturnType) => {
        // no answer: the script was terminated
        if (error !== null || evaluated === undefined) return resolve({ thrown: error })
        const { result, exceptionDetails } = evaluated
        if (exceptionDetails !== undefined) return resolve({ thrown: this.#live(exceptionDetails.exception) })
        resolve({ value: this.#live(result) })
      })
    })
  }

  #live(remote: Runtime.RemoteObject | undefined): unknown {
    if (remote?.objectId === undefined) return remote?.unserializableValue ?? remote?.value
    const { objectId } = remote
    const functionDeclaration = 'function (value) { takeForTest(value) }'
    this.#inspector.post('Runtime.callFunctionOn', { functionDeclaration, objectId, arguments: [{ objectId }] })
    return taken
  }
}

/** The helper that scripts of this process reach. */
export function helper(): CellHelper {
  return Reflect.get(globalThis, helperName) as CellHelper
}
