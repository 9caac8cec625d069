/**
 * A real kernel process and a client that trusts nothing: every message is checked against the protocol's schema, and
 * every request for busy first, idle last, and the right parent in between.
 */

import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { KernelProcess } from '../../kernel/cli/kernel-process'
import { kernelSpec } from '../../kernel/cli/kernelspec'
import { type JsonObject, type Message, WireSession } from '../../kernel/wire/message'
import { type Channel, type Channels, connectChannels } from '../../kernel/wire/socket'
import { assertValidMessage } from './message-schema'

export interface Answer {
  readonly reply: JsonObject
  /** What came on iopub for this request, busy and idle aside, in order. */
  readonly outputs: readonly Output[]
}

export interface Output {
  readonly type: string
  readonly content: JsonObject
}

interface Open {
  readonly published: Message[]
  reply?: Message
  idle: boolean
  readonly done: (answer: Answer) => void
  readonly failed: (error: unknown) => void
}

export class TestKernel {
  readonly process: KernelProcess
  /** Everything that was published, in order. */
  readonly published: Message[] = []
  /** A test that sends frames by itself gets replies that nobody asked for here. */
  ignoreStrangers = false
  /** What the person at the front end types; undefined for one who does not answer. */
  onInput: ((question: JsonObject) => JsonObject | undefined) | undefined
  readonly #session: WireSession
  readonly #channels: Channels
  readonly #open = new Map<string, Open>()
  readonly #watchers = new Set<() => void>()
  #broken: unknown

  private constructor(process: KernelProcess) {
    this.process = process
    this.#session = new WireSession(process.connection)
    this.#channels = connectChannels(process.connection, randomUUID())
    void this.#read(this.#channels.shell, message => this.#onReply(message))
    void this.#read(this.#channels.control, message => this.#onReply(message))
    void this.#read(this.#channels.iopub, message => this.#onPublished(message))
    void this.#read(this.#channels.stdin, ({ header: parent, content }) => {
      const answer = this.onInput?.(content)
      if (answer === undefined) return
      void this.#channels.stdin.send(this.#session.encode({ type: 'input_reply', content: answer, parent }))
    })
  }

  /** @param env what differs in the kernel's environment; no test's cells get into the user's history. */
  static async start(cwd = process.cwd(), env: Readonly<Record<string, string>> = {}): Promise<TestKernel> {
    const spec = { ...kernelSpec(), env: { TASKLAB_HISTORY: ':memory:', ...env } }
    const kernel = new TestKernel(await KernelProcess.start(spec, cwd))
    await kernel.until(() => kernel.published.some(({ header }) => header.msg_type === 'iopub_welcome'))
    await kernel.#channels.stdin.connected()
    return kernel
  }

  request(type: string, content: JsonObject = {}, channel: 'shell' | 'control' = 'shell'): Promise<Answer> {
    const header = this.#session.header(type)
    return new Promise((done, failed) => {
      this.#open.set(header.msg_id, { published: [], idle: false, done, failed })
      this.#channels[channel].send(this.#session.encode({ type, content }, header)).catch(failed)
    })
  }

  /** A message that has no reply: resolves when the kernel is idle again. */
  async send(type: string, content: JsonObject, buffers: readonly Uint8Array[] = []): Promise<void> {
    const header = this.#session.header(type)
    await this.#channels.shell.send(this.#session.encode({ type, content, buffers }, header))
    const isIdle = ({ parent, content }: Message): boolean =>
      parent.msg_id === header.msg_id && content.execution_state === 'idle'
    await this.until(() => this.published.some(isIdle))
  }

  execute(code: string, more: JsonObject = {}): Promise<Answer> {
    return this.request('execute_request', { code, silent: false, store_history: true, user_expressions: {}, ...more })
  }

  /** Frames as they are, signed or not. */
  sendRaw(channel: 'shell' | 'control', frames: readonly (Uint8Array | string)[]): Promise<void> {
    return this.#channels[channel].send(frames)
  }

  /** Resolves once the condition holds; it is asked again at every message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#broken !== undefined) throw this.#broken
      await new Promise<void>(resolve => this.#watchers.add(resolve))
    }
  }

  async stop(): Promise<void> {
    if (this.#broken === undefined) await this.request('shutdown_request', { restart: false }, 'control')
    await this.process.exited
    this.close()
    if (this.#broken !== undefined) throw this.#broken
  }

  /** What is left once the process has ended by itself. */
  close(): void {
    this.process.kill()
    for (const channel of Object.values(this.#channels)) channel.close()
  }

  #onReply(message: Message): void {
    const open = this.#open.get(message.parent.msg_id ?? '')
    if (open === undefined && this.ignoreStrangers) return
    assert.ok(open, `a reply to nothing that was asked: ${message.header.msg_type}`)
    assert.equal(open.reply, undefined, 'a second reply to the same request')
    open.reply = message
    this.#settle(message.parent.msg_id ?? '', open)
  }

  #onPublished(message: Message): void {
    this.published.push(message)
    const open = this.#open.get(message.parent.msg_id ?? '')
    if (open === undefined) return
    open.published.push(message)
    if (message.header.msg_type === 'status' && message.content.execution_state === 'idle') open.idle = true
    this.#settle(message.parent.msg_id ?? '', open)
  }

  #settle(id: string, open: Open): void {
    if (!open.idle || open.reply === undefined) return
    this.#open.delete(id)
    const [first, ...rest] = open.published
    assert.equal(first?.content.execution_state, 'busy', 'busy comes first')
    const outputs = rest.slice(0, -1).map(({ header, content }) => ({ type: header.msg_type, content }))
    open.done({ reply: open.reply.content, outputs })
  }

  async #read(channel: Channel, handle: (message: Message) => void): Promise<void> {
    try {
      for await (const frames of channel) {
        const message = this.#session.decode(frames)
        assert.ok(!('refused' in message), `unreadable: ${'refused' in message && message.refused}`)
        assertValidMessage(message)
        handle(message)
        for (const wake of this.#watchers) wake()
        this.#watchers.clear()
      }
    } catch (error) {
      this.#broken = error
      for (const { failed } of this.#open.values()) failed(error)
      for (const wake of this.#watchers) wake()
    }
  }
}

/** The type service takes a moment to start: resolves when it has found the error of a cell. */
export async function untilTypesAnswer(kernel: TestKernel): Promise<void> {
  await kernel.execute("{ const wrong: number = 'text' }")
  await kernel.until(() => kernel.published.some(({ content }) => String(content.text).includes('TS2322')))
}

/** All text of one stream of an answer. */
export function textOf(answer: Answer, name: 'stdout' | 'stderr' = 'stdout'): string {
  const streams = answer.outputs.filter(({ type, content }) => type === 'stream' && content.name === name)
  return streams.map(({ content }) => content.text).join('')
}

/** text/plain of the answer's execute_result; undefined where there is none. */
export function resultOf({ outputs }: Answer): unknown {
  const result = outputs.find(({ type }) => type === 'execute_result')
  return (result?.content.data as JsonObject | undefined)?.['text/plain']
}
