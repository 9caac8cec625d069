/**
 * What the argument of a magic may be, from its row of the table alone: options after a dash, files, folders, variables
 * of the environment, or words.
 */

import { completePath } from '../front/file-paths'
import type { FlowNames } from '../link'
import type { Magic } from './magic'

/** What a shell would take for something else than a part of a name. */
const special = /[\s"'\\$&();<>|*?[\]#`!]/g

export interface Surroundings {
  /** The cells' working folder, as far as it is known. */
  readonly cwd: string
  readonly env: Iterable<string>
  /** The names of flows and tasks, asked for only where they are wanted. */
  flowNames(): Promise<FlowNames>
}

/** @param word what is typed of it: quotes and backslashes too. @returns whole words in its place. */
export async function completeArgument(
  { completes, options = {} }: Magic,
  word: string,
  { cwd, env, flowNames }: Surroundings,
): Promise<readonly string[]> {
  const like = (words: Iterable<string>): readonly string[] => [...words].filter(one => one.startsWith(word)).sort()
  if (word.startsWith('-')) return like(Object.keys(options))
  if (completes === undefined) return []
  if (completes === 'environment') return like(env)
  if (completes === 'flows' || completes === 'tasks') return like((await flowNames())[completes])
  if (typeof completes !== 'string') return like(completes)
  const [, quote = '', text = ''] = /^(["']?)(.*)$/.exec(word) ?? []
  const paths = await completePath(quote === '' ? text.replace(/\\(.)/g, '$1') : text, cwd, completes === 'folders')
  return paths.map(({ path }) => {
    if (quote === '') return path.replace(special, '\\$&')
    return `${quote}${path}${path.endsWith('/') ? '' : quote}`
  })
}
