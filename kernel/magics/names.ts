/** %who, %whos and %reset: the names that cells have declared, whose values the cell host has. */

import { scriptName } from '../cell/names'
import type { NamePair, NameRow } from '../link'
import { noArguments, parseOptions, wordsOf } from './arguments'
import type { MagicCall, MagicContext, MagicRun } from './magic'

const gap = 3

export const who: MagicRun = async (call, context) => {
  const rows = await rowsOf(call, context)
  context.print('stdout', rows.length === 0 ? emptyText(call) : `${rows.map(({ name }) => name).join('\t ')}\n`)
  return undefined
}

export const whos: MagicRun = async (call, context) => {
  const rows = await rowsOf(call, context)
  context.print('stdout', rows.length === 0 ? emptyText(call) : tableText(rows))
  return undefined
}

export const reset: MagicRun = async ({ magic, args }, { call, print, names, forget }) => {
  const { options, rest } = parseOptions(magic, args, { '-f': false, '-s': false })
  noArguments(magic, rest)
  const done = await call('reset', { names: pairs(names.keys()), asks: !options.has('-f') })
  if (done) forget()
  else print('stdout', 'Nothing done.\n')
  return undefined
}

async function rowsOf({ magic, args }: MagicCall, { call, names }: MagicContext): Promise<readonly NameRow[]> {
  const types = wordsOf(magic, args).map(({ text }) => text.toLowerCase())
  const rows = await call('who', { names: pairs([...names.keys()].toSorted()) })
  return types.length === 0 ? rows : rows.filter(({ type }) => types.includes(type.toLowerCase()))
}

function pairs(names: Iterable<string>): NamePair[] {
  return [...names].map(name => [name, scriptName(name, true)])
}

function emptyText({ args }: MagicCall): string {
  return args === '' ? 'Interactive namespace is empty.\n' : 'No variables match your requested type.\n'
}

/** Aligned as IPython does it. */
export function tableText(rows: readonly NameRow[]): string {
  const width = (column: 'name' | 'type', title: string): number =>
    Math.max(title.length, ...rows.map(row => row[column].length)) + gap
  const names = width('name', 'Variable')
  const types = width('type', 'Type')
  const line = (name: string, type: string, info: string): string =>
    `${name.padEnd(names)}${type.padEnd(types)} ${info}`.trimEnd()
  const head = line('Variable', 'Type', 'Data/Info')
  return [head, '-'.repeat(head.length), ...rows.map(({ name, type, info }) => line(name, type, info)), ''].join('\n')
}
