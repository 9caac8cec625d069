/** What the server says of a name, split into its type, as code, and its documentation, as markdown. */

import { ofMagics, withoutHub } from './hub'
import type { Markup, ServerSignature } from './protocol'

export interface Hover {
  /** TypeScript, of one line or more: `const total: number`. */
  readonly type: string
  /** Markdown; empty where there is none. */
  readonly documentation: string
}

export interface Signature {
  readonly label: string
  readonly documentation: string
  /** Counts from 0. */
  readonly activeParameter: number
}

const fence = /^```\w*\n([\s\S]*?)\n?```\s*/

export function readableHover(contents: Markup | readonly Markup[]): Hover | undefined {
  const text = textOf(contents)
  const code = fence.exec(text)
  const type = withoutAlias(code?.[1] ?? '')
  if (type === '') return undefined
  return { type, documentation: text.slice(code?.[0].length ?? 0).trim() }
}

export function readableSignature(signature: ServerSignature, activeParameter: number | undefined): Signature {
  return {
    label: withoutHub(signature.label),
    documentation: signature.documentation === undefined ? '' : textOf(signature.documentation).trim(),
    activeParameter: signature.activeParameter ?? activeParameter ?? 0,
  }
}

/** A name of an earlier cell is an import to the compiler only. */
function withoutAlias(code: string): string {
  return withoutHub(code)
    .replace(/^\(alias\) /gm, '')
    .replace(`let ${ofMagics}.`, 'let ')
    .replace(/\nimport [^\n]*$/, '')
    .trim()
}

function textOf(contents: Markup | readonly Markup[]): string {
  if (typeof contents === 'string') return contents
  if ('value' in contents) return contents.value
  return contents.map(textOf).join('\n\n')
}
