/**
 * %env: the environment of cells and of what they start.
 * A list goes into the notebook's file: what looks like a secret by its name is not in it.
 */

import { usageError } from './arguments'
import type { MagicRun } from './magic'

const secret = /key|token|secret|passw|credential/i

export const environment: MagicRun = async ({ magic, args }, { call, print }) => {
  const [, name, value] = /^([^\s=]+)(?:\s*=\s*|\s+)([\s\S]*)$/.exec(args) ?? []
  if (name !== undefined && value !== undefined) {
    await call('env', { set: { [name]: value } })
    print('stdout', `env: ${name}=${value}\n`)
    return undefined
  }
  if (args.includes('=')) throw usageError(magic, `A name is missing before ${JSON.stringify(args)}.`)
  const all = await call('env', {})
  if (args === '') return { value: { code: JSON.stringify(listed(all)), type: 'Record<string, string>' } }
  const found = all[args]
  if (found === undefined) throw usageError(magic, `The environment has no variable ${args}.`)
  return { value: { code: JSON.stringify(found), type: 'string' } }
}

export function listed(all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const shown = Object.entries(all).map(([name, value]) => [name, secret.test(name) ? '<hidden>' : value] as const)
  return Object.fromEntries(shown.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
