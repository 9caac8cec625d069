/**
 * A contestant's process, started with its first job. A job that takes too long ends the process, and with it the
 * contestant's part: "over 20 s" is a figure too.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Job, Report } from './contest'

export class ContestantProcess {
  readonly #file: string
  readonly #limitMs: number
  #child: ChildProcess | undefined

  /** @param file of its module in contestants/. */
  constructor(file: string, limitMs: number) {
    this.#file = file
    this.#limitMs = limitMs
  }

  async ask(job: Job): Promise<Report> {
    this.#child ??= fork(join(__dirname, 'contest.ts'), [this.#file], {
      execArgv: ['--expose-gc', '-r', 'ts-node/register'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const child = this.#child
    let timer: NodeJS.Timeout | undefined
    const report = await new Promise<Report>(resolve => {
      timer = setTimeout(() => resolve({ cannot: `over ${Math.round(this.#limitMs / 1000)} s` }), this.#limitMs)
      child.once('message', message => resolve(message as Report))
      child.once('exit', (code, signal) => resolve({ cannot: `ended with ${signal ?? code}` }))
      child.send(job)
    })
    clearTimeout(timer)
    child.removeAllListeners()
    if ('cannot' in report) this.close()
    return report
  }

  close(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }
}
