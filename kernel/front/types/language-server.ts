/**
 * The life of the language server's process: start, handshake, death, start again, stop.
 * Asking for the connection never waits longer than the first start: while a dead server is being replaced there is
 * none, and the kernel works without types. Servers that die young are replaced after growing pauses, so that one that
 * cannot run costs nothing. It ends when our end of its pipe closes, so it cannot outlive a kernel that was killed.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { JsonRpc } from './json-rpc'

/** Milliseconds before each new start, by how many servers in a row died young. */
const pauses = [0, 500, 2_000, 10_000, 60_000] as const
const youngUntil = 10_000
const handshakeDeadline = 10_000

export interface LanguageServerOptions {
  readonly executable: string
  readonly cwd: string
  /** Called with each new connection, before anything else is sent over it; resolves when it answers quickly. */
  readonly onReady: (connection: JsonRpc) => Promise<unknown>
  /** Called whenever the process has ended but by `stop`; `wanted` if by `restart`. */
  readonly onEnd: (how: string, wanted: boolean) => void
}

interface Ready {
  readonly connection: JsonRpc
  readonly warm: Promise<unknown>
}

export class LanguageServer {
  readonly #options: LanguageServerOptions
  #child: ChildProcess | undefined
  /** The process that `restart` has ended. */
  #restarting: ChildProcess | undefined
  #connection: Promise<JsonRpc | undefined> = Promise.resolve(undefined)
  #ended: Promise<void> = Promise.resolve()
  #diedYoung = 0
  #restart: NodeJS.Timeout | undefined
  #state: 'new' | 'running' | 'stopped' = 'new'

  constructor(options: LanguageServerOptions) {
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'running'
    this.#connection = this.#connect(this.#spawn()).then(ready => ready?.connection)
  }

  /** The connection once it is ready; undefined at once while there is none. */
  connection(): Promise<JsonRpc | undefined> {
    return this.#connection
  }

  /** Ends the process and starts another, which reads everything anew. */
  restart(): void {
    this.#restarting = this.#child
    this.#child?.kill('SIGKILL')
  }

  /** Resolves when the process has gone. */
  stop(): Promise<void> {
    this.#state = 'stopped'
    clearTimeout(this.#restart)
    this.#child?.kill('SIGKILL')
    return this.#ended
  }

  #spawn(): ChildProcess {
    const { executable, cwd } = this.#options
    const startedAt = Date.now()
    const child = spawn(executable, ['--lsp', '--stdio'], {
      cwd,
      stdio: ['pipe', 'pipe', 'ignore'],
      // out of our process group: a Ctrl-C or an interrupt of the kernel is not meant for it
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    this.#child = child
    this.#ended = new Promise(resolve => {
      const end = (how: string): void => {
        resolve()
        this.#onEnd(child, how, Date.now() - startedAt)
      }
      child.once('exit', (code, signal) => end(signal === null ? `ended with code ${code}` : `was ended by ${signal}`))
      child.on('error', error => end(`did not start: ${error.message}`))
    })
    return child
  }

  async #connect(child: ChildProcess): Promise<Ready | undefined> {
    const { stdin, stdout } = child
    if (stdin === null || stdout === null) return undefined
    const connection = new JsonRpc(stdout, stdin)
    const welcome = await connection.request('initialize', this.#introduction(), { deadline: handshakeDeadline })
    if (welcome === undefined || child !== this.#child) {
      child.kill('SIGKILL')
      return undefined
    }
    connection.notify('initialized', {})
    return { connection, warm: this.#options.onReady(connection) }
  }

  #introduction(): object {
    return {
      processId: process.pid,
      rootUri: pathToFileURL(this.#options.cwd).href,
      workspaceFolders: null,
      initializationOptions: {
        disablePushDiagnostics: true,
        logVerbosity: 0,
        // would index every package of the folder at the first completion (107 ms here), for names that a cell lacks
        // with single quotes a key like `odd-key` is completed as `[odd-key]`, without any
        userPreferences: { includeCompletionsForModuleExports: false, quotePreference: 'double' },
      },
      capabilities: {
        textDocument: {
          diagnostic: {},
          hover: { contentFormat: ['markdown'] },
          signatureHelp: { signatureInformation: { documentationFormat: ['markdown'] } },
          completion: { completionItem: { snippetSupport: false } },
        },
      },
    }
  }

  #onEnd(child: ChildProcess, how: string, age: number): void {
    if (child !== this.#child) return
    this.#child = undefined
    this.#connection = Promise.resolve(undefined)
    if (this.#state === 'stopped') return
    const wanted = child === this.#restarting
    this.#options.onEnd(how, wanted)
    this.#diedYoung = age < youngUntil && !wanted ? this.#diedYoung + 1 : 0
    const pause = pauses[Math.min(Math.max(this.#diedYoung - 1, 0), pauses.length - 1)] ?? 0
    this.#restart = setTimeout(() => void this.#replace(), pause)
    this.#restart.unref()
  }

  /** Nothing waits for the new server until it has read all cells: it may be long at it, or die again. */
  async #replace(): Promise<void> {
    const ready = await this.#connect(this.#spawn())
    await ready?.warm
    if (ready !== undefined && this.#state === 'running') this.#connection = Promise.resolve(ready.connection)
  }
}
