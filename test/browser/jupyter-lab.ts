/**
 * A real JupyterLab (Notebook 7 comes with the same server) that knows nothing of the machine's own Jupyter: its
 * configuration, kernels, settings and trusted notebooks are in a folder of its own, which goes when it stops.
 * It listens on a loopback port that the system chose, and asks nothing of the network.
 */

import { strict as assert } from 'node:assert'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kernelName, writeKernelSpec } from '../../kernel/cli/kernelspec'

/** A first start has to read a hundred Python files from a cold disk. */
const startMs = 60_000
const stopMs = 10_000

/** Nothing that pops up over a notebook, and none of what needs the network. */
const settings = {
  '@jupyterlab/apputils-extension/notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyterlab/extensionmanager-extension/plugin': { enabled: false },
} as const

export class JupyterLab {
  /** What its file browser shows. */
  readonly folder: string
  readonly #home: string
  readonly #child: ChildProcess
  readonly #token: string
  readonly #log: readonly string[]
  #origin = ''

  private constructor(home: string, child: ChildProcess, token: string) {
    this.#home = home
    this.folder = join(home, 'work')
    this.#child = child
    this.#token = token
    const log: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => log.push(text))
    }
    this.#log = log
  }

  /** Starts it with copies of these files in its working folder, and waits until it answers. */
  static async start(python: string, files: readonly string[]): Promise<JupyterLab> {
    const home = mkdtempSync(join(tmpdir(), 'tasklab-lab-'))
    mkdirSync(join(home, 'work'))
    for (const file of files) cpSync(file, join(home, 'work', basename(file)))
    writeKernelSpec(join(home, 'data', 'kernels'))
    for (const [name, content] of Object.entries(settings)) {
      const file = join(home, 'settings', `${name}.jupyterlab-settings`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(content))
    }
    const token = randomUUID()
    const args = ['-m', 'jupyterlab', ...serverArguments(join(home, 'work'))]
    const env = { ...process.env, ...environment(home), JUPYTER_TOKEN: token }
    const lab = new JupyterLab(home, spawn(python, args, { cwd: join(home, 'work'), env }), token)
    try {
      await lab.#answers()
    } catch (error) {
      await lab.stop()
      throw error
    }
    return lab
  }

  /** Puts a notebook of code cells into the working folder; its name for `open`. */
  write(name: string, cells: readonly string[]): string {
    const file = `${name}.ipynb`
    writeFileSync(join(this.folder, file), JSON.stringify(notebookOf(cells)))
    return file
  }

  /** The address of a page of the server, with the key to it. */
  address(path: string): string {
    const url = new URL(path, this.#origin)
    url.searchParams.set('token', this.#token)
    return url.href
  }

  /** Asks the server's own interface: `api/kernels`. */
  async ask(path: string): Promise<unknown> {
    const response = await fetch(new URL(path, this.#origin), { headers: { Authorization: `token ${this.#token}` } })
    assert.ok(response.ok, `${path}: ${response.status} ${response.statusText}`)
    return response.json()
  }

  /** Ends it and its kernels, and removes what it wrote. */
  async stop(): Promise<void> {
    if (this.#isRunning()) {
      const ended = once(this.#child, 'exit')
      this.#child.kill('SIGTERM')
      const late = new AbortController()
      const inTime = await Promise.race([ended, sleep(stopMs, 'late', { signal: late.signal }).catch(() => 'late')])
      late.abort()
      if (inTime === 'late') this.#child.kill('SIGKILL')
      await ended
    }
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 3 })
  }

  #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** It says in a file where it listens, and answers there a moment later. */
  async #answers(): Promise<void> {
    const until = Date.now() + startMs
    while (this.#isRunning() && Date.now() < until) {
      this.#origin ||= originIn(join(this.#home, 'runtime')) ?? ''
      const answers = this.#origin !== '' && (await this.ask('/api/kernelspecs').catch(() => undefined)) !== undefined
      if (answers) return
      await sleep(50)
    }
    throw new Error(`JupyterLab does not start:\n${this.#log.join('')}`)
  }
}

function notebookOf(cells: readonly string[]): unknown {
  return {
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
    metadata: { kernelspec: { name: kernelName, display_name: kernelName, language: 'typescript' } },
    nbformat: 4,
    nbformat_minor: 5,
  }
}

function serverArguments(folder: string): readonly string[] {
  return [
    '--no-browser',
    '--ip=127.0.0.1',
    '--port=0',
    '--allow-root',
    `--ServerApp.root_dir=${folder}`,
    '--ServerApp.terminals_enabled=False',
    '--LabApp.extension_manager=readonly',
    '--LabApp.expose_app_in_browser=True',
    '--JupyterNotebookApp.expose_app_in_browser=True',
  ]
}

function environment(home: string): Readonly<Record<string, string>> {
  return {
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    JUPYTER_PATH: '',
    // the kernel of this checkout, whatever is installed beside the Python that runs the server
    JUPYTER_PREFER_ENV_PATH: '0',
    JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces'),
    IPYTHONDIR: join(home, 'ipython'),
    TASKLAB_HOME: join(home, 'store'),
  }
}

/** From `jpserver-<pid>.json`, which is written at once but may be caught half way. */
function originIn(runtime: string): string | undefined {
  try {
    const file = readdirSync(runtime).find(name => /^jpserver-\d+\.json$/.test(name))
    if (file === undefined) return undefined
    const { port } = JSON.parse(readFileSync(join(runtime, file), 'utf8')) as { readonly port: number }
    return port === 0 ? undefined : `http://127.0.0.1:${port}`
  } catch {
    return undefined
  }
}
