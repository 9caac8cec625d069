/**
 * What an import or `require` that failed says. Node's own error of a module that is not there names a file that cells
 * do not have, and no place: here it says what to do about a package, and its stack leads to the cell.
 */

import { relative } from 'node:path'

export interface Asker {
  /** The file that cells are taken for. */
  readonly cellFile: string
  /** What a file is called that is a cell. */
  readonly titleOf: (path: string) => (() => string) | undefined
}

/** @param here made where the cell imports: its stack, which costs nothing until it is read, leads there. */
export function importError(thrown: unknown, here: Error, asker: Asker): unknown {
  if (!(thrown instanceof Error)) return thrown
  const stack = String(thrown.stack)
  const message = clearer(thrown.message, asker)
  if (message !== undefined) Object.defineProperty(thrown, 'message', { value: message, configurable: true })
  if (message === undefined && stack.includes('\n    at ')) return thrown
  const [, ...frames] = String(here.stack).split('\n')
  const value = [`${thrown.name}: ${thrown.message}`, ...frames].join('\n')
  return Object.defineProperty(thrown, 'stack', { value, configurable: true, writable: true })
}

/** Node's messages, of `import` and of `require`, of what is not there. */
const missing = /^Cannot find (?:package|module) '([^']+)'(?: imported from ([^\n]+)|\nRequire stack:\n- ([^\n]+))/

function clearer(text: string, { cellFile, titleOf }: Asker): string | undefined {
  const [, what, imports = '', requires = imports] = missing.exec(text) ?? []
  if (what === undefined) return undefined
  const asker = requires === cellFile ? '' : `, which ${titleOf(requires)?.() ?? fromHere(requires)} asks for`
  if (isPath(what)) return `Cannot find ${fromHere(what)}${asker}.`
  if (isAlias(what)) return `Cannot find '${what}'${asker}. ${onAliases}`
  return `Cannot find the package '${what}'${asker}. To install it: %install ${packageOf(what)}`
}

/** What no package can be called, and what projects call their own folders. */
const isAlias = (text: string): boolean => /^[@~]\//.test(text)

const onAliases =
  'Paths of a tsconfig.json are not known here: import it by its path, or by a name with # that package.json has in its imports.'

const isPath = (text: string): boolean => /^(?:\.{0,2}\/|[A-Za-z]:)/.test(text)

function fromHere(path: string): string {
  const shorter = relative(process.cwd(), path)
  return isPath(path) && !path.startsWith('.') && !shorter.startsWith('..') ? `./${shorter}` : path
}

/** `@scope/name/part` is in `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
