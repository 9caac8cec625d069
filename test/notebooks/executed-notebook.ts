/**
 * Notebooks as the tests run them: by nbclient, which is what Jupyter's own tools use, and by `tasklab run`; each in a
 * place of its own, with a kernelspec of this checkout and a store that nobody else writes to.
 * Two executions are compared by what a reader sees. Left out is what differs from run to run: times, ports, run ids,
 * the bytes of pictures, and whether a run was quick enough for its table to come after what its cell prints.
 */

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { writeKernelSpec } from '../../kernel/cli/kernelspec'
import { packageRoot } from '../../kernel/package-root'

type Text = string | readonly string[]

export interface CellOutput {
  readonly output_type: string
  readonly name?: string
  readonly text?: Text
  readonly data?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly ename?: string
  readonly evalue?: string
}

export interface SavedCell {
  readonly cell_type: string
  readonly id: string
  readonly source: Text
  readonly metadata: { readonly tags?: readonly string[] }
  readonly outputs?: readonly CellOutput[]
}

export interface SavedNotebook {
  readonly cells: readonly SavedCell[]
}

const run = promisify(execFile)
const sideBySide = 3

export const notebookFolder = join(packageRoot(), 'notebooks')

export function readSaved(file: string): SavedNotebook {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Where notebooks are executed: Jupyter's search path with our kernel in it, and an empty store. */
export class NotebookPlace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
  readonly #env = { ...process.env, JUPYTER_PATH: this.#folder, TASKLAB_HOME: join(this.#folder, 'store') }

  constructor() {
    writeKernelSpec(join(this.#folder, 'kernels'))
  }

  /** In one process, as Python takes longer to start than most of them to run, and a few side by side there too. */
  async byNbclient(python: string, files: readonly string[]): Promise<readonly SavedNotebook[]> {
    const args = [join(__dirname, 'run_notebook.py'), ...files]
    const { stdout } = await run(python, args, { env: this.#env, maxBuffer: 1 << 28 })
    return JSON.parse(stdout)
  }

  /** A few side by side, in the order given: kernels that start, and tasks that sleep, leave the processor to others. */
  async byTasklab(files: readonly string[]): Promise<readonly SavedNotebook[]> {
    const executed: SavedNotebook[] = []
    const waiting = [...files.entries()]
    const oneAfterAnother = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [i, file] = next
        executed[i] = await this.#runByTasklab(file)
      }
    }
    await Promise.all(Array.from({ length: sideBySide }, oneAfterAnother))
    return executed
  }

  async #runByTasklab(file: string): Promise<SavedNotebook> {
    const output = join(this.#folder, basename(file))
    const launcher = join(packageRoot(), 'kernel', 'tasklab.cjs')
    await run(process.execPath, [launcher, 'run', file, '--output', output], { env: this.#env, maxBuffer: 1 << 27 })
    return readSaved(output)
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** What a reader sees below a cell: what was printed, then what is shown, in order. */
export function shown(outputs: readonly CellOutput[] = []): unknown {
  const printed = (name: string): string =>
    outputs.flatMap(output => (output.name === name ? [joined(output.text)] : [])).join('')
  return {
    stdout: steady(printed('stdout')),
    stderr: steady(printed('stderr')),
    displays: outputs.flatMap(output => (output.output_type === 'stream' ? [] : [display(output)])),
  }
}

function display({ output_type, data = {}, ename, evalue }: CellOutput): unknown {
  if (output_type === 'error') return { type: output_type, ename, evalue }
  const html = data['text/html']
  const text = html === undefined ? joined(data['text/plain']) : joined(html).replace(/<[^>]*>/g, ' ')
  return { type: output_type, kinds: Object.keys(data).sort(), text: steady(text) }
}

function steady(text: string): string {
  return text
    .replace(/\d[\d.]* ?(?:[mμn]?s|min)\b(?: \d+s)?/g, '0 s')
    .replace(/\d\d:\d\d:\d\d/g, '00:00:00')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:0')
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'RUN')
    .replace(/in 0 s|may run now/g, 'soon')
    .replace(/ {2,}/g, ' ')
}

export function textOf({ text, data }: CellOutput): string {
  return joined(text ?? data?.['text/plain'])
}

export function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : String(text ?? '')
}
