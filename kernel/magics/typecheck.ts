/** %typecheck: what type errors do. */

import { usageError } from './arguments'
import type { MagicRun, TypeChecking } from './magic'

const modes: { readonly [M in TypeChecking['mode']]: string } = {
  warn: 'type errors are shown under their cell',
  strict: 'a cell with type errors does not run',
  off: 'type errors are not looked for',
}

export const typecheck: MagicRun = async ({ magic, args }, { print, session: { types } }) => {
  if (isMode(args)) types.mode = args
  else if (args !== '') throw usageError(magic, `${JSON.stringify(args)} is no mode; there are warn, strict and off.`)
  print('stdout', `%typecheck ${types.mode}: ${modes[types.mode]}\n`)
  return undefined
}

function isMode(text: string): text is TypeChecking['mode'] {
  return Object.hasOwn(modes, text)
}
