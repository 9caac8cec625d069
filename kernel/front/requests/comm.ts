/**
 * comm_open, comm_msg, comm_close and comm_info_request. The comms live in the cell host; the front knows which are open,
 * so that it can tell while a cell runs.
 */

import type { Buffers, CommMessage } from '../../link'
import type { JsonObject, Message } from '../../wire/message'
import { field, type ShellReplies } from '../../wire/requests'
import type { Publisher } from '../publisher'

export class Comms {
  readonly #publisher: Publisher
  readonly #deliver: (message: CommMessage, buffers: Buffers) => void
  /** Target by comm. */
  readonly #open = new Map<string, string>()

  constructor(publisher: Publisher, deliver: (message: CommMessage, buffers: Buffers) => void) {
    this.#publisher = publisher
    this.#deliver = deliver
  }

  /** From the front end; has no reply. */
  fromFrontEnd(kind: CommMessage['kind'], { content, metadata, buffers }: Message): undefined {
    const comm_id = field(content, 'comm_id', 'string')
    const target = kind === 'open' ? { target_name: field(content, 'target_name', 'string') } : {}
    const message = { kind, comm_id, ...target, data: objectOf(content.data), metadata }
    this.#note(message)
    this.#deliver(message, buffers)
  }

  /** From a cell. */
  fromCell(
    { kind, comm_id, target_name, data, metadata }: CommMessage,
    buffers: Buffers,
    parent: Message['parent'],
  ): void {
    this.#note({ kind, comm_id, ...(target_name !== undefined && { target_name }), data, metadata })
    const content = { comm_id, data, ...(kind === 'open' && { target_name }) }
    this.#publisher.publish(`comm_${kind}`, parent, content, metadata, buffers)
  }

  info({ content }: Message): ShellReplies['comm_info_request'] {
    const wanted = field(content, 'target_name', 'string', '')
    const open = [...this.#open].filter(([, target]) => wanted === '' || target === wanted)
    return { status: 'ok', comms: Object.fromEntries(open.map(([id, target_name]) => [id, { target_name }])) }
  }

  /** The cell host is a new one. */
  forget(): void {
    this.#open.clear()
  }

  #note({ kind, comm_id, target_name }: CommMessage): void {
    if (kind === 'open' && target_name !== undefined) this.#open.set(comm_id, target_name)
    if (kind === 'close') this.#open.delete(comm_id)
  }
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}
