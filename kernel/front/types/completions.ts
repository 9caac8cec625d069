/**
 * The server's completions in the terms of the kernel: what to insert, where, and what it is. Names of earlier cells
 * come from our own table: importing all of them into what is being typed would cost more with each cell.
 */

import type { NameKind } from './cell-names'
import { isOurs, withoutHub } from './hub'
import type { NameOwners } from './name-owners'
import type { Range, ServerCompletion } from './protocol'

export interface Completion {
  readonly label: string
  /** Where it differs from the label. */
  readonly insertText?: string
  /** In the words of Jupyter's front ends: function, class, variable, keyword, property, module, … */
  readonly kind: string
  readonly sortText: string
  readonly detail?: string
  /** UTF-16 offsets into the source that was completed. */
  readonly replaceStart: number
  readonly replaceEnd: number
}

export interface CompletionList {
  readonly items: readonly Completion[]
  /** Whether a value may stand there: not where a type, a property or a new name does. */
  readonly isValue: boolean
}

/** Where nobody has answered. */
export const noCompletions: CompletionList = { items: [], isValue: true }

const kinds: readonly string[] = (
  'text text method function constructor field variable class interface module property unit value enum keyword ' +
  'snippet color module reference folder enumMember constant struct event operator typeParameter'
).split(' ')

const kindOfDeclaration: Readonly<Record<NameKind, string>> = {
  const: 'constant',
  let: 'variable',
  var: 'variable',
  using: 'constant',
  'await using': 'constant',
  function: 'function',
  class: 'class',
  enum: 'enum',
  namespace: 'module',
  import: 'variable',
  interface: 'interface',
  type: 'interface',
}

/** Keywords that are offered only where a value, or where a type may stand; at a member neither is. */
const valueKeyword = 'new'
const typeKeyword = 'keyof'
const keyword = 14
const besideLocals = '11'
/** UTF-16 units; a longer word is data. */
const longestName = 500

interface Completed {
  readonly source: string
  readonly offset: number
  readonly session: NameOwners
  readonly offsetOf: (position: Range['start']) => number
}

/** @param found null where the server knows that nothing of what there is may stand. */
export function readableCompletions(found: readonly ServerCompletion[] | null, completed: Completed): CompletionList {
  if (found === null) return { items: [], isValue: false }
  const { source, offset, session } = completed
  const start = wordStart(source, offset)
  const prefix = source.slice(start, offset).toLowerCase()
  const items = new Map<string, Completion>()
  for (const { label, kind } of sessionNames(found, session)) {
    items.set(label, { label, kind, sortText: besideLocals, replaceStart: start, replaceEnd: offset })
  }
  for (const item of found) {
    if (isOurs(item.label)) continue
    const known = session.get(item.label)
    const owner = items.has(item.label) ? (known?.value ?? known?.type) : undefined
    const completion = readable(item, start, completed)
    items.set(item.label, owner === undefined ? completion : { ...completion, ...ofSession(owner, completion) })
  }
  const typed = [...items.values()].filter(({ label, replaceStart }) => {
    const replaced = source.slice(replaceStart, offset).toLowerCase()
    // a key that is no name replaces the dot before it too, and a package's name (`date-fns`) may be several words
    return label.toLowerCase().startsWith(/^(?:\?\.|\.)/.test(replaced) ? prefix : replaced)
  })
  const sorted = typed.sort((a, b) => compare(a.sortText, b.sortText) || compare(a.label, b.label))
  return { items: sorted, isValue: offers(found, valueKeyword) }
}

/** A name of the session stands with the cell's own, also where there is a global one. */
function ofSession({ kind }: { readonly kind: NameKind }, { sortText }: Completion) {
  return { kind: kindOfDeclaration[kind], sortText: sortText < besideLocals ? sortText : besideLocals }
}

function readable(item: ServerCompletion, start: number, { offset, offsetOf }: Completed): Completion {
  const edit = item.textEdit
  const range = edit === undefined ? undefined : 'range' in edit ? edit.range : edit.replace
  // an optional member is listed as `name?`
  const label = item.label.replace(/\?$/, '')
  const insertText = edit?.newText ?? item.insertText ?? label
  const detail = item.detail ?? item.labelDetails?.description
  return {
    label,
    kind: kinds[item.kind ?? 1] ?? 'text',
    sortText: item.sortText ?? besideLocals,
    replaceStart: range === undefined ? start : offsetOf(range.start),
    replaceEnd: range === undefined ? offset : offsetOf(range.end),
    ...(insertText === label ? {} : { insertText }),
    ...(detail === undefined ? {} : { detail: withoutHub(detail) }),
  }
}

function* sessionNames(found: readonly ServerCompletion[], session: NameOwners) {
  const isValue = offers(found, valueKeyword)
  if (!isValue && !offers(found, typeKeyword)) return
  for (const [label, { value, type }] of session.entries()) {
    const owner = isValue ? value : type
    if (owner !== undefined) yield { label, kind: kindOfDeclaration[owner.kind] }
  }
}

function offers(found: readonly ServerCompletion[], word: string): boolean {
  return found.some(({ label, kind }) => label === word && kind === keyword)
}

function wordStart(source: string, offset: number): number {
  const before = source.slice(Math.max(0, offset - longestName), offset)
  const word = /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(before)?.[0] ?? ''
  return offset - word.length
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
