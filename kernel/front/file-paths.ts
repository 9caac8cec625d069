/** The files that a path being typed may go on to: for import strings, other strings that look like paths, and magics. */

import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface PathChoice {
  /** The whole path as it would stand there; a folder's ends with a slash. */
  readonly path: string
  readonly isFolder: boolean
}

/** In the order of their names; a hidden file only after its dot was typed. Nothing where the folder cannot be read. */
export async function completePath(typed: string, folder: string, foldersOnly = false): Promise<PathChoice[]> {
  const cut = typed.lastIndexOf('/') + 1
  const parent = typed.slice(0, cut)
  const prefix = typed.slice(cut)
  const choices: PathChoice[] = []
  for (const entry of await list(absolute(parent, folder))) {
    const { name } = entry
    if (!name.startsWith(prefix) || (name.startsWith('.') && !prefix.startsWith('.'))) continue
    const isFolder = entry.isDirectory() || entry.isSymbolicLink() // a link may lead to a folder
    if (isFolder || !foldersOnly) choices.push({ path: parent + name + (entry.isDirectory() ? '/' : ''), isFolder })
  }
  return choices.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Whether a string's text is meant as a path for sure. */
export function looksLikePath(text: string): boolean {
  return /^(?:\.{0,2}|~)\//.test(text)
}

function absolute(parent: string, folder: string): string {
  if (parent.startsWith('~/')) return join(homedir(), parent.slice(2))
  return parent.startsWith('/') ? parent : join(folder, parent)
}

async function list(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
