/**
 * The front's end of the link: starts the cell host, calls it, hears its events, and notices its death.
 * Invariants: every call is answered, at the latest when the process ends; what the process printed before an answer
 * was delivered before it, its own pipes (native code, subprocesses) included.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Duplex, type Readable, type Writable } from 'node:stream'
import { encodeFrame, FrameReader } from '../frame'
import {
  type Buffers,
  type FromHost,
  type FrontNotice,
  type HostCall,
  type HostCalls,
  type HostEvent,
  type InputAnswer,
  isAnswer,
  linkFd,
  type StreamName,
} from '../link'

const nodeFlags = [
  '--no-force-async-hooks-checks', // 24 and newer then survive an interrupt in any callback; else the process aborts
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', // a notebook's folder needs no package.json
  '--disable-warning=PromiseRejectionHandledWarning', // a promise may be awaited in a later cell
]

export interface CellHostListener {
  onEvent(event: HostEvent, buffers: Buffers): void
  /** Output of the process's own pipes, which belongs to no cell for sure. */
  onRawOutput(name: StreamName, chunk: Buffer): void
}

/** The cell host ended before it answered. */
export class CellHostDied extends Error {
  constructor(readonly how: string) {
    super(`The process that runs the cells ${how}.`)
  }
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

export class CellHost {
  readonly #child: ChildProcess
  readonly #toHost: Writable
  readonly #devtools: Duplex
  readonly #answers: Writable
  readonly #calls = new Map<number, Pending>()
  readonly #commands = new Map<number, Pending>()
  #listener: CellHostListener | undefined
  #ids = 0
  #rawChunks = 0
  #isOutOfMemory = false
  /** Resolves, with how it ended, once the process is gone and all that it wrote was read. */
  readonly ended: Promise<string>

  constructor(options: { readonly cwd: string }) {
    const child = spawn(process.execPath, [...nodeFlags, join(__dirname, '..', 'host', 'main.js')], {
      cwd: nearestFolder(options.cwd),
      detached: true, // a process group of its own: Ctrl-C in a terminal is the front's to answer
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    })
    this.#child = child
    const pipes: readonly unknown[] = child.stdio
    const { toFront, toHost, devtools, answers } = linkFd
    const [fromHost, calls, commands, typed] = [toFront, toHost, devtools, answers].map(fd => pipes[fd])
    if (!isDuplex(fromHost) || !isDuplex(calls) || !isDuplex(commands) || !isDuplex(typed)) {
      throw new Error('The cell host has no pipes.')
    }
    this.#toHost = calls
    this.#devtools = commands
    this.#answers = typed
    if (child.stdout !== null) this.#readRaw('stdout', child.stdout)
    if (child.stderr !== null) this.#readRaw('stderr', child.stderr)
    const messages = new FrameReader<FromHost>((message, buffers) => this.#receive(message, buffers))
    fromHost.on('data', chunk => messages.push(chunk))
    const results = new FrameReader<Answered>(message => this.#settle(this.#commands, message))
    commands.on('data', chunk => results.push(chunk))
    for (const pipe of [fromHost, calls, commands, typed]) pipe.on('error', () => undefined) // its end is told by `close`
    this.ended = new Promise(resolve => {
      child.on('error', error => resolve(`could not be started: ${error.message}`))
      // not `close`: a subprocess that outlives it may hold the pipes open
      child.on('exit', (code, signal) => {
        void this.#drained().then(() => {
          if (this.#isOutOfMemory) resolve('ran out of memory')
          else resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`)
        })
      })
    })
    void this.ended.then(how => this.#abandon(how))
  }

  /** To be called in the turn that made it, so that nothing is missed. */
  listen(listener: CellHostListener): void {
    this.#listener = listener
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  call<C extends HostCall>(call: C, params: HostCalls[C]['params']): Promise<HostCalls[C]['result']> {
    return this.#post(this.#calls, this.#toHost, { call, params }) as Promise<HostCalls[C]['result']>
  }

  /** Tells the host something that it does not answer. */
  notify(notice: FrontNotice, buffers: Buffers = []): void {
    this.#toHost.write(encodeFrame(notice, buffers))
  }

  /** Lets the cell thread, which waits for it and does nothing else, go on. */
  answerWaiting(input: number, answer: InputAnswer): void {
    this.#answers.write(encodeFrame({ input, answer }))
  }

  /** A DevTools command to the cell thread; answered also while a cell loops. */
  devtools(method: string, params: object = {}): Promise<unknown> {
    return this.#post(this.#commands, this.#devtools, { method, params })
  }

  /** A signal to the cell host and all that it started. */
  signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, signal)
    } catch {
      // it is gone already
    }
  }

  #post(waiting: Map<number, Pending>, pipe: Writable, message: object): Promise<unknown> {
    const id = ++this.#ids
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      pipe.write(encodeFrame({ id, ...message }))
    })
  }

  #receive(message: FromHost, buffers: Buffers): void {
    if (isAnswer(message)) void this.#drained().then(() => this.#settle(this.#calls, message))
    else this.#listener?.onEvent(message, buffers)
  }

  #settle(waiting: Map<number, Pending>, message: Answered): void {
    const pending = waiting.get(message.id)
    waiting.delete(message.id)
    if ('failed' in message) pending?.reject(new Error(message.failed))
    else pending?.resolve(message.result)
  }

  #readRaw(name: StreamName, pipe: Readable): void {
    pipe.on('data', (chunk: Buffer) => {
      this.#rawChunks++
      this.#isOutOfMemory ||= name === 'stderr' && chunk.includes(outOfMemory)
      this.#listener?.onRawOutput(name, name === 'stderr' ? withoutNote(chunk) : chunk)
    })
  }

  /** What the process wrote to its pipes before now is in them: read until a whole turn brings nothing. */
  async #drained(): Promise<void> {
    let seen = -1
    while (seen !== this.#rawChunks) {
      seen = this.#rawChunks
      await new Promise(resolve => setImmediate(resolve))
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  #abandon(how: string): void {
    for (const waiting of [this.#calls, this.#commands]) {
      for (const { reject } of waiting.values()) reject(new CellHostDied(how))
      waiting.clear()
    }
  }
}

/** Node says so at its end to whoever has a DevTools session, which the relay always has. */
const endNote = 'Waiting for the debugger to disconnect...\n'

/** What V8 says before it aborts the process. */
const outOfMemory = 'JavaScript heap out of memory'

function withoutNote(chunk: Buffer): Buffer {
  const at = chunk.indexOf(endNote)
  return at < 0 ? chunk : Buffer.concat([chunk.subarray(0, at), chunk.subarray(at + endNote.length)])
}

/** The folder, or what is left of it: nothing can be started in one that is gone. */
function nearestFolder(path: string): string {
  const parent = dirname(path)
  return existsSync(path) || parent === path ? path : nearestFolder(parent)
}

function isDuplex(pipe: unknown): pipe is Duplex {
  return pipe instanceof Duplex
}

type Answered = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly failed: string }
