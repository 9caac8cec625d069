/**
 * A kernel that is ready for cells, from start to shutdown: the process and the client of it, and what is said when it
 * dies or never answers. The ports are free when they are picked, but another program may be quicker than the kernel:
 * then it is started once more, with others.
 */

import { setTimeout } from 'node:timers/promises'
import { KernelError } from '../error'
import type { JsonObject } from '../wire/message'
import { KernelClient } from './kernel-client'
import { type KernelExit, KernelProcess } from './kernel-process'
import type { KernelSpec } from './kernelspec'

export interface SessionOptions {
  /** The folder that cells run in. */
  readonly cwd: string
  /** Aborted while the kernel starts: it is killed. */
  readonly signal: AbortSignal
  /** Milliseconds that it may take to its first answer. */
  readonly startMs?: number
}

const starts = 3
/** How long it may take to end when it is asked to. */
const shutdownMs = 5_000

export class KernelSession {
  readonly client: KernelClient
  /** The content of its kernel_info_reply. */
  readonly info: JsonObject
  readonly #process: KernelProcess

  private constructor(kernel: KernelProcess, client: KernelClient, info: JsonObject) {
    this.#process = kernel
    this.client = client
    this.info = info
  }

  /** @throws KernelError `kernel-start` in one line, whatever kept the kernel from answering. */
  static async open(spec: KernelSpec, options: SessionOptions): Promise<KernelSession> {
    for (let left = starts; ; left--) {
      try {
        return await openOnce(spec, options)
      } catch (error) {
        if (left <= 1 || !(error instanceof Error) || !/cannot be bound|in use/.test(error.message)) throw error
      }
    }

    async function openOnce(spec: KernelSpec, { cwd, signal, startMs = 60_000 }: SessionOptions) {
      const kernel = await KernelProcess.start(spec, cwd)
      const client = new KernelClient(kernel.connection)
      let answered = false
      void kernel.exited.then(exit => client.fail(answered ? deathOf(exit) : startFault(exit)))
      const kill = () => kernel.kill()
      const limit = globalThis.setTimeout(() => {
        client.fail(new KernelError('kernel-start', `The kernel gave no answer in ${startMs / 1000} s.`))
      }, startMs)
      signal.addEventListener('abort', kill)
      try {
        const info = await client.ready()
        answered = true
        return new KernelSession(kernel, client, info)
      } catch (error) {
        kernel.kill()
        client.close()
        throw error
      } finally {
        clearTimeout(limit)
        signal.removeEventListener('abort', kill)
      }
    }
  }

  kill(): void {
    this.#process.kill()
  }

  /** Asks the kernel to end, and ends it where it does not. */
  async close(): Promise<void> {
    const asked = this.client.shutdown().catch(() => undefined)
    await Promise.race([asked.then(() => this.#process.exited), setTimeout(shutdownMs, undefined, { ref: false })])
    this.#process.kill()
    this.client.close()
  }
}

function deathOf({ code, signal }: KernelExit): Error {
  return new Error(`The kernel died (${signal ?? `exit code ${code}`}).`)
}

/** A kernel that ends with exit code 2 has said why, in one line that is meant for a person. */
function startFault({ code, signal, stderr }: KernelExit): KernelError {
  const lines = stderr.split('\n').filter(line => line.trim() !== '')
  const own = code === 2 ? lines.at(-1)?.replace(/^tasklab: /, '') : undefined
  if (own !== undefined) return new KernelError('kernel-start', own)
  const reason = lines.find(line => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'it said nothing'
  return new KernelError('kernel-start', `The kernel ended at its start (${signal ?? `exit code ${code}`}): ${reason}`)
}
