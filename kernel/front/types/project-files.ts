/**
 * The files around the cells, which exist only in the server's memory: the compiler's configuration, the module that
 * makes all cells part of one program.
 * They stand in the notebook's folder, so that relative paths and packages resolve as they do at run time. The
 * configuration hides a tsconfig.json there: cells run by the kernel's settings, not by those of a project nearby.
 */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { OwnedName } from './name-owners'

const prefix = '.tasklab-'

export const configFile = 'tsconfig.json'
export const rootFile = `${prefix}cells.ts`

/** Modules, as one imports the other. */
export const cellModule = (number: number): string => `./${prefix}cell-${number}`
export const draftModule = (number: number): string => `./${prefix}draft-${number}`
export const isOurs = (name: string): boolean => name.startsWith(prefix)

/** Shown by the compiler where two cells declare a type of the same name. */
export const cellModulePattern = /import\("[^"]*(\/\.tasklab-cell-\d+)"\)/g

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

/** @param libraries without them the compiler knows no types but the cells' own, and opens each cell three times as fast. */
export function projectConfig(tasklabRoot: string, { libraries }: { readonly libraries: boolean }): string {
  const typeRoots = typeRootsOf(tasklabRoot)
  const paths = Object.entries(entries).map(([name, path]) => [name, [asPosix(packageFile(tasklabRoot, path))]])
  return JSON.stringify({
    compilerOptions: {
      strict: true,
      target: 'esnext',
      ...(libraries ? { lib: ['esnext'], types: typeRoots.length > 0 ? ['node'] : [] } : { noLib: true, types: [] }),
      module: 'preserve',
      moduleResolution: 'bundler',
      moduleDetection: 'force',
      customConditions: ['node'],
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      noEmit: true,
      skipLibCheck: true,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      typeRoots,
      paths: Object.fromEntries(paths),
    },
    // the configuration lists itself: as a file of no project it would get one of its own, with the browser's types
    files: [rootFile, configFile],
  })
}

export function rootText(modules: Iterable<string>): string {
  return [...modules].map(module => `import '${module}'`).join('\n')
}

/** The names that a cell has without importing them: it gets them from the notebook module all the same. */
export const givenNames: ReadonlyMap<string, OwnedName> = new Map(
  (['display', 'clearOutput', 'input', 'prompt', 'confirm', 'comm'] as const).map(name => [
    name,
    { value: { module: 'tasklab/notebook', kind: name === 'comm' ? 'const' : 'function' } },
  ]),
)
