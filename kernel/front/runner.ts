/**
 * Runs scripts in a cell host, one at a time, and answers for it when it cannot: after an interrupt that nothing in the
 * process reacts to, and after its death. Knows which request each run belongs to, so that output finds its cell.
 * Interrupt: abort first; a thread that loops is terminated, then aborted from a fresh macrotask; what still runs gets a
 * SIGINT (a subprocess of execSync); after 5 s, or a second interrupt of the same cell, the cell host is replaced.
 */

import type {
  Buffers,
  CommMessage,
  ErrorReport,
  HostEvent,
  HostEvents,
  RunOutcome,
  RunScript,
  StreamName,
} from '../link'
import type { Header, Message } from '../wire/message'
import { CellHost, CellHostDied } from './cell-host'
import type { CellRequest } from './cell-request'
import { deadline } from './deadline'
import type { InputRequests } from './input'
import type { Publisher } from './publisher'
import { UnfinishedDisplays } from './unfinished-displays'

/** Milliseconds until an interrupt goes on to its next means. */
const patience = { terminate: [5, 25], aborting: 1000, signal: 40, replace: [500, 1500, 3000], answer: 3000 } as const
/** How often the host is asked to abort: a termination may cut off what it does about it. */
const asksAgain = 50

/** So that memory stays flat over ten thousand cells. */
const rememberedRequests = 1000

const noTime = { cpu: { user: 0, system: 0 }, wall: 0 } as const

interface Current {
  readonly run: number
  /** Which means the interrupt has come to. */
  interrupted: 'no' | 'gently' | 'by signal'
  /** The host is at it: its runs are being cancelled and stored, which must not be cut off. */
  isAborting: boolean
  readonly giveUp: (report: ErrorReport) => void
}

export interface CellRunnerParts {
  readonly publisher: Publisher
  readonly input: InputRequests
  /** A comm message from a cell. */
  readonly onComm: (message: CommMessage, buffers: Buffers, parent: Header | Record<string, never>) => void
  /** The cell host is a new one: what cells declared is gone. */
  readonly onRestart: () => void
}

export class CellRunner {
  readonly #parts: CellRunnerParts
  readonly #requests = new Map<number, CellRequest>()
  #host: CellHost | undefined
  #hostIsReady = false
  #runs = 0
  #current: Current | undefined
  /** Requests whose cell was interrupted: it may be between two steps just then, and runs no further one. */
  readonly #interrupted = new WeakSet<Message>()
  #latest: Message | undefined
  #closed = false
  readonly #unfinished = new UnfinishedDisplays()

  /** @param firstHost one that was started already, beside the front itself. */
  constructor(firstHost: CellHost, parts: CellRunnerParts) {
    this.#parts = parts
    this.#host = this.#adopt(firstHost)
  }

  /** The process that runs the cells, while there is one. */
  get hostPid(): number | undefined {
    return this.#host?.pid
  }

