/**
 * Runs scripts in a cell host, one at a time, and answers for it when it cannot: after an interrupt that nothing in the
 * process reacts to, and after its death. A cell host that does not react to an interrupt, or that a cell has broken, is
 * replaced.
 */

import type {
  Buffers,
  CellModule,
  CommMessage,
  ErrorReport,
  HostEvent,
  HostEvents,
  RunOutcome,
  RunScript,
} from '../link'
import type { Header, Message } from '../wire/message'
import { CellHost, CellHostDied } from './cell-host'
import type { CellRequest } from './cell-request'
import { deadline } from './deadline'
import { HostOutput } from './host-output'
import { broken, died, interrupted, replaced } from './host-report'
import type { InputRequests } from './input'
import { abortRun, type Interruption } from './interrupt'

/** Milliseconds that an answer for an interrupted cell may take, its runs being stored. */
const patience = 3000

/** A script that shows whether any can be run. */
const probe: RunScript = {
  run: 0,
  code: '[0]',
  url: '',
  title: '',
  source: '',
  hasResult: true,
  awaits: false,
  disposes: false,
  declares: [],
}

const noTime = { cpu: { user: 0, system: 0 }, wall: 0 } as const

interface Current extends Interruption {
  readonly giveUp: (report: ErrorReport) => void
}

export interface CellRunnerParts {
  readonly input: InputRequests
  /** A comm message from a cell. */
  readonly onComm: (message: CommMessage, buffers: Buffers, parent: Header | Record<string, never>) => void
  /** The cell host is a new one: what cells declared is gone. */
  readonly onRestart: () => void
}

export class CellRunner {
  readonly #parts: CellRunnerParts
  readonly #output = new HostOutput()
  #host: CellHost | undefined
  #hostIsReady = false
  #runs = 0
  #current: Current | undefined
  /** The latest interrupt: no cell is run before it is over. */
  #aborting: Promise<unknown> | undefined
  /** Requests whose cell was interrupted: it may be between two steps just then, and runs no further one. */
  readonly #interrupted = new WeakSet<Message>()
  #latest: Message | undefined
  /** What cells are kept as modules, by file: a new cell host gets them too. */
  readonly #modules = new Map<string, CellModule>()
  #closed = false

  /** @param firstHost one that was started already, beside the front itself. */
  constructor(firstHost: CellHost, parts: CellRunnerParts) {
    this.#parts = parts
    this.#host = this.#adopt(firstHost)
  }

  /** The process that runs the cells, while there is one. */
  get hostPid(): number | undefined {
    return this.#host?.pid
  }

  /** The files that cells are kept as. */
  get modules(): Iterable<string> {
    return this.#modules.keys()
  }

