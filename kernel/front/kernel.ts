/**
 * Answers requests: one place that reads the channels, verifies, says busy, calls the handler, replies, says idle.
 * Invariants: busy → outputs → reply → idle for every request, on control as on shell; executes are served one after
 * another, everything else at once, also while an execute runs; after an error the executes that wait are aborted.
 */

import { reasonOf } from '../error'
import type { Message, WireSession } from '../wire/message'
import type { ControlReplies, Failed, ShellReplies } from '../wire/requests'
import type { Channel, Channels, Frames } from '../wire/socket'
import type { Publisher } from './publisher'

export type Handler<R> = (request: Message) => R | Promise<R>
export type ShellHandlers = { readonly [T in keyof ShellReplies]: Handler<ShellReplies[T]> }
export type ControlHandlers = { readonly [T in keyof ControlReplies]: Handler<ControlReplies[T]> }

/** A reply, sent; the handler of `execute_request` also says whether what waits behind it is to be aborted. */
type ReplyContent = object & { readonly status: string }

/** A message without a reply gives undefined. */
type AnyHandler = Handler<ReplyContent | undefined>

export interface KernelParts {
  readonly channels: Channels
  readonly session: WireSession
  readonly publisher: Publisher
  readonly shell: ShellHandlers
  readonly control: ControlHandlers
  /** An input_reply has come. */
  readonly onInput: (reply: Message) => void
  /** Called after the reply to a shutdown_request has been sent. */
  readonly onShutdown: () => void
  /** Whether the executes that wait are aborted after this one: its content and reply decide. */
  readonly abortsQueue: (request: Message, reply: ReplyContent) => boolean
  readonly aborted: () => ReplyContent
  /** A request's reply has been sent: resolves when its idle may follow. */
  readonly afterReply: (request: Message) => Promise<void>
}

export class Kernel {
  readonly #parts: KernelParts
  readonly #shell: ReadonlyMap<string, AnyHandler>
  readonly #control: ReadonlyMap<string, AnyHandler>
  readonly #aborted: ReadonlyMap<string, AnyHandler>
  readonly #waiting: { readonly request: Message; aborted: boolean }[] = []
  #executing = false
  /** Until somebody has heard of it, or asked something. */
  #starting = true

  constructor(parts: KernelParts) {
    this.#parts = parts
    this.#shell = new Map(Object.entries(parts.shell))
    this.#control = new Map(Object.entries(parts.control))
    this.#aborted = new Map([['execute_request', parts.aborted]])
  }

  start(): void {
    const { channels } = this.#parts
    void this.#echo(channels.hb)
    void this.#welcome(channels.iopub)
    void this.#read(channels.control, message => this.#serve(channels.control, this.#control, message))
    void this.#read(channels.shell, message => {
      if (message.header.msg_type !== 'execute_request') return this.#serve(channels.shell, this.#shell, message)
      this.#waiting.push({ request: message, aborted: false })
      return this.#serveExecutes()
    })
    void this.#read(channels.stdin, async message => this.#parts.onInput(message))
  }

  async #serveExecutes(): Promise<void> {
    if (this.#executing) return
    this.#executing = true
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const handlers = next.aborted ? this.#aborted : this.#shell
      await this.#serve(this.#parts.channels.shell, handlers, next.request)
    }
    this.#executing = false
  }

  async #serve(channel: Channel, handlers: ReadonlyMap<string, AnyHandler>, request: Message): Promise<void> {
    const { publisher, abortsQueue } = this.#parts
    const type = request.header.msg_type
    const handler = handlers.get(type)
    if (handler === undefined) return this.#log(`ignored a request of the unknown type ${JSON.stringify(type)}`)
    this.#starting = false
    publisher.publish('status', request.header, { execution_state: 'busy' })
    try {
      const reply = await this.#replyOf(handler, request)
      if (type === 'execute_request' && reply !== undefined && abortsQueue(request, reply)) {
        for (const waiting of this.#waiting) waiting.aborted = true
      }
      const frames = reply === undefined ? undefined : this.#replyFrames(request, reply)
      await publisher.flush()
      if (frames !== undefined) await channel.send(frames)
      await this.#parts.afterReply(request)
      if (type === 'shutdown_request') this.#parts.onShutdown()
    } finally {
      publisher.publish('status', request.header, { execution_state: 'idle' })
    }
    await publisher.flush()
  }

  async #replyOf(handler: AnyHandler, request: Message): Promise<ReplyContent | undefined> {
    try {
      return await handler(request)
    } catch (error) {
      const ename = error instanceof Error ? error.name : 'Error'
      const failed: Failed = { status: 'error', ename, evalue: reasonOf(error), traceback: [String(error)] }
      if (!(error instanceof TypeError)) this.#log(error instanceof Error ? (error.stack ?? ename) : String(error))
      // that reply has its count whatever happens
      return request.header.msg_type === 'execute_request' ? { ...this.#parts.aborted(), ...failed } : failed
    }
  }

  #replyFrames(request: Message, content: ReplyContent): Frames {
    const type = request.header.msg_type.replace(/_request$/, '_reply')
    const { identities } = request
    return this.#parts.session.encode({ type, parent: request.header, content: { ...content }, identities })
  }

  async #read(channel: Channel, onMessage: (message: Message) => Promise<void>): Promise<void> {
    for await (const frames of channel) {
      const message = this.#parts.session.decode(frames)
      if ('refused' in message) this.#log(`dropped ${message.refused}`)
      else onMessage(message).catch(error => this.#log(String(error)))
    }
  }

  async #echo(heartbeat: Channel): Promise<void> {
    for await (const frames of heartbeat) await heartbeat.send(frames)
  }

  /** A subscription is a frame that starts with 1; whoever subscribes is told that it now hears everything. */
  async #welcome(iopub: Channel): Promise<void> {
    for await (const [frame] of iopub) {
      if (frame?.[0] !== 1) continue
      this.#parts.publisher.welcome(Buffer.from(frame.subarray(1)).toString())
      // sent at the start it would reach nobody, or somebody before the welcome
      if (this.#starting) this.#parts.publisher.publish('status', {}, { execution_state: 'starting' })
      this.#starting = false
    }
  }

  #log(text: string): void {
    process.stderr.write(`tasklab: ${text}\n`)
  }
}
