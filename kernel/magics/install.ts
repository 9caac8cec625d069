/**
 * %install: npm packages into the notebook's folder, whatever folder the cells are in now.
 * The folder gets a package.json of its own, or npm would take that of a folder above it.
 * npm runs in the Node that the cells run in, which may not be the one on PATH: what a package needs or builds for its
 * Node, and which of its native parts are installed, goes by the Node that npm runs in.
 */

import { execFile } from 'node:child_process'
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
  const env = await context.call('env', {})
  const usual = npmEnvironment(env, nodeFolder, 'last')
  const own = npmEnvironment(env, nodeFolder, 'first')
  const { exitCode, stderr } = await context.call('shell', {
    programs: [join(nodeFolder, 'npm'), 'npm'],
    args: ['install', '--prefix', folder, ...quiet, ...words],
    cwd: folder,
    env: (await runs('npm', { ...env, ...own })) ? own : usual,
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

/**
 * npm tells what it starts about the project that it was started for: that is another one.
 * @param place of the cells' Node on PATH: a system's own npm may know its own Node only, and then needs that one.
 */
export function npmEnvironment(
  env: Readonly<Record<string, string>>,
  nodeFolder: string,
  place: 'first' | 'last',
): Readonly<Record<string, string | null>> {
  const own = Object.keys(env).filter(name => /^npm_(?!config_(?:registry|cache|userconfig|.*proxy)$)/i.test(name))
  const folders = [env.PATH ?? '', nodeFolder]
  return {
    ...Object.fromEntries(own.map(name => [name, null])),
    PATH: (place === 'first' ? folders.reverse() : folders).join(':'),
  }
}

/** Milliseconds. */
const startLimit = 10_000

function runs(program: string, env: Readonly<Record<string, string | null>>): Promise<boolean> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== null))
  return new Promise(resolve => {
    execFile(program, ['--version'], { env: set as NodeJS.ProcessEnv, timeout: startLimit }, error =>
      resolve(error === null),
    )
  })
}

export function failureText(exitCode: number, stderr: string): string {
  if (exitCode === 127) return 'npm was not found, neither beside the kernel’s Node nor on PATH.'
  if (noNetwork.test(stderr)) return `The registry cannot be reached: npm ended with exit code ${exitCode}.`
  const [, missing] = /404\s+The requested resource '([^']+)' could not be found/.exec(stderr) ?? []
  if (missing !== undefined) return `There is no package ${missing} in the registry.`
  return `npm ended with exit code ${exitCode}.`
}
