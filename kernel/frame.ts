/**
 * How the link's messages stand in its pipes: u32 length of what follows, u32 length of the JSON, the JSON, then each
 * buffer after a u32 of its length. The JSON is parsed without checks: both ends are this kernel's own processes.
 */

import type { Buffers } from './link'

const word = 4

/** One frame, ready to be written. */
export function encodeFrame(message: object, buffers: Buffers = []): Buffer {
  const json = JSON.stringify(message)
  const length = Buffer.byteLength(json)
  const size = buffers.reduce((sum, buffer) => sum + word + buffer.byteLength, 2 * word + length)
  const frame = Buffer.allocUnsafe(size)
  frame.writeUInt32LE(size - word, 0)
  frame.writeUInt32LE(length, word)
  frame.write(json, 2 * word)
  let at = 2 * word + length
  for (const buffer of buffers) {
    frame.writeUInt32LE(buffer.byteLength, at)
    frame.set(buffer, at + word)
    at += word + buffer.byteLength
  }
  return frame
}

/** A whole frame's message and buffers. */
function decodeFrame<M extends object>(frame: Buffer): { readonly message: M; readonly buffers: Buffers } {
  const jsonEnd = 2 * word + frame.readUInt32LE(word)
  const message: M = JSON.parse(frame.toString('utf8', 2 * word, jsonEnd))
  const buffers: Uint8Array[] = []
  for (let at = jsonEnd; at < frame.length; ) {
    const end = at + word + frame.readUInt32LE(at)
    buffers.push(new Uint8Array(frame.subarray(at + word, end)))
    at = end
  }
  return { message, buffers }
}

/** Puts frames together again from the chunks that a pipe gives, and hands each message on. */
export class FrameReader<M extends object> {
  readonly #onMessage: (message: M, buffers: Buffers) => void
  #chunks: Buffer[] = []
  #size = 0

  constructor(onMessage: (message: M, buffers: Buffers) => void) {
    this.#onMessage = onMessage
  }

  /** @param chunk as a stream without encoding gives it. */
  push(chunk: Buffer | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    this.#chunks.push(bytes)
    this.#size += bytes.length
    // chunks are joined only when a frame is complete, so that 20 MB cost one copy
    if (this.#size < word || this.#size < this.#needed()) return
    let data = this.#joined()
    while (data.length >= word && data.length >= word + data.readUInt32LE(0)) {
      const end = word + data.readUInt32LE(0)
      const { message, buffers } = decodeFrame<M>(data.subarray(0, end))
      data = data.subarray(end)
      // before it is handed on: an interrupt may end the handler, and this loop with it, and no cell is run twice
      this.#chunks = data.length > 0 ? [data] : []
      this.#size = data.length
      this.#onMessage(message, buffers)
    }
  }

  #needed(): number {
    const [first] = this.#chunks
    const start = first !== undefined && first.length >= word ? first : this.#joined()
    return word + start.readUInt32LE(0)
  }

  #joined(): Buffer {
    const [only] = this.#chunks
    const data = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks, this.#size)
    this.#chunks = [data]
    return data
  }
}
