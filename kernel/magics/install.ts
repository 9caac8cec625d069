/**
 * %install: npm packages into the notebook's folder, whatever folder the cells are in now.
 * The folder gets a package.json of its own, or npm would take that of a folder above it.
 */

import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KernelError, reasonOf } from '../error'
import { usageError, wordsOf } from './arguments'
import type { MagicContext, MagicRun } from './magic'

const quiet = [
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--no-progress',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=3000',
]
const noNetwork = /\b(?:ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|ETIMEDOUT|ECONNRESET)\b/

export const install: MagicRun = async ({ magic, args }, context) => {
  const words = wordsOf(magic, args).map(({ text }) => text)
  if (!words.some(word => !word.startsWith('-'))) throw usageError(magic, 'No package is named.')
  const { folder, types } = context.session
  makeProject(folder, context)
  const nodeFolder = dirname(process.execPath)
  const { exitCode, stderr } = await context.call('shell', {
    programs: [join(nodeFolder, 'npm'), 'npm'],
    args: ['install', '--prefix', folder, ...quiet, ...words],
    cwd: folder,
    env: npmEnvironment(await context.call('env', {}), nodeFolder),
  })
  if (exitCode !== 0) throw new KernelError('install', `%install: ${failureText(exitCode, stderr)}`)
  types.packagesChanged?.()
  return undefined
}

function makeProject(folder: string, { print }: MagicContext): void {
  const file = join(folder, 'package.json')
  if (existsSync(file)) return
  try {
    writeFileSync(file, `${JSON.stringify({ private: true }, null, 2)}\n`)
  } catch (error) {
    throw new KernelError('install', `%install: ${file} cannot be made: ${reasonOf(error)}.`)
  }
  print('stdout', `Made ${file}\n`)
}

/** npm tells what it starts about the project that it was started for: that is another one. */
export function npmEnvironment(
  env: Readonly<Record<string, string>>,
  nodeFolder: string,
): Readonly<Record<string, string | null>> {
  const own = Object.keys(env).filter(name => /^npm_(?!config_(?:registry|cache|userconfig|.*proxy)$)/i.test(name))
  return { ...Object.fromEntries(own.map(name => [name, null])), PATH: `${env.PATH ?? ''}:${nodeFolder}` }
}

export function failureText(exitCode: number, stderr: string): string {
  if (exitCode === 127) return 'npm was not found, neither beside the kernel’s Node nor on PATH.'
  if (noNetwork.test(stderr)) return `The registry cannot be reached: npm ended with exit code ${exitCode}.`
  const [, missing] = /404\s+The requested resource '([^']+)' could not be found/.exec(stderr) ?? []
  if (missing !== undefined) return `There is no package ${missing} in the registry.`
  return `npm ended with exit code ${exitCode}.`
}
