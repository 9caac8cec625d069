/**
 * The README's reference against the code: every public name of both entry points has its row, no row has a name that
 * is none, and each of them says what it is where it is declared.
 */

import { deepEqual, equal, ok } from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const root = join(__dirname, '../..')

interface Exported {
  readonly name: string
  readonly doc: string
  /** for the kernel alone, by its tag */
  readonly isInternal: boolean
}

const entries = { tasklab: 'lib/index.ts', 'tasklab/notebook': 'kernel/notebook.ts' } as const

/** What a module exports, re-exports followed to where they are declared. Reads only: nothing is checked. */
function exportsOf(program: ts.Program, file: string): readonly Exported[] {
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(join(root, file))
  const module = source && checker.getSymbolAtLocation(source)
  ok(module !== undefined, `${file} is no module`)
  return checker.getExportsOfModule(module).map(found => {
    const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found
    return {
      name: found.name,
      doc: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      isInternal: symbol.getJsDocTags(checker).some(({ name }) => name === 'internal'),
    }
  })
}

/** The names in the first column, by the entry point whose heading stands above. */
function reference(readme: string): ReadonlyMap<string, readonly string[]> {
  const section = /\n## Reference\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
  const names = new Map<string, string[]>()
  let entry = ''
  for (const line of section.split('\n')) {
    entry = /^### .*from '([\w/]+)'/.exec(line)?.[1] ?? entry
    const name = /^\| `(\w+)/.exec(line)?.[1]
    if (name !== undefined) names.set(entry, [...(names.get(entry) ?? []), name])
  }
  return names
}

describe("The README's reference", () => {
  const listed = reference(readFileSync(join(root, 'README.md'), 'utf8'))
  let exported: ReadonlyMap<string, readonly Exported[]>

  before(function () {
    this.timeout(20_000)
    const options: ts.CompilerOptions = {
      noLib: true,
      types: [],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    }
    const files = Object.values(entries).map(file => join(root, file))
    const program = ts.createProgram(files, options)
    exported = new Map(Object.entries(entries).map(([entry, file]) => [entry, exportsOf(program, file)]))
  })

  for (const entry of Object.keys(entries)) {
    it(`lists every public name of ${entry}, each once, and no other`, () => {
      const names = (exported.get(entry) ?? []).filter(({ isInternal }) => !isInternal).map(({ name }) => name)
      deepEqual([...(listed.get(entry) ?? [])].sort(), [...names].sort())
    })

    it(`can be read beside doc comments: every name of ${entry} has one`, () => {
      const silent = (exported.get(entry) ?? []).filter(({ doc }) => doc === '').map(({ name }) => name)
      deepEqual(silent, [])
    })
  }

  it('has a line of text for each name', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const rows = /\n## Reference\n([\s\S]*?)\n## /.exec(readme)?.[1]?.match(/^\| `.*$/gm) ?? []
    for (const row of rows) equal(row.split(/(?<!\\)\|/).filter(cell => cell.trim() !== '').length, 2, row)
  })

  it('names no file that is not there', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const named = [...readme.matchAll(/`((?:lib|kernel|test|notebooks)\/[\w./-]+\.\w+)`/g)].map(([, file = '']) => file)
    const missing = named.filter(file => !existsSync(join(root, file)))
    deepEqual(missing, [])
  })

  it('links to nothing that is not there', () => {
    const links = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\(([^)#]+)\)/g)]
    const missing = links
      .map(([, link = '']) => link)
      .filter(link => !/^https?:/.test(link) && !existsSync(join(root, link)))
    deepEqual(missing, [])
  })
})
