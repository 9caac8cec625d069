/** The working folder and the environment of this process: what cells, and what they start, see. */

import { homedir } from 'node:os'
import type { HostMagics } from '../../link'
import { fileError, UsageError } from './usage-error'

let before: string | undefined

export function cd({ to }: HostMagics['cd']['params']): string {
  const target = to === '-' ? before : withHome(to)
  if (target === undefined) throw new UsageError('There is no folder to go back to.')
  const from = currentFolder()
  try {
    process.chdir(target)
  } catch (error) {
    throw fileError(error, target)
  }
  before = from
  return process.cwd()
}

export function env({ set = {} }: HostMagics['env']['params']): HostMagics['env']['result'] {
  for (const [name, value] of Object.entries(set)) process.env[name] = value
  return Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']))
}

/** A path with `~` for the home folder. */
export function withHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path
}

/** Undefined once it has been deleted. */
function currentFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}
