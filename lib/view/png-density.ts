/**
 * A PNG that says how dense it is: a picture drawn at twice its size, for screens that show two pixels where CSS counts
 * one, is then known as such wherever it goes. The chunk is pHYs, in pixels per metre.
 * https://www.w3.org/TR/png-3/#11pHYs
 */

import { crc32 } from 'node:zlib'

/** CSS counts 96 pixels to an inch. */
const pixelsPerMetre = 96 / 0.0254
/** The signature and the header chunk, which is always the first and always as long. */
const headLength = 33

/** The same picture with its density, `scale` times that of CSS. */
export function withDensity(png: Uint8Array, scale: number): Uint8Array {
  const chunk = new DataView(new ArrayBuffer(21))
  chunk.setUint32(0, 9)
  for (const [index, letter] of [...'pHYs'].entries()) chunk.setUint8(4 + index, letter.charCodeAt(0))
  chunk.setUint32(8, Math.round(pixelsPerMetre * scale))
  chunk.setUint32(12, Math.round(pixelsPerMetre * scale))
  chunk.setUint8(16, 1) // the unit is the metre
  chunk.setUint32(17, crc32(new Uint8Array(chunk.buffer, 4, 13)))
  const dense = new Uint8Array(png.length + chunk.byteLength)
  dense.set(png.subarray(0, headLength))
  dense.set(new Uint8Array(chunk.buffer), headLength)
  dense.set(png.subarray(headLength), headLength + chunk.byteLength)
  return dense
}
