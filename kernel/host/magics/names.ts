/** The names that cells have declared: what they hold, and how they are forgotten. */

import type { HostMagics, NamePair, NameRow } from '../../link'
import { input, inputNotAllowed } from '../input'
import { briefly, typeName } from './describe'

const question = 'Once deleted, variables cannot be recovered. Proceed (y/[n])? '

export function who({ names }: HostMagics['who']['params']): readonly NameRow[] {
  return names.flatMap(pair => rowOf(pair) ?? [])
}

/** @returns false where the person said no; a front end that cannot ask says yes. @throws InputError */
export async function reset({ names, asks }: HostMagics['reset']['params']): Promise<boolean> {
  if (asks && !/^y(es)?$/i.test(await answer())) return false
  for (const [, name] of names) {
    // a function that a script declared cannot be deleted
    if (!Reflect.deleteProperty(globalThis, name)) Reflect.set(globalThis, name, undefined)
  }
  return true
}

async function answer(): Promise<string> {
  try {
    return await input(question, false)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === inputNotAllowed) return 'yes' // as IPython has it
    throw error
  }
}

function rowOf([name, scriptName]: NamePair): NameRow | undefined {
  if (!(scriptName in globalThis)) return undefined // its cell threw before it came to it
  const value: unknown = Reflect.get(globalThis, scriptName)
  return { name, type: typeName(value), info: briefly(value) }
}
