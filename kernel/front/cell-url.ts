/**
 * The URL of a cell: the path that debuggers know it by, computed from its code alone, as ipykernel does, so that a
 * front end finds its breakpoints again. https://jupyter-client.readthedocs.io/en/stable/messaging.html#debuginfo
 */

import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** ipykernel's seed; front ends read it from the debugInfo reply. */
export const hashSeed = 0xc70f6907
export const filePrefix = `${join(tmpdir(), `tasklab_${process.pid}`)}/`
export const fileSuffix = '.ts'

export function cellUrl(code: string): string {
  return filePrefix + murmur2(Buffer.from(code), hashSeed) + fileSuffix
}

/** MurmurHash2, 32 bit, as JupyterLab computes it. https://github.com/aappleby/smhasher/blob/master/src/MurmurHash2.cpp */
export function murmur2(data: Uint8Array, seed: number): number {
  const m = 0x5bd1e995
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  let hash = seed ^ data.length
  let at = 0
  for (; data.length - at >= 4; at += 4) {
    let k = Math.imul(view.getUint32(at, true), m)
    k = Math.imul(k ^ (k >>> 24), m)
    hash = Math.imul(hash, m) ^ k
  }
  const rest = data.length - at
  if (rest > 0) {
    for (let i = rest - 1; i >= 0; i--) hash ^= view.getUint8(at + i) << (8 * i)
    hash = Math.imul(hash, m)
  }
  hash = Math.imul(hash ^ (hash >>> 13), m)
  return (hash ^ (hash >>> 15)) >>> 0
}
