/**
 * A cell's TypeScript to the script that V8 evaluates for it, in REPL mode (which allows top-level await).
 * Steps: a bare object literal gets its parentheses; types go; the tree is analysed; the top level is rewritten.
 * Pure: the same source and session give the same script. 0.1 to 0.3 ms for a cell of five lines.
 */

import { bareObject } from './object-literal'
import type { PositionMap, PositionStage } from './positions'
import { rewrite } from './rewrite'
import {
  analyseScope,
  capturedNames,
  type DeclarationKind,
  freeNames,
  namesUsedIn,
  type Range,
  type ScopeAnalysis,
} from './scope'
import type { SessionNames } from './session'
import { type Transpiled, transpile } from './transpile'

export interface CellContext {
  /** The script's URL: its path for debuggers and stack traces. */
  readonly url: string
  readonly session: SessionNames
  /** The cell may hold JSX. */
  readonly isJsx?: boolean
}

/** A name that a cell declares. */
export interface CellDeclaration {
  readonly name: string
  readonly kind: DeclarationKind
  /** Its declaration, without types, as the cell has it. */
  readonly source: string
  /** Names of cells or of the runtime that the declaration mentions. */
  readonly uses: readonly string[]
  /** What an import imports from, as the cell writes it. */
  readonly module?: string
}

export interface CellScript {
  /** To be evaluated as a script; ends with its sourceURL. */
  readonly code: string
  /** The script's completion value is the cell's result; without it, it means nothing. */
  readonly hasResult: boolean
  /** It awaits at its top level: only with `replMode` and `awaitPromise` does V8 take such a script. */
  readonly awaits: boolean
  /** After the script, however it ended, `disposeScript` is to be evaluated in the same way. */
  readonly disposes: boolean
  readonly declares: readonly CellDeclaration[]
  /** Names that the cell mentions and does not declare. */
  readonly uses: readonly string[]
  /** Names of the top level or other cells that the cell's functions use. */
  readonly captures: readonly string[]
  /** Where the script's positions are in the cell; none where nothing moved. */
  readonly map?: PositionMap
}

/** @throws CellSyntaxError */
export function compileCell(source: string, context: CellContext): CellScript {
  const object = bareObject(source)
  const transpiled = transpile(object?.code ?? source, { isJsx: context.isJsx === true })
  const scope = analyseScope(transpiled.program)
  const before = [object?.stage, transpiled.stage].filter(isStage)
  const rewritten = rewrite(transpiled, scope, context.session, source, before)
  const map = [...before, rewritten.stage].filter(isStage)
  return {
    code: `${rewritten.code}\n//# sourceURL=${context.url}`,
    hasResult: rewritten.hasResult,
    awaits: rewritten.awaits,
    disposes: rewritten.disposes,
    declares: declarations(transpiled, scope, rewritten.kinds),
    uses: [...freeNames(scope)],
    captures: [...capturedNames(scope)],
    ...(map.length > 0 && { map }),
  }
}

function declarations(
  transpiled: Transpiled,
  scope: ScopeAnalysis,
  kinds: ReadonlyMap<string, DeclarationKind>,
): CellDeclaration[] {
  return scope.declarations.flatMap(declaration => {
    const { name } = declaration
    const kind = kinds.get(name)
    if (kind === undefined) return []
    const parts = kind === 'namespace' ? namespaceParts(name, transpiled, scope) : [declaration]
    const source = parts.map(({ start, end }) => transpiled.code.slice(start, end)).join('\n')
    const uses = [...new Set(parts.flatMap(part => [...namesUsedIn(part, name, scope.sites)]))]
    return [{ name, kind, source, uses, ...(declaration.module !== undefined && { module: declaration.module }) }]
  })
}

/** The compiler declares a namespace with nothing in it; what fills it are the statements that assign to it. */
function namespaceParts(name: string, { program }: Transpiled, { sites }: ScopeAnalysis): readonly Range[] {
  const writes = sites.filter(site => site.name === name && site.role === 'write')
  return program.body.filter(({ start, end }) => writes.some(write => write.start >= start && write.end <= end))
}

function isStage(stage: PositionStage | undefined): stage is PositionStage {
  return stage !== undefined
}
