/**
 * Help: %lsmagic, `%name?`, and what a name is. The pager gets it, as a payload of the reply.
 * What a name is, a type service knows best; without one its live value speaks.
 */

import type { MimeBundle } from '../link'
import { noArguments } from './arguments'
import type { Magic, MagicContext, MagicRun } from './magic'
import { magicOf, magics, signedName } from './table'

export const list: MagicRun = async ({ magic, args }, { print }) => {
  noArguments(magic, args)
  print('stdout', listText([...magics.values()]))
  return undefined
}

export const help: MagicRun = async ({ magic, args }, context) => {
  const data = await describe(args, magic.name === '??' ? 1 : 0, context)
  if (data === undefined) context.print('stdout', `Object \`${args}\` not found.\n`)
  else context.payload({ source: 'page', data, start: 0 })
  return undefined
}

async function describe(
  name: string,
  detail: 0 | 1,
  { call, known, session }: MagicContext,
): Promise<MimeBundle | undefined> {
  if (/^[%!]/.test(name)) {
    const bare = name === '!' ? name : name.replace(/^%+/, '')
    // a magic's help is the same whatever its forms are
    return { 'text/plain': helpText(magics.get(bare) ?? magicOf(name.startsWith('%%') ? 'cell' : 'line', bare)) }
  }
  const described = await session.inspect?.(name, detail)
  if (described !== undefined) return described
  const [root = ''] = name.split('.')
  if (!known(root)) return undefined
  // a property of something that is not there is nothing to describe, and no error
  const code = name.replaceAll('.', '?.')
  return { 'text/plain': await call('inspect', { name, source: detail === 1 }, { code }) }
}

/** As IPython lists them. */
export function listText(all: readonly Magic[]): string {
  const of = (form: 'line' | 'cell'): string =>
    all
      .filter(({ forms, name }) => forms.includes(form) && !name.startsWith('?'))
      .map(magic => (magic.name === '!' ? '!command' : signedName(magic, form)))
      .join('  ')
  return `Available line magics:\n${of('line')}  name?  name??\n\nAvailable cell magics:\n${of('cell')}\n\n%magic? shows what one does.\n`
}

export function helpText(magic: Magic): string {
  const names = magic.forms.map(form => signedName(magic, form)).join(', ')
  const options = Object.entries(magic.options ?? {})
  const width = Math.max(0, ...options.map(([option]) => option.length)) + 2
  return [
    `${names}: ${magic.summary}.`,
    '',
    `Usage: ${magic.usage}`,
    ...(options.length > 0
      ? ['', 'Options:', ...options.map(([option, what]) => `  ${option.padEnd(width)}${what}`)]
      : []),
    ...(magic.more === undefined ? [] : ['', magic.more]),
    '',
  ].join('\n')
}
