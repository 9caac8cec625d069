/** A kernel in a folder of its own, with the files and packages that a test puts there; and what its cells give. */

import { strict as assert } from 'node:assert'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { resultOf, TestKernel } from './test-kernel'

export class KernelInFolder {
  readonly kernel: TestKernel
  readonly folder: string

  private constructor(kernel: TestKernel, folder: string) {
    this.kernel = kernel
    this.folder = folder
  }

  static async start(): Promise<KernelInFolder> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tasklab-test-')))
    return new KernelInFolder(await TestKernel.start(folder), folder)
  }

  async stop(): Promise<void> {
    await this.kernel.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true })
    writeFileSync(join(this.folder, name), text)
  }

  install(name: string, files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) this.write(`node_modules/${name}/${file}`, text)
  }

  /** What a cell that must succeed gives. */
  async value(code: string): Promise<unknown> {
    const answer = await this.kernel.execute(code)
    assert.equal(answer.reply.status, 'ok', String(answer.reply.evalue))
    return resultOf(answer)
  }

  /** The traceback of a cell that must fail, without colours. */
  async failure(code: string): Promise<string> {
    const { reply } = await this.kernel.execute(code)
    assert.equal(reply.status, 'error')
    assert.ok(Array.isArray(reply.traceback))
    return stripVTControlCharacters(reply.traceback.join('\n'))
  }
}
