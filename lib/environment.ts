/**
 * Where secrets are read from: the environment, else `.env` in the working folder. The edge to the process and the
 * file system, loaded when the first secret is read.
 */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** The value of a name, if there is one. */
export function readEnvironment(name: string): string | undefined {
  const value = process.env[name]
  if (value !== undefined) return value
  try {
    return parseEnv(readFileSync('.env', 'utf8'))[name]
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
}
