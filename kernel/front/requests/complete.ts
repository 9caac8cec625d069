/**
 * complete_request: what may stand at the cursor. Types first, in the compiler's order, then what only the live values
 * know; where the type service has no answer (it starts, it died), the live values alone, and the other way round.
 * Never waits for a cell that runs: live values have a deadline of their own once the types are there.
 */

import { visible } from '../../cell/names'
import { completeArgument } from '../../magics/complete'
import type { Known } from '../../magics/line-magic'
import type { Magic, MagicForm } from '../../magics/magic'
import { magics, signedName } from '../../magics/table'
import type { Message } from '../../wire/message'
import { field, type ShellReplies } from '../../wire/requests'
import { type AtCursor, atCursor } from '../access-path'
import { codePointsIn, offsetAfter } from '../code-points'
import { completePath, looksLikePath, type PathChoice } from '../file-paths'
import type { LiveName, LiveValues } from '../live-values'
import type { SessionTypes } from '../session-types'
import type { Completion } from '../types/type-service'
import { type CellCursor, cellCursor } from './cell-cursor'

/** One thing that may be inserted between two offsets of the source. */
export interface Choice {
  readonly text: string
  /** In the words of Jupyter's front ends. */
  readonly kind: string
  readonly start: number
  readonly end: number
  readonly signature?: string
}

/** Milliseconds. */
const waits = { types: 1_000, liveAlone: 1_000, liveBesideTypes: 50 } as const

export class Completer {
  readonly #types: SessionTypes
  readonly #live: LiveValues

  readonly #known: Known
  readonly #modules: () => Iterable<string>

  /** @param modules the files that cells are kept as. */
  constructor(types: SessionTypes, live: LiveValues, known: Known, modules: () => Iterable<string>) {
    this.#types = types
    this.#live = live
    this.#known = known
    this.#modules = modules
  }

  async reply({ content }: Message): Promise<ShellReplies['complete_request']> {
    const code = field(content, 'code', 'string')
    const cursor = offsetAfter(code, field(content, 'cursor_pos', 'number', Number.MAX_SAFE_INTEGER))
    const choices = await this.#choices(code, cursor)
    const { start, end } = choices[0] ?? { start: cursor, end: cursor }
    const cursors = { start: codePointsIn(code, start), end: codePointsIn(code, end) }
    const experimental = choices.map(({ text, kind, signature }) => ({
      ...cursors,
      text,
      type: kind,
      ...(signature !== undefined && { signature }),
    }))
    return {
      status: 'ok',
      matches: choices.map(({ text }) => text),
      cursor_start: cursors.start,
      cursor_end: cursors.end,
      metadata: choices.length === 0 ? {} : { _jupyter_types_experimental: experimental },
    }
  }

  /** All of them replace the same stretch of the source. */
  async #choices(code: string, cursor: number): Promise<readonly Choice[]> {
    const at = cellCursor(code, cursor, this.#known)
    switch (at.kind) {
      case 'text':
        return []
      case 'magic name':
        return magicNames(at).map(text => ({ text, kind: 'magic', start: cursor - at.typed.length, end: cursor }))
      case 'argument': {
        const words = await completeArgument(at.magic, at.word, {
          cwd: process.cwd(),
          env: Object.keys(process.env),
          flowNames: () => this.#live.flowNames(waits.liveAlone),
        })
        return words.map(text => ({ text, kind: 'text', start: cursor - at.word.length, end: cursor }))
      }
      case 'code': {
        const [typed, live] = await this.#bothSides(at.source, at.offset)
        const moved = [...typed, ...live].map(one => ({
          ...one,
          start: one.start + at.before,
          end: one.end + at.before,
        }))
        return alike(unique(moved))
      }
    }
  }

