/** A Jupyter server of its own, without extensions, for the JavaScript client that JupyterLab itself uses. */

import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { JupyterClients } from './jupyter-clients'

export class JupyterServer {
  readonly url: string
  readonly token: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string, token: string) {
    this.#child = child
    this.url = url
    this.token = token
  }

  /** Resolves when it serves. @throws with what it said, if it ends before. */
  static async start({ interpreter, env, folder }: JupyterClients): Promise<JupyterServer> {
    const token = randomUUID()
    const options = [
      '--ServerApp.port=0',
      '--ServerApp.open_browser=False',
      '--ServerApp.jpserver_extensions={}',
      '--ServerApp.allow_root=True',
      `--IdentityProvider.token=${token}`,
    ]
    const stdio = ['ignore', 'ignore', 'pipe'] as const
    const child = spawn(interpreter, ['-m', 'jupyter_server', ...options], { cwd: folder, env, stdio: [...stdio] })
    let said = ''
    if (child.stderr !== null) {
      for await (const line of createInterface(child.stderr)) {
        said += `${line}\n`
        const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(line) ?? []
        if (url === undefined) continue
        child.stderr.resume()
        return new JupyterServer(child, url, token)
      }
    }
    throw new Error(`The Jupyter server did not start:\n${said}`)
  }

  /** Its kernels go with it. */
  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.#child.once('exit', resolve))
    this.#child.kill('SIGTERM')
    await ended
  }
}
