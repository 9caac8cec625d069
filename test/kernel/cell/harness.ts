/**
 * A session of cells in this process, run as the cell host runs them: compiled one after another, evaluated on this
 * thread.
 */

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CellNames, disposeScript, installCellHelper } from '../../../kernel/cell/cell-helper'
import { cellTags } from '../../../kernel/cell/cell-tags'
import { type CellScript, compileCell } from '../../../kernel/cell/compile'
import type { CellHelper } from '../../../kernel/cell/helper'
import { helperName, hidden } from '../../../kernel/cell/names'
import { CellSession } from '../../../kernel/cell/session'
import { type EvaluatedScript, ScriptEvaluation } from '../../../kernel/host/script-evaluation'

export type Outcome =
  | { readonly script: CellScript; readonly value: unknown }
  | { readonly script?: CellScript; readonly thrown: unknown }

const folder = join(__dirname, 'files')
const requireHere = createRequire(join(folder, 'cell.js'))
let names: CellNames | undefined

/** What `giveName` was called with, latest last. */
export const namings: { readonly name: string; readonly value: unknown }[] = []

function install(): CellNames {
  provideRequire()
  return installCellHelper({
    scope: globalThis,
    meta: {
      url: pathToFileURL(join(folder, 'cell.ts')).href,
      dirname: folder,
      filename: join(folder, 'cell.ts'),
      main: true,
      resolve: (specifier: string) => new URL(specifier, pathToFileURL(`${folder}/`)).href,
    },
    async importModule(specifier, options) {
      const resolved = specifier.startsWith('.') ? pathToFileURL(join(folder, specifier)).href : specifier
      return options === undefined ? import(resolved) : import(resolved, options)
    },
    running: () => undefined,
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
  readonly #evaluation = new ScriptEvaluation()
  #count = 0

  constructor() {
    names ??= install()
  }

  compile(source: string): CellScript {
    this.#count++
    return compileCell(source, { url: this.#url, session: this.names, ...cellTags(source) })
  }

  get #url(): string {
    return `cell-${this.#count}.ts`
  }

  async run(source: string): Promise<Outcome> {
    let script: CellScript
    try {
      script = this.compile(source)
    } catch (thrown) {
      return { thrown }
    }
    this.names.add(script)
    let outcome = await this.#evaluate({ ...script, url: this.#url })
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
    this.#evaluation.close()
    this.forget()
  }

  async #evaluate(script: EvaluatedScript): Promise<{ readonly value: unknown } | { readonly thrown: unknown }> {
    const ended = await this.#evaluation.evaluate(script)
    return ended === 'terminated' ? { thrown: ended } : ended
  }
}

/** The helper that scripts of this process reach. */
export function helper(): CellHelper {
  return Reflect.get(globalThis, helperName) as CellHelper
}
