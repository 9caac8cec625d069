/**
 * JSON-RPC 2.0 over a pair of streams, framed by `Content-Length` as the language server protocol does.
 * Own lines because the usual package takes 30 ms to load, more than the server takes to start.
 * A request never rejects and never hangs: an error reply, the end of the stream, an abort and a deadline that has
 * passed all give `undefined`, and a late answer is dropped.
 */

import type { Readable, Writable } from 'node:stream'
import type { ServerNotifications, ServerRequests } from './protocol'

const headEnd = '\r\n\r\n'

interface Wire {
  readonly id?: number | string
  readonly method?: string
  readonly result?: unknown
}

export interface RequestLimits {
  /** Milliseconds until the request is given up. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
}

export class JsonRpc {
  readonly #output: Writable
  readonly #pending = new Map<number, (result: unknown) => void>()
  #unread: Buffer = Buffer.alloc(0)
  #requests = 0
  #heard = 0
  #closed = false

  constructor(input: Readable, output: Writable) {
    this.#output = output
    input.on('data', (chunk: Buffer) => this.#read(chunk))
    input.on('close', () => this.close())
    // a broken pipe is the end of the server, which whoever started it hears of by its exit
    for (const stream of [input, output]) stream.on('error', () => this.close())
  }

  /** How many messages have come. */
  get heard(): number {
    return this.#heard
  }

  /** Undefined where there is no answer; null is one: that there is nothing to say. */
  request<M extends keyof ServerRequests>(
    method: M,
    params: ServerRequests[M]['params'],
    { deadline, signal }: RequestLimits,
  ): Promise<ServerRequests[M]['result'] | null | undefined> {
    if (this.#closed || signal?.aborted === true) return Promise.resolve(undefined)
    const id = ++this.#requests
    return new Promise(resolve => {
      const settle = (result: unknown): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', cancel)
        this.#pending.delete(id)
        // the protocol types the result by its method
        resolve(result as ServerRequests[M]['result'] | null | undefined)
      }
      const cancel = (): void => {
        this.notify('$/cancelRequest', { id })
        settle(undefined)
      }
      const timer = setTimeout(cancel, deadline)
      signal?.addEventListener('abort', cancel)
      this.#pending.set(id, settle)
      this.#write({ id, method, params })
    })
  }

  notify<M extends keyof ServerNotifications>(method: M, params: ServerNotifications[M]): void {
    this.#write({ method, params })
  }

  /** Answers everything that is still asked with nothing. */
  close(): void {
    this.#closed = true
    for (const settle of [...this.#pending.values()]) settle(undefined)
  }

  #write(message: object): void {
    if (this.#closed || !this.#output.writable) return
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    // what is said in one turn goes out in one piece
    if (this.#output.writableCorked === 0) {
      this.#output.cork()
      process.nextTick(() => this.#output.uncork())
    }
    this.#output.write(`Content-Length: ${Buffer.byteLength(body)}${headEnd}${body}`)
  }

  #read(chunk: Buffer): void {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk])
    for (;;) {
      const head = this.#unread.indexOf(headEnd)
      if (head === -1) return
      const length = /Content-Length: *(\d+)/i.exec(this.#unread.toString('latin1', 0, head))?.[1]
      const start = head + headEnd.length
      const end = start + Number(length ?? 0)
      if (this.#unread.length < end) return
      const body = this.#unread.toString('utf8', start, end)
      this.#unread = this.#unread.subarray(end)
      if (length !== undefined) this.#receive(body)
    }
  }

  #receive(body: string): void {
    this.#heard++
    const { id, method, result } = parsed(body)
    if (id === undefined) return
    // what the server asks of its client (to register a capability) has no answer that would change anything
    if (method !== undefined) this.#write({ id, result: null })
    else this.#pending.get(Number(id))?.(result)
  }
}

/** A body that is no JSON is nobody's answer. */
function parsed(body: string): Wire {
  try {
    const message: unknown = JSON.parse(body)
    return typeof message === 'object' && message !== null ? message : {}
  } catch {
    return {}
  }
}
