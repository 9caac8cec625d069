/** A real kernel in an empty folder of its own, where its runs are stored too. */

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '../../../kernel/wire/message'
import { type Answer, TestKernel, textOf } from '../test-kernel'

/** One display of a cell, with all that it showed in its place, oldest first. */
export interface Shown {
  readonly first: JsonObject
  readonly last: JsonObject
  readonly updates: number
}

export class FlowKernel {
  readonly folder: string
  readonly kernel: TestKernel

  private constructor(kernel: TestKernel, folder: string) {
    this.kernel = kernel
    this.folder = folder
  }

  /** In which no cell has run. */
  static async plain(): Promise<FlowKernel> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tasklab-flow-')))
    return new FlowKernel(await TestKernel.start(folder), folder)
  }

  /** With the library's names. */
  static async start(): Promise<FlowKernel> {
    const started = await FlowKernel.plain()
    await started.load()
    return started
  }

  /** Runs the cells that bring the library's names, once more where the process that ran them is gone. */
  async load(): Promise<void> {
    await this.run(
      `process.env.TASKLAB_HOME = ${JSON.stringify(join(this.folder, 'home'))}`,
      "import { context, Flow, progress, task } from 'tasklab'",
      'const sleep = (ms: number) => new Promise(done => setTimeout(done, ms))',
    )
  }

  async stop(): Promise<void> {
    await this.kernel.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Runs cells that must not fail; the last one's answer. */
  async run(...cells: readonly [string, ...string[]]): Promise<Answer> {
    let last: Answer | undefined
    for (const cell of cells) {
      last = await this.kernel.execute(cell)
      if (last.reply.status !== 'ok') throw new Error(`${cell}\n${JSON.stringify(last.reply)}`)
    }
    return last as Answer
  }

  /** What the cell prints. */
  async prints(cell: string): Promise<string> {
    return textOf(await this.run(cell))
  }

  writeFile(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text)
  }

  /** Interrupts the cell once it has printed this. */
  async interrupt(cell: string, once: string): Promise<Answer> {
    const before = this.kernel.published.length
    const running = this.kernel.execute(cell)
    const printed = (): string =>
      this.kernel.published
        .slice(before)
        .map(({ content }) => content.text ?? '')
        .join('')
    await this.kernel.until(() => printed().includes(once))
    await this.kernel.request('interrupt_request', {}, 'control')
    return running
  }
}

/** The displays of a cell, in order. */
export function displaysOf({ outputs }: Answer): readonly Shown[] {
  const found = new Map<unknown, { first: JsonObject; last: JsonObject; updates: number }>()
  for (const { type, content } of outputs) {
    const data = content.data as JsonObject
    const id = (content.transient as JsonObject | undefined)?.display_id
    const known = found.get(id)
    if (type === 'display_data') found.set(id, { first: data, last: data, updates: 0 })
    if (type !== 'update_display_data' || known === undefined) continue
    known.last = data
    known.updates++
  }
  return [...found.values()]
}

/** The bundle of a cell's result. */
export function resultBundle({ outputs }: Answer): JsonObject | undefined {
  return outputs.find(({ type }) => type === 'execute_result')?.content.data as JsonObject | undefined
}
