/**
 * iopub: everything that all front ends see. Streams are coalesced (at most 10 ms or 64 kB), all else goes at the end
 * of the turn and keeps its place behind them: so a cell is on its way to the cell host before this thread signs and
 * sends what tells of it. `flush` resolves when ZeroMQ has taken everything, which a reply and an idle wait for.
 */

import { StringDecoder } from 'node:string_decoder'
import type { StreamName } from '../link'
import type { JsonObject, Message, Outgoing, WireSession } from '../wire/message'
import type { Channel } from '../wire/socket'

const coalesceMs = 10
const coalesceCharacters = 65_536

interface OpenStream {
  readonly parent: Message['parent']
  readonly name: StreamName
  readonly parts: string[]
  size: number
}

export class Publisher {
  readonly #channel: Promise<Channel>
  readonly #session: WireSession
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
  #open: OpenStream | undefined
  #timer: NodeJS.Timeout | undefined
  #unsent: Outgoing[] = []
  #sent: Promise<void> = Promise.resolve()

  constructor(channel: Promise<Channel>, session: WireSession) {
    this.#channel = channel
    this.#session = session
  }

  publish(
    type: string,
    parent: Message['parent'],
    content: JsonObject,
    metadata: JsonObject = {},
    buffers: Message['buffers'] = [],
  ): void {
    this.#closeStream()
    this.#post({ type, parent, content, metadata, buffers, identities: this.#topic(type) })
  }

  stream(parent: Message['parent'], name: StreamName, text: string): void {
    if (text === '') return
    if (this.#open?.name !== name || this.#open.parent !== parent) {
      this.#closeStream()
      this.#open = { parent, name, parts: [], size: 0 }
    }
    this.#open.parts.push(text)
    this.#open.size += text.length
    if (this.#open.size >= coalesceCharacters) this.#closeStream()
    else this.#timer ??= setTimeout(() => this.#closeStream(), coalesceMs)
  }

  /** Bytes of a process's own pipe; a character may be cut between two chunks. */
  rawStream(parent: Message['parent'], name: StreamName, chunk: Buffer): void {
    this.stream(parent, name, this.#decoders[name].write(chunk))
  }

  /** Tells a new subscriber that it hears everything from now on; sent under the topic that it subscribed to. */
  welcome(subscription: string): void {
    this.#post({ type: 'iopub_welcome', content: { subscription }, identities: [subscription] })
  }

  flush(): Promise<void> {
    this.#closeStream()
    this.#send()
    return this.#sent
  }

  #closeStream(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const open = this.#open
    if (open === undefined) return
    this.#open = undefined
    const content = { name: open.name, text: open.parts.join('') }
    this.#post({ type: 'stream', parent: open.parent, content, identities: this.#topic('stream') })
  }

  #topic(type: string): readonly string[] {
    return [`kernel.${this.#session.id}.${type}`]
  }

  #post(message: Outgoing): void {
    if (this.#unsent.length === 0) process.nextTick(() => this.#send())
    this.#unsent.push(message)
  }

  #send(): void {
    const messages = this.#unsent
    this.#unsent = []
    // ZeroMQ's thread wakes for the first and is still awake for the others
    for (const frames of messages.map(message => this.#session.encode(message))) {
      this.#sent = this.#channel.then(channel => channel.send(frames))
      this.#sent.catch(() => undefined) // the channel was closed: nobody hears it any more
    }
  }
}
