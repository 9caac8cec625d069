/**
 * A local TypeScript file that a cell imports, or a cell that is a module itself, to an ES module, the way cells are
 * compiled.
 * Imported names that the file uses only as types are left out, as TypeScript's own compiler does; the module that they
 * come from is still loaded. In cells they stay, since a later cell may use them.
 */

import type { ImportDeclaration } from 'acorn'
import { Edits } from './edits'
import type { PositionMap, PositionStage } from './positions'
import { analyseScope } from './scope'
import { type SourceKind, transpile } from './transpile'

export interface CompiledModule {
  readonly code: string
  /** Where positions of the code are in the source; none where nothing moved. */
  readonly map?: PositionMap
}

/** @throws CellSyntaxError, its message led by the file's name where there is one. */
export function compileModule(source: string, kind: SourceKind): CompiledModule {
  const { code, program, stage } = transpile(source, kind)
  const { declarations, sites } = analyseScope(program)
  const edits = new Edits(code)
  const used = new Set(sites.filter(({ role }) => role !== 'declare').map(({ name }) => name))
  const declared = new Set(declarations.map(({ name }) => name))
  for (const node of program.body) {
    if (node.type === 'ExportNamedDeclaration' && !node.source) {
      for (const { local } of node.specifiers) if (local.type === 'Identifier') used.add(local.name)
    }
  }
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') dropUnused(node, used, edits, code)
    if (node.type === 'ExportNamedDeclaration' && !node.source && node.specifiers.length > 0) {
      const kept = node.specifiers.filter(({ local }) => local.type !== 'Identifier' || declared.has(local.name))
      if (kept.length === node.specifiers.length) continue
      edits.replace(node.start, node.end, `export{${kept.map(({ start, end }) => code.slice(start, end)).join()}};`)
    }
  }
  const rewritten = edits.apply()
  const map = [stage, rewritten.stage].filter((each): each is PositionStage => each !== undefined)
  return { code: rewritten.code, ...(map.length > 0 && { map }) }
}

function dropUnused(node: ImportDeclaration, used: ReadonlySet<string>, edits: Edits, code: string): void {
  const kept = node.specifiers.filter(({ local }) => used.has(local.name))
  if (kept.length === node.specifiers.length) return
  const texts = kept.map(specifier => {
    const text = code.slice(specifier.start, specifier.end)
    return specifier.type === 'ImportSpecifier' ? { named: text } : { whole: text }
  })
  const whole = texts.flatMap(text => text.whole ?? [])
  const named = texts.flatMap(text => text.named ?? [])
  const clause = [...whole, ...(named.length > 0 ? [`{${named.join()}}`] : [])].join()
  edits.replace(node.start, node.source.start, clause === '' ? 'import ' : `import ${clause} from `)
}
