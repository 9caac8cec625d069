/**
 * `import * as tslab from 'tslab'`: the API of tslab 1.0, another TypeScript kernel, on this kernel's displays, so that
 * notebooks written for it run unchanged. What it shows has one MIME type each, as there: no text beside it.
 * https://github.com/yunabe/tslab
 */

import { readFileSync } from 'node:fs'
import { display as show } from './notebook'
import { packageVersion } from './package-root'

/** Shows contents, each as the MIME type of its name. */
export interface Display {
  javascript(content: string): void
  html(content: string): void
  markdown(content: string): void
  latex(content: string): void
  svg(content: string): void
  png(bytes: Uint8Array): void
  jpeg(bytes: Uint8Array): void
  gif(bytes: Uint8Array): void
  pdf(bytes: Uint8Array): void
  text(content: string): void
  raw(contentType: string, content: string | Uint8Array): void
}

type Show = Display['raw']

function displayBy(raw: Show): Display {
  return {
    javascript: content => raw('text/javascript', content),
    html: content => raw('text/html', content),
    markdown: content => raw('text/markdown', content),
    latex: content => raw('text/latex', content),
    svg: content => raw('image/svg+xml', content),
    png: bytes => raw('image/png', bytes),
    jpeg: bytes => raw('image/jpeg', bytes),
    gif: bytes => raw('image/gif', bytes),
    pdf: bytes => raw('application/pdf', bytes),
    text: content => raw('text/plain', content),
    raw,
  }
}

/** A display is JSON: bytes go as base64. */
function bundle(contentType: string, content: string | Uint8Array): Readonly<Record<string, string>> {
  return { [contentType]: typeof content === 'string' ? content : Buffer.from(content).toString('base64') }
}

/** Each content in a display of its own. */
export const display: Display = displayBy((type, content) => void show(bundle(type, content), { raw: true }))

/** One display, which every further content overwrites in place. */
export function newDisplay(): Display {
  let shown: ReturnType<typeof show> | undefined
  return displayBy((type, content) => {
    if (shown === undefined) shown = show(bundle(type, content), { raw: true })
    else shown.update(bundle(type, content), { raw: true })
  })
}

/** Of this kernel, of the TypeScript that checks its cells, and of Node. */
export const versions = {
  tslab: packageVersion(),
  typescript: versionIn(require.resolve('typescript7/package.json')),
  node: process.version,
} as const

function versionIn(packageFile: string): string {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(packageFile, 'utf8'))
  return version
}
