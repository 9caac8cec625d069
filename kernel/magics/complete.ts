/**
 * What the argument of a magic may be, from its row of the table alone: options after a dash, files, folders, variables
 * of the environment, or words.
 */

import { completePath } from '../front/file-paths'
import type { FlowNames } from '../link'
import type { Magic } from './magic'

export interface Surroundings {
  /** The cells' working folder, as far as it is known. */
  readonly cwd: string
  readonly env: Iterable<string>
  /** The names of flows and tasks, asked for only where they are wanted. */
  flowNames(): Promise<FlowNames>
}

/** @param word what stands before the cursor since the last blank. @returns whole words in its place. */
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
  return (await completePath(word, cwd, completes === 'folders')).map(({ path }) => path)
}
