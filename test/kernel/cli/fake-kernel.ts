/**
 * A kernel that does as it is told, for the faults that a real one does not show on demand. It speaks the real wire
 * protocol in a process of its own. A cell is a list of commands, one a line: `print hello`, `fail ValueError: no`,
 * `die`, `hang`. FAKE_KERNEL says how it starts: `dies`, `refuses`, `silent`, `slow-port` (a taken port, once).
 */

import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { readConnectionFile } from '../../../kernel/wire/connection'
import { type Header, type JsonObject, type Message, WireSession } from '../../../kernel/wire/message'
import { bindChannels, type Channel } from '../../../kernel/wire/socket'

const file = process.argv[2] ?? ''
const [start, marker = ''] = (process.env.FAKE_KERNEL ?? '').split(' ')

async function main(): Promise<void> {
  if (start === 'dies') throw new TypeError('Broken on purpose.')
  if (start === 'refuses') refuse('The moon is full.')
  if (start === 'port-taken' && !existsSync(marker)) {
    writeFileSync(marker, '')
    refuse('tcp://127.0.0.1:1 cannot be bound: Address already in use.')
  }
  const connection = readConnectionFile(file)
  const session = new WireSession(connection)
  const channels = await bindChannels(connection)
  let interrupt = () => {}
  let count = 0

  const publish = (type: string, parent: Header, content: JsonObject) =>
    channels.iopub.send(session.encode({ type, parent, content, identities: [type] }))

  const answer = async (channel: Channel, { header, identities }: Message, work: () => Promise<JsonObject>) => {
    await publish('status', header, { execution_state: 'busy' })
    const content = await work()
    const type = header.msg_type.replace('_request', '_reply')
    await channel.send(session.encode({ type, content, parent: header, identities }))
    await publish('status', header, { execution_state: 'idle' })
  }

  /** Of the running cell. */
  let payload: JsonObject[] = []
  const commands: Record<string, (rest: string, message: Message) => unknown> = {
    print: (rest, { header }) => publish('stream', header, { name: 'stdout', text: `${rest}\n` }),
    result: (rest, { header }) =>
      publish('execute_result', header, { execution_count: count, data: { 'text/plain': rest }, metadata: {} }),
    display: (rest, { header }) => publish('display_data', header, display(rest)),
    update: (rest, { header }) => publish('update_display_data', header, display(rest)),
    page: rest => payload.push({ source: 'page', data: { 'text/plain': rest }, start: 0 }),
    sleep: rest => setTimeout(Number(rest)),
    ask: async (_, { header, identities }) => {
      await channels.stdin.send(
        session.encode({
          type: 'input_request',
          parent: header,
          identities,
          content: { prompt: '?', password: false },
        }),
      )
      for await (const frames of channels.stdin) {
        const reply = session.decode(frames)
        if ('refused' in reply) continue
        throw Object.assign(new Error(String(reply.content.evalue)), { name: String(reply.content.ename) })
      }
    },
    fail: rest => {
      const [name = '', message] = rest.split(': ')
      throw Object.assign(new Error(message), { name })
    },
    hang: () =>
      new Promise((_, reject) => {
        interrupt = () => reject(Object.assign(new Error('Stopped.'), { name: 'Interrupted' }))
      }),
    deaf: () => new Promise(() => {}),
    die: rest => process.exit(Number(rest)),
  }

  const execute = async (message: Message): Promise<JsonObject> => {
    count++
    payload = []
    try {
      for (const line of String(message.content.code).split('\n')) {
        const [command = '', ...rest] = line.split(' ')
        await commands[command]?.(rest.join(' '), message)
      }
      return { status: 'ok', execution_count: count, payload, user_expressions: {} }
    } catch (error) {
      const { name: ename, message: evalue } = error instanceof Error ? error : new Error(String(error))
      const content = { ename, evalue, traceback: [`${ename}: ${evalue}`] }
      await publish('error', message.header, content)
      return { status: 'error', execution_count: count, ...content }
    }
  }

  const handlers: Record<string, (message: Message) => Promise<JsonObject>> = {
    kernel_info_request: async () => ({ status: 'ok', language_info: { name: 'typescript', file_extension: '.ts' } }),
    execute_request: execute,
    interrupt_request: async () => {
      interrupt()
      return { status: 'ok' }
    },
    shutdown_request: async () => {
      globalThis.setTimeout(() => process.exit(0), 20)
      return { status: 'ok', restart: false }
    },
  }

  const serve = async (channel: Channel): Promise<void> => {
    for await (const frames of channel) {
      const message = session.decode(frames)
      const handler = 'refused' in message ? undefined : handlers[message.header.msg_type]
      if (handler === undefined || 'refused' in message || start === 'silent') continue
      void answer(channel, message, () => handler(message))
    }
  }
  const welcome = async (): Promise<void> => {
    for await (const [frame] of channels.iopub) {
      if (frame?.[0] !== 1) continue
      const topic = Buffer.from(frame.subarray(1)).toString()
      await channels.iopub.send(
        session.encode({ type: 'iopub_welcome', content: { subscription: topic }, identities: [topic] }),
      )
    }
  }
  void welcome()
  void serve(channels.shell)
  void serve(channels.control)
}

function display(rest: string): JsonObject {
  const [id, ...words] = rest.split(' ')
  return { data: { 'text/plain': words.join(' ') }, metadata: {}, transient: { display_id: id } }
}

function refuse(reason: string): never {
  process.stderr.write(`tasklab: ${reason}\n`)
  process.exit(2)
}

void main()
