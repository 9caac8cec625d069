/** Who imports whom as a value when it is loaded; what is required inside a function comes later and does not count. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

const root = join(__dirname, '..')

/** The source files below these folders of the package, e.g. `lib/state.ts`. */
export function sourceFiles(...folders: readonly string[]): readonly string[] {
  return folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => join(folder, file)),
  )
}

/** What a file imports: files of the package by their path, anything else as it is written. */
export function importsOf(file: string, which: 'values' | 'all' = 'values'): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest)
  return source.statements.flatMap(statement => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
    const { moduleSpecifier } = statement
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return []
    if (which === 'values' && isTypeOnly(statement)) return []
    return [resolved(file, moduleSpecifier.text)]
  })
}

/** The first cycle among value imports, as a path; undefined where there is none. */
export function cycleAmong(files: readonly string[]): string | undefined {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ')
    if (done.has(file) || !files.includes(file)) return undefined
    for (const next of importsOf(file)) {
      const cycle = visit(next, [...path, file])
      if (cycle !== undefined) return cycle
    }
    done.add(file)
    return undefined
  }
  for (const file of files) {
    const cycle = visit(file, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}

function resolved(file: string, specifier: string): string {
  return specifier.startsWith('.') ? `${relative(root, join(root, dirname(file), specifier))}.ts` : specifier
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause
    if (statement.isTypeOnly) return true
    return clause !== undefined && ts.isNamedExports(clause) && clause.elements.every(({ isTypeOnly }) => isTypeOnly)
  }
  const clause = statement.importClause
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const bindings = clause.namedBindings
  if (clause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) return false
  return bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
}
