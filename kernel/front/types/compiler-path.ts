/**
 * Where TypeScript's native compiler lies. It comes as one optional package a platform, of which npm installs the one
 * that fits; we start its binary itself, since the package's own launcher is a Node process that costs 40 ms more.
 * Always found by path, never by `node_modules/.bin`, where packages overwrite each other's `tsc`.
 */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The alias under which package.json installs TypeScript 7, beside the 6 that ts-node and the build need. */
const compilerPackage = 'typescript7/package.json'

export interface Platform {
  readonly platform: string
  readonly arch: string
}

/** The native compiler of the package that lies in `tasklabRoot`, or undefined where no package fits the machine. */
export function compilerPath(tasklabRoot: string, { platform, arch }: Platform = process): string | undefined {
  try {
    const compiler = createRequire(join(tasklabRoot, 'package.json')).resolve(compilerPackage)
    const native = createRequire(compiler).resolve(`@typescript/typescript-${platform}-${arch}/package.json`)
    const executable = join(dirname(native), 'lib', platform === 'win32' ? 'tsc.exe' : 'tsc')
    return existsSync(executable) ? executable : undefined
  } catch {
    return undefined
  }
}
