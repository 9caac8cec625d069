/** %cd and %pwd: the cells' working folder. Imports resolve from the notebook's, wherever this one is. */

import { noArguments, onlyWord, parseOptions } from './arguments'
import type { MagicRun } from './magic'

export const changeFolder: MagicRun = async ({ magic, args }, { call, print }) => {
  const { options, rest } = parseOptions(magic, args, { '-q': false })
  const to = rest === '' ? '~' : onlyWord(magic, rest, 'a folder')
  const cwd = await call('cd', { to })
  if (!options.has('-q')) print('stdout', `${cwd}\n`)
  return undefined
}

export const workingFolder: MagicRun = async ({ magic, args }, { call }) => {
  noArguments(magic, args)
  return { value: { code: JSON.stringify(await call('pwd', {})), type: 'string' } }
}
