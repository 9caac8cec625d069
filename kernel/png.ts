/**
 * What a PNG says of itself in its first chunks: its size, and how many of its pixels are meant for one of CSS.
 * Front ends show a picture pixel for pixel unless the output's metadata tell them its width.
 * https://www.w3.org/TR/png-3/
 */

import type { Metadata, MimeBundle } from './link'

export interface PngSize {
  readonly width: number
  readonly height: number
  /** 2 for a picture drawn at twice its size; 1 where it does not say. */
  readonly scale: number
}

/** So much of the file is looked at: what comes before the pixels is short. */
const headLength = 4_096
const signatureLength = 8
/** Length, type and checksum around the data of a chunk. */
const aroundData = 12
/** Pixels per metre where one is one of CSS, of which 96 make an inch. */
const cssDensity = 96 / 0.0254

/** Undefined for what is no PNG. */
export function pngSize(base64: string): PngSize | undefined {
  const head = Buffer.from(base64.slice(0, headLength), 'base64')
  if (head.length < 24 || head.toString('latin1', 12, 16) !== 'IHDR') return undefined
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20), scale: scaleOf(head) }
}

/** Densities between, as scanners and cameras write them, are no word on how large a picture is to be on a screen. */
function scaleOf(head: Buffer): number {
  const data = findChunk(head, 'pHYs')
  if (data === undefined || data.length < 9 || data[8] !== 1) return 1
  const scale = data.readUInt32BE(0) / cssDensity
  return scale > 1.5 && Math.abs(scale - Math.round(scale)) < 0.001 ? Math.round(scale) : 1
}

function findChunk(head: Buffer, type: string): Buffer | undefined {
  let at = signatureLength
  while (at + aroundData <= head.length) {
    const length = head.readUInt32BE(at)
    const found = head.toString('latin1', at + 4, at + 8)
    if (found === type) return head.subarray(at + 8, at + 8 + length)
    if (found === 'IDAT') return undefined
    at += aroundData + length
  }
  return undefined
}

/**
 * The metadata of an output, with the width at which its picture is to be shown, where that is not its number of pixels.
 * The width alone: VS Code squeezes a picture that has both and is wider than the window.
 * https://github.com/microsoft/vscode-jupyter/issues/11749
 */
export function withPictureWidth(data: MimeBundle, metadata: Metadata): Metadata {
  const png = data['image/png']
  if (typeof png !== 'string' || 'image/png' in metadata) return metadata
  const size = pngSize(png)
  if (size === undefined || size.scale === 1) return metadata
  return { ...metadata, 'image/png': { width: Math.round(size.width / size.scale) } }
}
