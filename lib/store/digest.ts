/**
 * One way to make a short name for a long text. Code, wiring and inputs are compared by it, large values are filed
 * under it. It is SHA-256, of which comparisons keep half: two texts that differ never share it by accident.
 */

let crypto: typeof import('node:crypto') | undefined
let zlib: typeof import('node:zlib') | undefined

/** 32 hex digits for a text: what code and inputs are compared by. */
export function digest(text: string): string {
  return fullDigest(text).slice(0, 32)
}

/** All 64 hex digits: what a file of values is called by. */
export function fullDigest(text: string): string {
  crypto ??= require('node:crypto') as typeof import('node:crypto')
  return crypto.hash('sha256', text, 'hex')
}

/** CRC-32 in hex: tells a value that the disk damaged, at a tenth of what SHA-256 costs. */
export function checksum(text: string): string {
  zlib ??= require('node:zlib') as typeof import('node:zlib')
  return zlib.crc32(text).toString(16)
}
