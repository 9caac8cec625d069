/**
 * inspect_request: what the name at the cursor is: its type, its documentation and what it holds at this moment.
 * Each comes from its own source and none waits for another longer than its deadline.
 */

import { helpText } from '../../magics/help'
import type { Known } from '../../magics/line-magic'
import { magics } from '../../magics/table'
import type { JsonObject, Message } from '../../wire/message'
import { field, type ShellReplies } from '../../wire/requests'
import { type AccessPath, type NamedPlace, pathAt } from '../access-path'
import { offsetAfter } from '../code-points'
import type { LiveValue, LiveValues } from '../live-values'
import type { SessionTypes } from '../session-types'
import type { Hover } from '../types/type-service'
import { cellCursor } from './cell-cursor'

/** Milliseconds. */
const waits = { types: 1_000, live: 300 } as const

interface Findings {
  readonly type: string | undefined
  readonly documentation: string
  readonly value: LiveValue | undefined
  readonly source: string | undefined
}

export class Inspector {
  readonly #types: SessionTypes
  readonly #live: LiveValues

  readonly #known: Known

  constructor(types: SessionTypes, live: LiveValues, known: Known) {
    this.#types = types
    this.#live = live
    this.#known = known
  }

  async reply({ content }: Message): Promise<ShellReplies['inspect_request']> {
    const code = field(content, 'code', 'string')
    const cursor = offsetAfter(code, field(content, 'cursor_pos', 'number', Number.MAX_SAFE_INTEGER))
    const detail = field(content, 'detail_level', 'number', 0)
    const data = magicHelp(code, cursor) ?? (await this.describe(code, cursor, detail))
    return { status: 'ok', found: data !== undefined, data: data ?? {}, metadata: {} }
  }

  /** What is known of the name at the cursor, as a MIME bundle; with detail 1, a function's source too. */
  async describe(code: string, cursor: number, detail: number): Promise<JsonObject | undefined> {
    const at = cellCursor(code, cursor, this.#known)
    if (at.kind !== 'code') return undefined
    const target = pathAt(at.source, at.offset)
    const [typed, value] = await Promise.all([
      this.#typed(at.source, at.offset, target),
      target?.path === undefined ? undefined : this.#live.value(target.path, waits.live),
    ])
    if (value === undefined && typed === undefined) return undefined
    const running = detail > 0 ? value?.source : undefined
    const source = running === undefined ? undefined : (this.#types.written(running) ?? running)
    return bundleOf({ type: typed?.type, documentation: typed?.documentation ?? '', value, source })
  }

  /** At a name, its type; inside a call, the call's signature. */
  async #typed(source: string, cursor: number, target: NamedPlace | undefined): Promise<Hover | undefined> {
    const signal = AbortSignal.timeout(waits.types)
    const hover = target === undefined ? undefined : await this.#types.hover(source, target.end - 1, signal)
    if (hover !== undefined && !isUnknown(hover)) return hover
    const named = target?.path === undefined ? undefined : await this.#namedType(source, target.path, signal)
    if (named !== undefined) return named
    const signature = await this.#types.signature(source, cursor, signal)
    return signature && { type: signature.label, documentation: signature.documentation }
  }

  /** A type says what it is only where a type stands. */
  async #namedType(source: string, path: AccessPath, signal: AbortSignal): Promise<Hover | undefined> {
    const asked = `${source}\nlet _: ${path.join('.')}`
    const hover = await this.#types.hover(asked, asked.length - 1, signal)
    return hover !== undefined && !isUnknown(hover) ? hover : undefined
  }
}

/** What the compiler says of a name that it does not know, or of a word that is none. */
function isUnknown({ type, documentation }: Hover): boolean {
  return (type === 'any' && documentation === '') || /\(Missing\)|\/\*unresolved\*\//.test(type)
}

function bundleOf({ type, documentation, value, source }: Findings): JsonObject {
  const plain: string[] = []
  const markdown: string[] = []
  if (type !== undefined) {
    plain.push(type)
    markdown.push(fenced(type))
  }
  if (documentation !== '') {
    plain.push(documentation)
    markdown.push(documentation)
  }
  if (value !== undefined) {
    plain.push(`Value: ${value.text}`)
    markdown.push(`**Value** (${value.type})\n\n${fenced(value.text)}`)
  }
  if (source !== undefined) {
    plain.push(source)
    markdown.push(`**Source**\n\n${fenced(source)}`)
  }
  return { 'text/plain': plain.join('\n\n'), 'text/markdown': markdown.join('\n\n') }
}

/** The fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}typescript\n${text}\n${fence}`
}

/** What `%magic` at the cursor does. */
function magicHelp(code: string, cursor: number): JsonObject | undefined {
  const lineStart = code.lastIndexOf('\n', cursor - 1) + 1
  const line = code.slice(lineStart).split('\n', 1)[0] ?? ''
  const [, before = '', sign, name] = /^(\s*|.*?=\s*)(%{1,2})(\w+)/.exec(line) ?? []
  if (sign === undefined || name === undefined) return undefined
  if (cursor > lineStart + before.length + sign.length + name.length) return undefined
  const magic = magics.get(name)
  if (magic === undefined) return undefined
  return { 'text/plain': helpText(magic) }
}
