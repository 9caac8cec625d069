/**
 * Jupyter messages on the wire, both directions: frames to a Message and back.
 * Invariants: a signature is checked over the raw frames, in constant time, before anything is parsed; a signature
 * that was seen before is a replay and is dropped.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol (5.5)
 */

import { createHmac, createSecretKey, type KeyObject, randomUUID, timingSafeEqual } from 'node:crypto'
import { userInfo } from 'node:os'

export const protocolVersion = '5.5'

export interface Header {
  readonly msg_id: string
  readonly session: string
  readonly username: string
  readonly date: string
  readonly msg_type: string
  readonly version: string
}

export type JsonObject = Readonly<Record<string, unknown>>

export interface Message {
  /** Routing prefix: who sent it, on a router; the topic, on iopub. */
  readonly identities: readonly Uint8Array[]
  readonly header: Header
  /** The request that caused it; `{}` where there is none. */
  readonly parent: Header | Record<string, never>
  readonly metadata: JsonObject
  readonly content: JsonObject
  readonly buffers: readonly Uint8Array[]
}

/** A message about to be sent; `WireSession` adds the header. */
export interface Outgoing {
  readonly type: string
  readonly content: JsonObject
  readonly parent?: Message['parent']
  readonly identities?: readonly (Uint8Array | string)[]
  readonly metadata?: JsonObject
  readonly buffers?: readonly Uint8Array[]
}

const delimiter = Buffer.from('<IDS|MSG>')
/** How many signatures are remembered against replay, as jupyter_client does. */
const rememberedSignatures = 65_536

/** Signs, verifies, encodes and decodes for one end of a connection. */
export class WireSession {
  readonly id = randomUUID()
  readonly #algorithm: string
  /** None: messages are not signed. */
  readonly #key: KeyObject | undefined
  readonly #seen = new Set<string>()
  readonly #username: string
  #count = 0

  constructor(connection: { readonly key: string; readonly signature_scheme: string }) {
    this.#key = connection.key === '' ? undefined : createSecretKey(Buffer.from(connection.key))
    this.#algorithm = connection.signature_scheme.slice('hmac-'.length)
    this.#username = nameOfUser()
  }

  header(type: string): Header {
    return {
      msg_id: `${this.id}_${process.pid}_${this.#count++}`,
      session: this.id,
      username: this.#username,
      date: new Date().toISOString(),
      msg_type: type,
      version: protocolVersion,
    }
  }

  encode(message: Outgoing, header: Header = this.header(message.type)): (Uint8Array | string)[] {
    // strings: ZeroMQ takes a copy, while a longer buffer it gives back later, by a turn of this thread's for each
    const frames = [header, message.parent ?? {}, message.metadata ?? {}, message.content].map(part =>
      wellFormed(JSON.stringify(part)),
    )
    return [...(message.identities ?? []), delimiter, this.#signature(frames), ...frames, ...(message.buffers ?? [])]
  }

  /** The message in these frames, or why they were refused. */
  decode(frames: readonly Uint8Array[]): Message | { readonly refused: string } {
    const at = frames.findIndex(frame => delimiter.equals(frame))
    const [signature, header, parent, metadata, content] = frames.slice(at + 1)
    if (at < 0 || !signature || !header || !parent || !metadata || !content) return { refused: 'not a Jupyter message' }
    const refused = this.#refusal(Buffer.from(signature).toString(), [header, parent, metadata, content])
    if (refused !== undefined) return { refused }
    try {
      const parsedHeader = parseObject(header)
      if (!isHeader(parsedHeader)) return { refused: 'a message without msg_id, msg_type and session' }
      const parsedParent = parseObject(parent)
      return {
        identities: frames.slice(0, at),
        header: parsedHeader,
        parent: isHeader(parsedParent) ? parsedParent : {},
        metadata: parseObject(metadata),
        content: parseObject(content),
        buffers: frames.slice(at + 6),
      }
    } catch {
      return { refused: 'a message whose parts are not JSON objects' }
    }
  }

  #refusal(signature: string, frames: readonly Uint8Array[]): string | undefined {
    if (this.#key === undefined) return undefined
    const expected = this.#signature(frames)
    if (signature.length !== expected.length) return 'a message with a wrong signature'
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return 'a message with a wrong signature'
    if (this.#seen.has(signature)) return 'a message that came before (replay)'
    this.#seen.add(signature)
    if (this.#seen.size > rememberedSignatures) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest)
        break
      }
    }
    return undefined
  }

  #signature(frames: readonly (Uint8Array | string)[]): string {
    if (this.#key === undefined) return ''
    const hmac = createHmac(this.#algorithm, this.#key)
    for (const frame of frames) hmac.update(frame)
    return hmac.digest('hex')
  }
}

/**
 * Half a character (`'😀'[0]`) is an escape in JSON, which Python reads as what it then cannot write: the notebook would
 * not be saved any more.
 */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json
  return json.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/gs, found => (found.length > 2 ? '\ufffd' : found))
}

function parseObject(frame: Uint8Array): JsonObject {
  const value: unknown = JSON.parse(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString())
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object')
  return value as JsonObject
}

function isHeader(value: JsonObject): value is JsonObject & Header {
  return typeof value.msg_id === 'string' && typeof value.msg_type === 'string' && typeof value.session === 'string'
}

function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'kernel' // a container may run with a uid that has no name
  }
}