  async run(script: Omit<RunScript, 'run'>, request: CellRequest): Promise<RunOutcome> {
    this.#latest = request.message
    if (this.#aborting !== undefined) {
      await this.#aborting
      this.#aborting = undefined
    }
    if (this.#interrupted.has(request.message)) return { error: interrupted, ...noTime }
    const run = ++this.#runs
    this.#output.begin(run, request)
    const gaveUp = new Promise<RunOutcome>(resolve => {
      const giveUp = (error: ErrorReport): void => resolve({ error, ...noTime })
      this.#current = { run, interrupted: 'no', isAborting: false, giveUp }
    })
    try {
      this.#host ??= this.#start()
      return await Promise.race([gaveUp, this.#host.call('run', { run, ...script })])
    } catch (error) {
      if (error instanceof CellHostDied) {
        this.#output.cutOff()
        return { error: died(error.how), ...noTime }
      }
      if (await this.#isSound()) throw error
      this.#replace()
      return { error: broken(error), ...noTime }
    } finally {
      this.#current = undefined
    }
  }

  /** Keeps a cell as a module, which cells that run from now on import. */
  keep(module: CellModule): void {
    this.#modules.delete(module.file) // the newest comes last
    this.#modules.set(module.file, module)
    this.#host?.notify({ notice: 'module', ...module })
  }

  /** The request is over: nobody can answer its questions any more. */
  end(request: Message): void {
    this.#parts.input.end(request)
  }

  async interrupt(): Promise<void> {
    if (this.#latest !== undefined) this.#interrupted.add(this.#latest)
    const current = this.#current
    const host = this.#host
    if (current === undefined || host === undefined) return
    if (current.interrupted === 'by signal') return this.#replaceFor(current)
    if (current.interrupted === 'gently') return // the same finger twice: the first is at work
    this.#parts.input.interrupt()
    this.#aborting = abortRun(host, current)
    if (await this.#aborting) this.#seeOff(current)
    else this.#replaceFor(current)
  }

  /** Whether the host can run anything: a cell can take away what every program needs (`delete globalThis.process`). */
  async #isSound(): Promise<boolean> {
    try {
      const ran = this.#host?.call('run', probe).then(outcome => outcome.wall)
      return ran !== undefined && (await deadline(ran, patience))
    } catch {
      return false
    }
  }

  /** A termination may take with it, among the queued promises, the one that would have answered for the cell. */
  #seeOff(current: Current): void {
    const seeOff = async (): Promise<void> => {
      if (this.#current !== current) return
      if (await this.#isSound()) current.giveUp(interrupted)
      else this.#replaceFor(current)
    }
    setTimeout(() => void seeOff(), patience).unref()
  }

  /** Ends the cell host and all that it started; resolves when it is gone. */
  async close(): Promise<void> {
    this.#closed = true
    this.#host?.signal('SIGKILL')
    this.#output.cutOff()
    await this.#host?.ended
  }

  #start(): CellHost {
    return this.#adopt(new CellHost({ cwd: process.cwd() }))
  }

  #adopt(host: CellHost): CellHost {
    this.#hostIsReady = false
    host.listen({
      onEvent: (event, buffers) => this.#onEvent(event, buffers),
      onRawOutput: (name, chunk) => this.#output.rawStream(name, chunk),
    })
    for (const module of this.#modules.values()) host.notify({ notice: 'module', ...module })
    void host.ended.then(how => {
      if (this.#closed || host !== this.#host) return
      this.#output.cutOff(this.#current === undefined ? died(how).evalue : undefined)
      this.#parts.onRestart()
      // one that dies before it is ready would do so again: the next run tries, and says what happens
      this.#host = this.#hostIsReady ? this.#start() : undefined
    })
    return host
  }

  #replaceFor(current: Current): void {
    if (this.#current !== current) return
    this.#replace()
    current.giveUp(replaced)
  }

  #replace(): void {
    const old = this.#host
    this.#parts.onRestart()
    this.#host = this.#start()
    old?.signal('SIGKILL')
    this.#output.cutOff()
  }

  /** A comm message from the front end. */
  comm(message: CommMessage, buffers: Buffers): void {
    this.#host?.notify({ notice: 'comm', ...message }, buffers)
  }

  /** A DevTools command to the cell thread. @throws where there is no cell host now. */
  async devtools(method: string, params?: object): Promise<unknown> {
    if (this.#host === undefined) throw new Error('There is no cell host.')
    return this.#host.devtools(method, params)
  }

  #onEvent(event: HostEvent, buffers: Buffers): void {
    const { onComm } = this.#parts
    switch (event.event) {
      case 'ready':
        this.#hostIsReady = true
        return
      case 'aborting':
        if (this.#current?.run === event.run) this.#current.isAborting = true
        return
      case 'stream':
        this.#output.stream(event)
        return
      case 'display':
        this.#output.display(event)
        return
      case 'clear':
        this.#output.clear(event)
        return
      case 'comm':
        onComm(event, buffers, this.#output.parentOf(event.run) ?? {})
        return
      case 'input':
        void this.#ask(event)
        return
      default:
        assertNever(event)
    }
  }

  async #ask({ run, input, prompt, password, waits }: HostEvents['input']): Promise<void> {
    const host = this.#host
    const request = this.#output.requestOf(run)
    if (host === undefined || request === undefined) return
    const answer = await this.#parts.input.ask(request, prompt, password)
    if (waits) host.answerWaiting(input, answer)
    else host.notify({ notice: 'answer', input, answer })
  }
}

function assertNever(value: never): never {
  throw new TypeError(`The cell host told something unknown: ${JSON.stringify(value)}`)
}
