/**
 * A kernel as a child process, started the way Jupyter does it: a connection file with free ports and a random key,
 * readable by this user alone, and the kernelspec's argv. However this process ends, the kernel and the file go with it.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionInfo, connectionFileText } from '../wire/connection'
import type { KernelSpec } from './kernelspec'

const host = '127.0.0.1'
/** How much of what the process says on stderr is kept, for the case that it dies. */
const keptStderr = 4_096
/** What it sent just before it died may still be on its way. */
const lastWordsMs = 100

export interface KernelExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The end of what it said on stderr. */
  readonly stderr: string
}

export class KernelProcess {
  readonly connection: ConnectionInfo
  /** Settles a moment after the process has ended, for whatever reason. */
  readonly exited: Promise<KernelExit>
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #onExit = () => this.kill()

  private constructor(spec: KernelSpec, cwd: string, connection: ConnectionInfo) {
    this.connection = connection
    this.#folder = mkdtempSync(join(tmpdir(), 'tasklab-run-'))
    const file = join(this.#folder, 'connection.json')
    writeFileSync(file, connectionFileText(connection), { mode: 0o600 })
    const [command = '', ...args] = spec.argv.map(word => word.replaceAll('{connection_file}', file))
    // a group of its own, as under Jupyter: Ctrl-C in the terminal reaches the runner alone, which then interrupts
    const detached = process.platform !== 'win32'
    const env = { ...process.env, ...spec.env, JPY_PARENT_PID: String(process.pid) }
    this.#child = spawn(command, args, { cwd, env, detached, stdio: ['ignore', 'ignore', 'pipe'] })
    this.exited = exitOf(this.#child)
    process.once('exit', this.#onExit)
  }

  /** @param cwd the folder that cells run in. */
  static async start(spec: KernelSpec, cwd: string): Promise<KernelProcess> {
    const [shell = 0, iopub = 0, stdin = 0, control = 0, hb = 0] = await freePorts(5)
    const ports = { shell, iopub, stdin, control, hb }
    const connection = {
      transport: 'tcp',
      ip: host,
      key: randomUUID(),
      signature_scheme: 'hmac-sha256',
      ports,
    } as const
    return new KernelProcess(spec, cwd, connection)
  }

  /** Ends the process now, if it still runs, and removes what belongs to it. */
  kill(): void {
    process.off('exit', this.#onExit)
    killGroup(this.#child)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    if (process.platform === 'win32') child.kill()
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it ended at this very moment
  }
}

function exitOf(child: ChildProcess): Promise<KernelExit> {
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptStderr)
  })
  return new Promise(resolve => {
    const settle = (code: number | null, signal: NodeJS.Signals | null) =>
      setTimeout(() => resolve({ code, signal, stderr: stderr.trim() }), lastWordsMs)
    child.once('exit', settle)
    child.once('error', error => {
      stderr = error.message
      settle(null, null)
    })
  })
}

/** All are held open until the last is known, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen))
  const ports = servers.map(server => {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  })
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => resolve(server))
  })
}