  async #bothSides(source: string, cursor: number): Promise<readonly [readonly Choice[], readonly Choice[]]> {
    const at = atCursor(source, cursor)
    const asked = this.#liveChoices(at, cursor)
    const { items, isValue } = await this.#types.complete(source, cursor, AbortSignal.timeout(waits.types))
    const typed = items.map(choiceOf)
    // what lives are values: none of them fits where a type, a property or a new name stands
    if (at.kind === 'name' && !isValue) return [typed, []]
    const live = await soon(asked, typed.length > 0 ? waits.liveBesideTypes : waits.liveAlone)
    if (at.kind !== 'string') return [typed, live]
    const names = new Set(typed.map(({ text }) => text))
    return [typed, live.filter(({ text }) => !names.has(withoutEnding(text)))]
  }

  async #liveChoices(at: AtCursor, cursor: number): Promise<readonly Choice[]> {
    if (at.kind === 'nothing') return []
    const start = cursor - at.prefix.length
    const choices = (names: readonly LiveName[]): readonly Choice[] => {
      const prefix = at.prefix.toLowerCase()
      return names
        .filter(({ name }) => name.toLowerCase().startsWith(prefix) && visible(name) === name)
        .map(({ name, kind }) => ({ text: name, kind, start, end: cursor }))
        .sort((a, b) => order(a.text, b.text))
    }
    switch (at.kind) {
      case 'name':
        return choices((await this.#live.names(waits.liveAlone)).filter(({ name }) => isIdentifier(name)))
      case 'member': {
        if (at.of === undefined) return []
        return choices((await this.#live.members(at.of, waits.liveAlone)).filter(({ name }) => isIdentifier(name)))
      }
      case 'key':
        return choices(await this.#live.members(at.of, waits.liveAlone))
      case 'string': {
        if (!looksLikePath(at.prefix)) return []
        const paths = await completePath(at.prefix, process.cwd())
        if (at.isModule) paths.push(...this.#modulePaths(at.prefix))
        // of a module TypeScript gives the last part of the path: so do we
        const cut = at.isModule ? at.prefix.lastIndexOf('/') + 1 : 0
        return paths.map(({ path, isFolder }) => ({
          text: path.slice(cut),
          kind: isFolder ? 'folder' : 'file',
          start: start + cut,
          end: cursor,
        }))
      }
    }
  }

  /** The cells that are kept as modules, which stand in the notebook's folder for who imports them. */
  #modulePaths(typed: string): readonly PathChoice[] {
    const paths = [...this.#modules()].map(file => `./${withoutEnding(file)}`)
    return paths.filter(path => path.startsWith(typed)).map(path => ({ path, isFolder: false }))
  }
}

/** Line magics before cell magics, which stand on a cell's first line alone; where one is assigned, those with a value. */
function magicNames({ typed, isFirst, assigned }: Extract<CellCursor, { kind: 'magic name' }>): readonly string[] {
  const named = [...magics.values()].filter(({ name, givesValue }) => /^\w/.test(name) && (!assigned || givesValue))
  const of = (form: MagicForm): readonly string[] =>
    named
      .filter(({ forms }: Magic) => forms.includes(form))
      .map(magic => signedName(magic, form))
      .sort()
  return [...of('line'), ...(isFirst && !assigned ? of('cell') : [])].filter(
    name => name.startsWith(typed) || name.startsWith(`%${typed}`),
  )
}

/** A module as imports name it: without the ending of its file. */
function withoutEnding(path: string): string {
  return path.replace(/\/$|\.tsx?$/, '')
}

function choiceOf({ label, insertText, kind, detail, replaceStart, replaceEnd }: Completion): Choice {
  const text = insertText ?? label
  return { text, kind, start: replaceStart, end: replaceEnd, ...(detail !== undefined && { signature: detail }) }
}

function unique(choices: readonly Choice[]): readonly Choice[] {
  const seen = new Set<string>()
  return choices.filter(({ text }) => !seen.has(text) && seen.add(text))
}

/**
 * The protocol has one stretch for all matches. Most agree; one that begins elsewhere (a key that is no name replaces
 * the dot before it too) is left out where there are others.
 */
function alike(choices: readonly Choice[]): readonly Choice[] {
  const counts = new Map<string, number>()
  const stretch = ({ start, end }: Choice): string => `${start}:${end}`
  for (const choice of choices) counts.set(stretch(choice), (counts.get(stretch(choice)) ?? 0) + 1)
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most === undefined ? [] : choices.filter(choice => stretch(choice) === most[0])
}

function soon(choices: Promise<readonly Choice[]>, milliseconds: number): Promise<readonly Choice[]> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve([]), milliseconds)
    const settle = (found: readonly Choice[]): void => {
      clearTimeout(timer)
      resolve(found)
    }
    choices.then(settle, () => settle([]))
  })
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
}

/** What begins with an underscore is rarely meant. */
function order(a: string, b: string): number {
  const hiddenLast = Number(a.startsWith('_')) - Number(b.startsWith('_'))
  return hiddenLast || (a < b ? -1 : 1)
}
