/**
 * What is a picture without a view of its own: an element of a DOM, whoever made it (jsdom, linkedom; what d3 and Plot
 * draw into), and the bytes of a PNG or JPEG, as image libraries give them. Told by what they have and not by their
 * classes, which are not ours.
 */

import type { MimeBundle } from '../link'

/** How a picture is shown; undefined for any other value. @param text what the value is in a terminal. */
export function pictureBundle(value: unknown, text: () => string): MimeBundle | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof Uint8Array) return bytesBundle(value, text)
  try {
    const { nodeType, localName, outerHTML } = value as Readonly<Record<string, unknown>>
    if (nodeType !== elementType || typeof localName !== 'string' || typeof outerHTML !== 'string') return undefined
    const shown = localName === 'svg' ? { 'image/svg+xml': standalone(outerHTML) } : { 'text/html': outerHTML }
    return { ...shown, 'text/plain': outline(outerHTML) }
  } catch {
    return undefined // a proxy or getter that throws
  }
}

/** `Node.ELEMENT_NODE` */
const elementType = 1

/** How files of these types begin. */
const signatures = {
  'image/png': Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
  'image/jpeg': Buffer.from('\u00ff\u00d8\u00ff', 'latin1'),
} as const

function bytesBundle(value: Uint8Array, text: () => string): MimeBundle | undefined {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  for (const [type, signature] of Object.entries(signatures))
    if (bytes.subarray(0, signature.length).equals(signature))
      return { [type]: bytes.toString('base64'), 'text/plain': text() }
  return undefined
}

/**
 * Inside a page an SVG needs neither its namespaces nor XML's few entities, and takes the page's colour of text; on its
 * own it is nothing without the first, and black in the last, which a dark page needs paper for.
 */
function standalone(markup: string): string {
  const [tag = ''] = startTag.exec(markup) ?? []
  const added = [
    ...(/\sxmlns=/.test(tag) ? [] : [' xmlns="http://www.w3.org/2000/svg"']),
    ...(/\sxlink:/.test(markup) && !markup.includes('xmlns:xlink=')
      ? [' xmlns:xlink="http://www.w3.org/1999/xlink"']
      : []),
    ...(markup.includes('currentColor') && !/\sstyle=/.test(tag) ? [' style="background: white"'] : []),
  ]
  return markup.replace(/^<svg/, name => name + added.join('')).replaceAll('&nbsp;', '&#160;')
}

const startTag = /^<(?:"[^"]*"|'[^']*'|[^>"'])*>/

const outlineLength = 120

/** `<svg width="100" height="50">…</svg>` */
function outline(markup: string): string {
  const [tag = markup] = startTag.exec(markup) ?? []
  if (tag.length > outlineLength) return `${tag.slice(0, outlineLength)}…`
  return tag.length === markup.length ? tag : `${tag}…</${/^<([^\s>/]+)/.exec(tag)?.[1] ?? ''}>`
}
