/**
 * Buffers and views of memory, as the codec writes and reads them. A Buffer must come back as one, and a view of a part
 * of a buffer is written without the rest of it: devalue would write all of the memory behind it, which may hold
 * anything.
 */

/** The type and the bytes of a view that the codec has to write itself; false for one that devalue writes well. */
export function ownBytes(view: ArrayBufferView): readonly [string, Uint8Array] | false {
  const isBuffer = typeof Buffer !== 'undefined' && Buffer.isBuffer(view)
  if (!isBuffer && view.byteLength === view.buffer.byteLength) return false
  const bytes = new Uint8Array(view.byteLength)
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  return [isBuffer ? 'Buffer' : Object.prototype.toString.call(view).slice(8, -1), bytes]
}

const viewTag = /^(DataView|(Big)?(Int|Uint|Float)(8|16|32|64)(Clamped)?Array)$/

/** The view that was written. Throws where its type is none, whatever the data calls it. */
export function viewOf(tag: string, bytes: Uint8Array): unknown {
  if (!(bytes instanceof Uint8Array)) throw new Error('the bytes of a view are missing')
  if (tag === 'Buffer' && typeof Buffer !== 'undefined') return Buffer.from(bytes.buffer as ArrayBuffer)
  if (!viewTag.test(tag) || !Object.hasOwn(globalThis, tag)) throw new Error(`Unknown type ${tag}`)
  const View = (globalThis as Record<string, unknown>)[tag] as new (buffer: ArrayBufferLike) => unknown
  return new View(bytes.buffer)
}
