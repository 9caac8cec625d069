/**
 * One run of a notebook on a kernel: cell after cell, until the end, a failure, or an interrupt.
 * What it hands on to be saved is always a whole notebook, with all that has been shown so far.
 */

import { reasonOf } from '../error'
import type { JsonObject } from '../wire/message'
import type { KernelClient } from './kernel-client'
import type { KernelSession } from './kernel-session'
import { type Cell, hasTag, isRunnable, type Notebook, type Output } from './notebook'
import { isObject } from './notebook-text'
import { Recorder } from './recorder'
import { seconds, type Terminal } from './terminal'

/** `cells` counts those that have code; `cell` is one of them, from 1: the number that tracebacks say too. */
export type Outcome =
  | { readonly kind: 'done'; readonly cells: number }
  | { readonly kind: 'failed'; readonly cell: number; readonly reason: string }
  | { readonly kind: 'interrupted'; readonly cell: number; readonly cells: number }

export interface RunOptions {
  readonly terminal: Terminal
  /** Aborted: the running cell is interrupted, and no other started. */
  readonly signal: AbortSignal
  /** Milliseconds that a cell may take. */
  readonly cellLimit?: number | undefined
  /** How long a cell may take to end after it was interrupted. */
  readonly graceMs?: number
  /** Called after each cell and at the end, to save what there is. */
  readonly onCell: (notebook: Notebook) => void
}

export class NotebookRun {
  readonly #client: KernelClient
  readonly #options: RunOptions
  readonly #recorder = new Recorder()
  readonly #counts = new Map<number, number>()
  readonly #notebook: Notebook

  /** @param notebook without outputs. */
  constructor(notebook: Notebook, { client, info }: KernelSession, options: RunOptions) {
    this.#notebook = describedBy(info, notebook)
    this.#client = client
    this.#options = options
  }

  async run(): Promise<Outcome> {
    const { terminal, signal, onCell } = this.#options
    const { cells } = this.#notebook
    const count = cells.filter(isRunnable).length
    let number = 0
    for (const [index, cell] of cells.entries()) {
      if (cell.cell_type === 'markdown') terminal.prose(cell.source)
      if (!isRunnable(cell)) continue
      number++
      if (signal.aborted) return { kind: 'interrupted', cell: number, cells: count }
      terminal.cellStarted(number, count, cell.source)
      const reason = await this.#runCell(index, cell)
      onCell(this.#current())
      if (signal.aborted) return { kind: 'interrupted', cell: number, cells: count }
      if (reason !== undefined) return { kind: 'failed', cell: number, reason }
    }
    onCell(this.#current())
    return { kind: 'done', cells: count }
  }

  #current(): Notebook {
    const cells = this.#notebook.cells.map((cell, index) =>
      cell.cell_type === 'code'
        ? { ...cell, outputs: this.#recorder.outputsOf(index), execution_count: this.#counts.get(index) ?? null }
        : cell,
    )
    return { ...this.#notebook, cells }
  }

  /** @returns why it failed; undefined when it did not, or may. */
  async #runCell(index: number, cell: Cell): Promise<string | undefined> {
    const { terminal, signal, cellLimit } = this.#options
    const timeout = cellLimit === undefined ? undefined : AbortSignal.timeout(cellLimit)
    const start = performance.now()
    try {
      const reply = this.#client.execute(cell.source, (type, content) => {
        const recorded = this.#recorder.record(index, type, content)
        if (recorded !== undefined) terminal.show(recorded)
      })
      const content = await this.#unlessStuck(reply, AbortSignal.any(timeout ? [signal, timeout] : [signal]))
      if (typeof content.execution_count === 'number') this.#counts.set(index, content.execution_count)
      for (const page of pagesOf(content)) terminal.show({ kind: 'shown', output: page, displayId: undefined })
      if (timeout?.aborted) return `It took longer than ${seconds(cellLimit ?? 0)}.`
      return content.status === 'ok' || hasTag(cell, 'raises-exception') ? undefined : failureOf(content)
    } catch (error) {
      return reasonOf(error)
    } finally {
      terminal.cellEnded(performance.now() - start)
    }
  }

  /** Interrupts the cell when `stop` says so, and gives up on it when that does not help. */
  async #unlessStuck(reply: Promise<JsonObject>, stop: AbortSignal): Promise<JsonObject> {
    const { promise: stuck, reject } = Promise.withResolvers<never>()
    const { graceMs = 20_000 } = this.#options
    let grace: NodeJS.Timeout | undefined
    const interrupt = () => {
      this.#client.interrupt().catch(() => {}) // a kernel that has died is told by `reply`
      grace = setTimeout(() => reject(new Error('It did not end when it was interrupted.')), graceMs)
    }
    stop.addEventListener('abort', interrupt)
    try {
      return await Promise.race([reply, stuck])
    } finally {
      stop.removeEventListener('abort', interrupt)
      clearTimeout(grace)
    }
  }
}

/** What a front end would open in its pager, as `name?` does. It is no output of the cell, so it is not saved with it. */
function pagesOf({ payload }: JsonObject): readonly Output[] {
  const all = Array.isArray(payload) ? payload.filter(isObject) : []
  return all.flatMap(({ source, data }) =>
    source === 'page' && isObject(data) ? [{ output_type: 'display_data', data, metadata: {} }] : [],
  )
}

function failureOf({ status, ename, evalue }: JsonObject): string {
  if (status !== 'error') return `The kernel answered "${status}".`
  return `${ename}: ${evalue}`.split('\n', 1).join()
}

/** As nbclient does: the kernel itself says what its language is. */
function describedBy({ language_info }: JsonObject, notebook: Notebook): Notebook {
  if (!isObject(language_info)) return notebook
  return { ...notebook, metadata: { ...notebook.metadata, language_info } }
}
