/**
 * The compiler's configuration, which exists only in the server's memory. It stands in the notebook's folder, so that
 * relative paths and packages resolve as they do at run time, and hides a tsconfig.json there: cells run by the
 * kernel's settings, not by those of a project nearby.
 */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { given, hubFile, ofMagics } from './hub'
import type { OwnedName } from './name-owners'

export const configFile = 'tsconfig.json'

const entries = { tasklab: 'lib/index', 'tasklab/notebook': 'kernel/notebook', tslab: 'kernel/tslab' } as const

/** A file of the package, by its compiled declarations; a checkout that has not been built has its source. */
function packageFile(tasklabRoot: string, path: string): string {
  const compiled = join(tasklabRoot, 'dist', `${path}.d.ts`)
  return existsSync(compiled) ? compiled : join(tasklabRoot, `${path}.ts`)
}

const asPosix = (path: string): string => path.replaceAll('\\', '/')

/** The folder with our own types of Node, which every folder gets, whatever it has installed. */
function typeRootsOf(tasklabRoot: string): readonly string[] {
  try {
    const types = createRequire(join(tasklabRoot, 'package.json')).resolve('@types/node/package.json')
    return [asPosix(dirname(dirname(types)))]
  } catch {
    return []
  }
}

export function projectConfig(tasklabRoot: string): string {
  const typeRoots = typeRootsOf(tasklabRoot)
  const paths = Object.entries(entries).map(([name, path]) => [name, [asPosix(packageFile(tasklabRoot, path))]])
  return JSON.stringify({
    compilerOptions: {
      strict: true,
      target: 'esnext',
      lib: ['esnext'],
      types: typeRoots.length > 0 ? ['node'] : [],
      module: 'preserve',
      moduleResolution: 'bundler',
      moduleDetection: 'force',
      customConditions: ['node'],
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      noEmit: true,
      jsx: 'react',
      skipLibCheck: true,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      typeRoots,
      paths: Object.fromEntries(paths),
    },
    // the configuration lists itself: as a file of no project it would get one of its own, with the browser's types
    files: [asPosix(packageFile(tasklabRoot, 'kernel/front/types/webassembly')), hubFile, configFile],
  })
}

/**
 * The names that a cell has without importing them: from the package's notebook module all the same, and the exit code
 * of its last shell command.
 */
export const givenNames: ReadonlyMap<string, OwnedName> = new Map<string, OwnedName>([
  ...(['display', 'clearOutput', 'input', 'prompt', 'confirm', 'comm'] as const).map(
    name => [name, { value: { module: given, kind: name === 'comm' ? 'const' : 'function' } }] as const,
  ),
  ['_exit_code', { value: { module: ofMagics, kind: 'let' } }],
])
