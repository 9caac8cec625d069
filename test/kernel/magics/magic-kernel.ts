/** A real kernel in a folder of its own, and what the tests of magics ask of it. */

import { strict as assert } from 'node:assert'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, TestKernel, textOf } from '../test-kernel'

export class MagicKernel {
  readonly folder: string
  readonly kernel: TestKernel

  private constructor(folder: string, kernel: TestKernel) {
    this.folder = folder
    this.kernel = kernel
  }

  static async start(): Promise<MagicKernel> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tasklab-magics-')))
    return new MagicKernel(folder, await TestKernel.start(folder))
  }

  async stop(): Promise<void> {
    await this.kernel.stop()
    this.clean()
  }

  clean(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Runs a cell that must succeed. */
  async run(code: string): Promise<Answer> {
    const answer = await this.kernel.execute(code)
    assert.equal(answer.reply.status, 'ok', `${code}: ${answer.reply.evalue}`)
    return answer
  }

  /** What a cell prints. */
  async printed(code: string): Promise<string> {
    return textOf(await this.run(code))
  }

  /** Name and message of a cell's error. */
  async failure(code: string): Promise<{ readonly ename: unknown; readonly evalue: string }> {
    const { reply } = await this.kernel.execute(code)
    assert.equal(reply.status, 'error', `${code} must fail`)
    return { ename: reply.ename, evalue: String(reply.evalue) }
  }

  /** Starts a cell; resolves when it has printed this. The cell's end is `done`. */
  async begin(code: string, printed: string): Promise<{ readonly done: Promise<Answer> }> {
    const before = this.kernel.published.length
    const done = this.kernel.execute(code)
    await this.kernel.until(() =>
      this.kernel.published.slice(before).some(({ content }) => String(content.text).includes(printed)),
    )
    return { done }
  }

  interrupt(): Promise<Answer> {
    return this.kernel.request('interrupt_request', {}, 'control')
  }
}

/** Resolves when there is no such process any more. */
export async function gone(pid: number): Promise<void> {
  const until = Date.now() + 5_000
  while (isAlive(pid)) {
    assert.ok(Date.now() < until, `process ${pid} is still there`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // one that nobody has taken leave of yet is still listed
    return process.platform !== 'linux' || !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