  async run(script: Omit<RunScript, 'run'>, request: CellRequest): Promise<RunOutcome> {
    this.#latest = request.message
    if (this.#interrupted.has(request.message)) return { error: interrupted('The cell was interrupted.'), ...noTime }
    const run = ++this.#runs
    this.#remember(run, request)
    const gaveUp = new Promise<RunOutcome>(resolve => {
      const giveUp = (error: ErrorReport): void => resolve({ error, ...noTime })
      this.#current = { run, interrupted: 'no', isAborting: false, giveUp }
    })
    try {
      this.#host ??= this.#start()
      return await Promise.race([gaveUp, this.#host.call('run', { run, ...script })])
    } catch (error) {
      if (!(error instanceof CellHostDied)) throw error
      this.#cutOffDisplays()
      return { error: died(error.how), ...noTime }
    } finally {
      this.#current = undefined
    }
  }

  async interrupt(): Promise<void> {
    if (this.#latest !== undefined) this.#interrupted.add(this.#latest)
    const current = this.#current
    const host = this.#host
    if (current === undefined || host === undefined) return
    if (current.interrupted === 'by signal') return this.#replaceFor(current)
    if (current.interrupted === 'gently') return // the same finger twice: the first is at work
    current.interrupted = 'gently'
    this.#parts.input.interrupt()
    const aborted = Promise.withResolvers<void>()
    const isAborted = async (wait: number): Promise<boolean> => {
      for (let left = wait; left > 0; left -= asksAgain) {
        host.call('abort', { run: current.run }).then(() => aborted.resolve(), aborted.resolve)
        if (await deadline(aborted.promise, Math.min(left, asksAgain))) return true
      }
      return false
    }
    const terminate = (): void => void host.devtools('Runtime.terminateExecution').catch(() => undefined)
    for (const wait of patience.terminate) {
      if (await isAborted(wait)) return this.#seeOff(current)
      if (current.isAborting && (await isAborted(patience.aborting))) return this.#seeOff(current)
      terminate()
    }
    if (await isAborted(patience.signal)) return this.#seeOff(current)
    current.interrupted = 'by signal'
    host.signal('SIGINT')
    for (const wait of patience.replace) {
      terminate()
      if (await isAborted(wait)) return this.#seeOff(current)
    }
    this.#replaceFor(current)
  }

  #remember(run: number, request: CellRequest): void {
    this.#requests.set(run, request)
    const [oldest] = this.#requests.keys()
    if (oldest !== undefined && this.#requests.size > rememberedRequests) this.#requests.delete(oldest)
  }

  /** What a cell prints that was run very long ago goes to the latest one. */
  #requestOf(run: number): CellRequest | undefined {
    return this.#requests.get(run) ?? this.#requests.get(this.#runs)
  }

  /** A termination may take with it, among the queued promises, the one that would have answered for the cell. */
  #seeOff(current: Current): void {
    setTimeout(() => current.giveUp(interrupted('The cell was interrupted.')), patience.answer).unref()
  }

  /** Ends the cell host and all that it started; resolves when it is gone. */
  async close(): Promise<void> {
    this.#closed = true
    this.#host?.signal('SIGKILL')
    this.#cutOffDisplays()
    await this.#host?.ended
  }

  #start(): CellHost {
    return this.#adopt(new CellHost({ cwd: process.cwd() }))
  }

  #adopt(host: CellHost): CellHost {
    this.#hostIsReady = false
    host.listen({
      onEvent: (event, buffers) => this.#onEvent(event, buffers),
      onRawOutput: (name, chunk) => this.#requestOf(this.#runs)?.output.rawStream(name, chunk),
    })
    void host.ended.then(how => {
      if (this.#closed || host !== this.#host) return
      this.#cutOffDisplays()
      if (this.#current === undefined) this.#stream(this.#runs, 'stderr', `${died(how).evalue}\n`)
      this.#parts.onRestart()
      // one that dies before it is ready would do so again: the next run tries, and says what happens
      this.#host = this.#hostIsReady ? this.#start() : undefined
    })
    return host
  }

  #replaceFor(current: Current): void {
    if (this.#current !== current) return
    const old = this.#host
    this.#parts.onRestart()
    this.#host = this.#start()
    old?.signal('SIGKILL')
    this.#cutOffDisplays()
    current.giveUp(
      interrupted('The cell did not react to the interrupt: its process was ended, its variables are lost.'),
    )
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
        this.#stream(event.run, event.name, event.text)
        return
      case 'display':
        this.#unfinished.shown(event)
        this.#show(event)
        return
      case 'clear':
        this.#requestOf(event.run)?.output.publish('clear_output', { wait: event.wait })
        return
      case 'comm':
        onComm(event, buffers, this.#parentOf(event.run) ?? {})
        return
      case 'input':
        void this.#ask(event)
        return
      default:
        assertNever(event)
    }
  }

  #show({ run, id, update, data, metadata }: HostEvents['display']): void {
    const type = update ? 'update_display_data' : 'display_data'
    const transient = id === undefined ? {} : { display_id: id }
    this.#requestOf(run)?.output.publish(type, { data, metadata, transient })
  }

  /** The cell host is gone, and what it meant to update stays as it is. */
  #cutOffDisplays(): void {
    for (const display of this.#unfinished.cutOff()) this.#show(display)
  }

  async #ask({ run, input, prompt, password, waits }: Extract<HostEvent, { event: 'input' }>): Promise<void> {
    const host = this.#host
    const request = this.#requestOf(run)
    if (host === undefined || request === undefined) return
    const answer = await this.#parts.input.ask(request, prompt, password)
    if (waits) host.answerWaiting(input, answer)
    else host.notify({ notice: 'answer', input, answer })
  }

  #stream(run: number, name: StreamName, text: string): void {
    this.#requestOf(run)?.output.stream(name, text)
  }

  /** Undefined where nothing may be published. */
  #parentOf(run: number): Header | undefined {
    const request = this.#requestOf(run)
    return request === undefined || request.silent ? undefined : request.message.header
  }
}

function assertNever(value: never): never {
  throw new TypeError(`The cell host told something unknown: ${JSON.stringify(value)}`)
}

function interrupted(evalue: string): ErrorReport {
  return { ename: 'Interrupted', evalue, traceback: [`\u001b[31mInterrupted\u001b[39m: ${evalue}`] }
}

function died(how: string): ErrorReport {
  const evalue = `The process that runs the cells ${how}: its variables are lost, a new one was started.`
  return { ename: 'CellHostDied', evalue, traceback: [`\u001b[31mCellHostDied\u001b[39m: ${evalue}`] }
}
