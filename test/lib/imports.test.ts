/**
 * How lib's files depend on each other: values go one way, the engine knows no kernel, and what belongs to Node is
 * imported at the edges alone.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

const lib = join(__dirname, '../../lib')
const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))

/** What a file imports as values when it is loaded; what is required inside a function comes later and does not count. */
function valueImports(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(lib, file), 'utf8'), ts.ScriptTarget.Latest)
  return source.statements.flatMap(statement => {
    if (ts.isImportDeclaration(statement))
      return isTypeOnly(statement.importClause) ? [] : [text(statement.moduleSpecifier)]
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && !statement.isTypeOnly) {
      const clause = statement.exportClause
      const onlyTypes = clause && ts.isNamedExports(clause) && clause.elements.every(({ isTypeOnly }) => isTypeOnly)
      return onlyTypes ? [] : [text(statement.moduleSpecifier)]
    }
    return []
  })
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const bindings = clause.namedBindings
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  )
}

const text = (specifier: ts.Expression): string => (specifier as ts.StringLiteral).text
const local = (file: string, specifier: string): string => `${relative(lib, join(lib, dirname(file), specifier))}.ts`

const graph = new Map(
  files.map(file => [
    file,
    valueImports(file)
      .filter(specifier => specifier.startsWith('.'))
      .map(specifier => local(file, specifier)),
  ]),
)

describe('The files of lib', () => {
  it('import values without cycles', () => {
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      assert.ok(!path.includes(file), `cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`)
      if (done.has(file)) return
      for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
  })

  it('import nothing of the kernel', () => {
    for (const [file, imports] of graph)
      for (const other of imports) assert.ok(!other.startsWith('..'), `${file} imports ${other}`)
  })

  it('reach Node’s modules only by what is loaded later', () => {
    const reached = new Set<string>()
    const visit = (file: string): void => {
      if (reached.has(file)) return
      reached.add(file)
      for (const next of graph.get(file) ?? []) visit(next)
    }
    visit('index.ts')
    const node = [...reached].filter(file => valueImports(file).some(specifier => specifier.startsWith('node:')))
    assert.deepEqual(node, [])
  })
})
