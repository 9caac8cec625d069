/**
 * The front end's side of the protocol, as much of it as a headless run needs.
 * Invariants: an execution is over when its reply and its idle have both come, in whichever order; output is handed on
 * as it comes, to whoever sent the request that caused it; after `fail` nothing is waited for any more.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */

import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { ConnectionInfo } from '../wire/connection'
import { type JsonObject, type Message, WireSession } from '../wire/message'
import { type Channel, type Channels, connectChannels } from '../wire/socket'

/** A message on iopub that shows something, or changes what was shown. */
export type OutputListener = (type: string, content: JsonObject) => void

interface Request {
  readonly onOutput: OutputListener
  readonly resolve: (content: JsonObject) => void
  readonly reject: (error: unknown) => void
  reply?: JsonObject
  idle: boolean
}

/**
 * kernel_info is asked again this often until its answer and its idle have both come, and at the kernel's welcome on
 * iopub, which not every kernel sends: before it, the idle may have been lost.
 */
const askAgainMs = 500

export class KernelClient {
  readonly #session: WireSession
  readonly #channels: Channels
  /** Requests that are not over. */
  readonly #open = new Map<string, Request>()
  /** Requests whose output still goes somewhere: a timer of an old cell may print later. */
  readonly #listeners = new Map<string, OutputListener>()
  readonly #subscribed = Promise.withResolvers<true>()
  #failure: { readonly error: unknown } | undefined

  constructor(connection: ConnectionInfo) {
    this.#session = new WireSession(connection)
    this.#channels = connectChannels(connection, randomUUID())
    const { shell, control, iopub, stdin } = this.#channels
    for (const channel of [shell, control]) void this.#read(channel, message => this.#onReply(message))
    void this.#read(iopub, message => this.#onPublished(message))
    void this.#read(stdin, message => this.#onStdin(message))
  }

  /** Resolves with the kernel's description, once its answers and its publications both arrive here. */
  async ready(): Promise<JsonObject> {
    const canBeAsked = this.#channels.stdin.connected()
    let hears = false
    const heard = this.#subscribed.promise.then(() => {
      hears = true
      return undefined
    })
    for (;;) {
      const info = this.#request('shell', 'kernel_info_request', {})
      const answer = await Promise.race([info, after(askAgainMs), ...(hears ? [] : [heard])])
      if (answer === undefined) continue
      await canBeAsked
      return answer
    }
  }

  /** Runs a cell; resolves with the content of its execute_reply. */
  execute(code: string, onOutput: OutputListener): Promise<JsonObject> {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    }
    return this.#request('shell', 'execute_request', content, onOutput)
  }

  interrupt(): Promise<JsonObject> {
    return this.#request('control', 'interrupt_request', {})
  }

  shutdown(): Promise<JsonObject> {
    return this.#request('control', 'shutdown_request', { restart: false })
  }

  /** The kernel is gone: everything that is waited for, now or later, ends with this error. */
  fail(error: unknown): void {
    this.#failure = { error }
    this.#subscribed.resolve(true)
    for (const { reject } of this.#open.values()) reject(error)
    this.#open.clear()
  }

  close(): void {
    for (const channel of Object.values(this.#channels)) channel.close()
  }

  #request(
    channel: 'shell' | 'control',
    type: string,
    content: JsonObject,
    onOutput: OutputListener = () => {},
  ): Promise<JsonObject> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error)
    const header = this.#session.header(type)
    return new Promise((resolve, reject) => {
      this.#open.set(header.msg_id, { onOutput, resolve, reject, idle: false })
      this.#listeners.set(header.msg_id, onOutput)
      this.#channels[channel].send(this.#session.encode({ type, content }, header)).catch(reject)
    })
  }

  #onReply({ parent, content }: Message): void {
    const request = this.#open.get(parent.msg_id ?? '')
    if (request === undefined) return
    request.reply = content
    this.#settle(parent.msg_id ?? '', request)
  }

  #onPublished({ header, parent, content }: Message): void {
    this.#subscribed.resolve(true)
    const id = parent.msg_id ?? ''
    const request = this.#open.get(id)
    if (header.msg_type !== 'status') this.#listeners.get(id)?.(header.msg_type, content)
    else if (content.execution_state === 'idle' && request !== undefined) {
      request.idle = true
      this.#settle(id, request)
    }
  }

  #settle(id: string, { idle, reply, resolve }: Request): void {
    if (!idle || reply === undefined) return
    this.#open.delete(id)
    resolve(reply)
  }

  /** No one is there to type: say so, instead of letting the cell wait for ever. */
  #onStdin({ header }: Message): void {
    if (header.msg_type !== 'input_request') return
    const error = { ename: 'StdinNotAvailable', evalue: 'No input in a headless run.', traceback: [] }
    const content = { status: 'error', value: '', ...error }
    this.#channels.stdin.send(this.#session.encode({ type: 'input_reply', content, parent: header })).catch(() => {})
  }

  async #read(channel: Channel, handle: (message: Message) => void): Promise<void> {
    try {
      for await (const frames of channel) {
        const message = this.#session.decode(frames)
        if (!('refused' in message)) handle(message)
      }
    } catch (error) {
      this.fail(error)
    }
  }
}

function after(ms: number): Promise<undefined> {
  return setTimeout(ms, undefined, { ref: false })
}
