/**
 * What a terminal shows of an output: its text, and a line for each picture that it cannot draw.
 * Pure; the colours of a traceback are the kernel's own and stay, the terminal strips them where it shows none.
 */

import { pngSize } from '../png'
import type { JsonObject } from '../wire/message'
import type { Output } from './notebook'

/** MIME types that read well as they are, the best first. */
const readable = ['text/plain', 'text/markdown', 'text/latex', 'application/json']

export interface OutputText {
  readonly text: string
  /** What there is besides, each a few words. */
  readonly notes: readonly string[]
}

export function outputText(output: Output): OutputText {
  switch (output.output_type) {
    case 'stream':
      return { text: output.text, notes: [] }
    case 'error': {
      const { ename, evalue, traceback } = output
      return { text: traceback.length > 0 ? traceback.join('\n') : `${ename}: ${evalue}`, notes: [] }
    }
    default:
      return bundleText(output.data)
  }
}

function bundleText(data: JsonObject): OutputText {
  const type = readable.find(name => data[name] !== undefined)
  const value = type === undefined ? undefined : data[type]
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 2)
  const pictures = Object.keys(data).filter(name => name.startsWith('image/'))
  const hidden = type === undefined && pictures.length === 0 ? Object.keys(data) : pictures
  return { text, notes: hidden.map(name => note(name, data[name])) }
}

function note(type: string, value: unknown): string {
  const size = type === 'image/png' && typeof value === 'string' ? pngSize(value) : undefined
  return size === undefined ? type : `${type}, ${size.width} × ${size.height}`
}
