/**
 * What an imported module counts as in a task's code: a local file with its text, and the files that it imports in
 * turn; a package with its name and version; what Node or this kernel brings, with nothing.
 * Texts are without types, so that a type costs no re-run. A file is read again when it has changed, as cells do it.
 */

import { readFileSync } from 'node:fs'
import { createRequire, findPackageJSON, isBuiltin } from 'node:module'
import { extname, isAbsolute, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { AnyNode } from 'acorn'
import { compileModule } from '../cell/compile-module'
import { childrenOf, parseJavaScript } from '../cell/parse'
import type { SourceFiles } from '../host/modules/source-files'

interface ModuleFile {
  readonly code: string
  /** What it imports, as it writes it. */
  readonly imports: readonly string[]
  readonly stamp: string
}

const ownPackage = /^tasklab(?:\/|$)/
const code = /^\.[cm]?[jt]sx?$/

export class ModuleSources {
  readonly #folder: string
  readonly #sources: SourceFiles
  readonly #files = new Map<string, ModuleFile>()
  /** A process keeps the version that it has loaded. */
  readonly #packages = new Map<string, readonly [name: string, version: string]>()

  /** @param folder where names of files start from. */
  constructor(folder: string, sources: SourceFiles) {
    this.#folder = folder
    this.#sources = sources
  }

  /** By what a plan calls it: each local file, and each package's version, that the import brings. */
  of(specifier: string, importer: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>()
    this.#collect(specifier, importer, found)
    return found
  }

  /** The same for a file itself. */
  ofFile(path: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>()
    this.#collectFile(path, found)
    return found
  }

  /** The local file among what these imports bring whose code holds the text. */
  holding(text: string, specifiers: Iterable<string>, importer: string): string | undefined {
    for (const specifier of specifiers) if (isLocal(specifier)) this.of(specifier, importer)
    for (const [path, file] of this.#files) if (file.code.includes(text)) return path
    return undefined
  }

  #collect(specifier: string, importer: string, found: Map<string, string>): void {
    if (isBuiltin(specifier) || ownPackage.test(specifier)) return
    if (!isLocal(specifier)) {
      const [name, version] = this.#packages.get(specifier) ?? packageOf(specifier, importer)
      this.#packages.set(specifier, [name, version])
      found.set(name, `${name}@${version}`)
      return
    }
    const path = resolved(specifier, importer)
    if (path !== undefined) this.#collectFile(path, found)
  }

  #collectFile(path: string, found: Map<string, string>): void {
    const name = this.#nameOf(path)
    const file = this.#read(path)
    if (file === undefined || found.has(name)) return
    found.set(name, file.code)
    for (const each of file.imports) this.#collect(each, path, found)
  }

  #nameOf(path: string): string {
    const name = relative(this.#folder, path).replaceAll('\\', '/')
    return name.startsWith('..') ? name : `./${name}`
  }

  #read(path: string): ModuleFile | undefined {
    try {
      const stamp = this.#sources.stampOf(path)
      const known = this.#files.get(path)
      if (known?.stamp === stamp) return known
      const text = this.#sources.read(path)
      const file = { ...(code.test(extname(path)) ? parsed(text, path) : { code: text, imports: [] }), stamp }
      this.#files.set(path, file)
      return file
    } catch {
      return undefined // it was deleted since
    }
  }
}

/** A file that cannot be read as code counts as it is. */
function parsed(text: string, path: string): Pick<ModuleFile, 'code' | 'imports'> {
  try {
    const isTyped = /tsx?$/.test(path)
    const compiled = isTyped ? compileModule(text, { file: path }).code : text
    return { code: compiled, imports: modulesNamedIn(compiled) }
  } catch {
    return { code: text, imports: [] }
  }
}

/** The modules that code imports or requires by a literal name. */
export function modulesNamedIn(text: string): readonly string[] {
  if (!/\b(?:import|require|from)\b/.test(text)) return []
  const found = new Set<string>()
  const look = (node: AnyNode): void => {
    const source = sourceOf(node)
    if (source?.type === 'Literal' && typeof source.value === 'string') found.add(source.value)
    for (const child of childrenOf(node)) look(child)
  }
  look(parseJavaScript(text))
  return [...found]
}

function sourceOf(node: AnyNode): AnyNode | null | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
      return node.source
    case 'CallExpression':
      return node.callee.type === 'Identifier' && node.callee.name === 'require' ? node.arguments[0] : undefined
    default:
      return undefined
  }
}

function isLocal(specifier: string): boolean {
  return (
    /^\.{0,2}\//.test(specifier) ||
    /^\.{1,2}$/.test(specifier) ||
    specifier.startsWith('file:') ||
    isAbsolute(specifier)
  )
}

/** As cells import it: the process's own hooks try the endings of TypeScript. */
function resolved(specifier: string, importer: string): string | undefined {
  try {
    return specifier.startsWith('file:') ? fileURLToPath(specifier) : createRequire(importer).resolve(specifier)
  } catch {
    return undefined
  }
}

function packageOf(specifier: string, importer: string): readonly [name: string, version: string] {
  const [first = '', second] = specifier.split('/')
  const name = first.startsWith('@') && second !== undefined ? `${first}/${second}` : first
  try {
    const path = findPackageJSON(specifier, pathToFileURL(importer))
    const { version }: { readonly version?: unknown } = path === undefined ? {} : JSON.parse(readFileSync(path, 'utf8'))
    return [name, typeof version === 'string' ? version : 'unknown']
  } catch {
    return [name, 'unknown']
  }
}
