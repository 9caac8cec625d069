/**
 * Where the package lies: the folder of its package.json, from the compiled files in dist as from the sources.
 * Found by climbing, since the two are not equally deep.
 */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export function packageRoot(): string {
  let folder = __dirname
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`No package.json above ${__dirname}: the package is incomplete.`)
    folder = parent
  }
  return folder
}

/** A compiled file of the package, wherever this one runs from. */
export function compiled(path: string): string {
  return join(packageRoot(), 'dist', path)
}

/** As package.json has it. */
export function packageVersion(root = packageRoot()): string {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return version
}
