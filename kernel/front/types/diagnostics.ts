/**
 * What of the compiler's findings a person reads under a cell, in the cell's own lines and columns, counted from 1.
 * Left out: hints (unused names), what our own two lines cause, and what is right in a module but not in a notebook.
 */

import type { NameKind } from './cell-names'
import { isOfCallback } from './handed-over'
import { withTitles } from './hub'
import type { NameOwners } from './name-owners'
import { linesOf, offsetAt } from './offsets'
import type { Position, ServerDiagnostic } from './protocol'

/** What the server calls a file, and how it stands to the cell: one line of ours comes before the cell's first. */
export interface CheckedFile {
  readonly source: string
  /** The line after the cell's last one, as the compiler counts. */
  readonly lastLine: number
  /** Where a place of the file is in the cell: lines and columns from 1. */
  placeOf(position: Position): { readonly line: number; readonly column: number }
}

export interface Diagnostic {
  /** From 1, in the cell's own source; columns count UTF-16 units. The end is exclusive. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** TypeScript's own text; what belongs to it stands in further, indented lines. */
  readonly message: string
  readonly code: number
  readonly severity: 'error' | 'warning'
}

/** Findings that say nothing to who runs cells. */
const notForNotebooks: ReadonlySet<number> = new Set([
  2695, // the left side of a comma is unused: `a, b` as a last line
  7005, // an array or a variable that another cell fills: its type is open,
  7034, // here and where it is declared
  7016, // a package without types: its values are any
  7026, // so are the elements of JSX where React, or what stands for it, has no types
  7028, // an unused label
  2309, // `export =` beside our own line of exports
  2528, // more than one default export: export means nothing in a cell
  1233, // an export inside an unfinished block: our own line
])

/** A parameter's type is open: of a callback that is because of who it is handed to. */
const openParameters: ReadonlySet<number> = new Set([
  7006,
  7019, // a rest parameter
  7031, // a name in a pattern
])

/** A decorator that does not fit where it stands: of a class, a parameter, a property, a method. */
const decoratorErrors: ReadonlySet<number> = new Set([1238, 1239, 1240, 1241])
const ofDecorators =
  '\n  Decorators of cells are those of ECMAScript; this one may be made for `experimentalDecorators`.'

const importIsNotAssignable = 2632
/** `var rows = rows.map(…)`: to the compiler both are the new one, when it runs the right one is the earlier. */
const isItsOwnInitializer = 7022

/** What the compiler would say if the name were the cell's own. */
const notAssignable: { readonly [K in NameKind]?: { readonly code: number; readonly what: string } } = {
  const: { code: 2588, what: 'a constant' },
  using: { code: 2588, what: 'a constant' },
  'await using': { code: 2588, what: 'a constant' },
  function: { code: 2630, what: 'a function' },
  class: { code: 2629, what: 'a class' },
  enum: { code: 2628, what: 'an enum' },
  namespace: { code: 2631, what: 'a namespace' },
}

export interface DiagnosticContext {
  readonly names: NameOwners
  readonly titleOf: (module: string) => string | undefined
}

export function readableDiagnostics(
  file: CheckedFile,
  found: readonly ServerDiagnostic[],
  context: DiagnosticContext,
): readonly Diagnostic[] {
  const seen = new Set<string>()
  return found.flatMap(one => {
    const diagnostic = readable(file, one, context)
    if (diagnostic === undefined) return []
    const key = `${diagnostic.line}:${diagnostic.column}:${diagnostic.code}`
    if (seen.has(key)) return []
    seen.add(key)
    return [diagnostic]
  })
}

function readable(file: CheckedFile, found: ServerDiagnostic, context: DiagnosticContext): Diagnostic | undefined {
  const code = Number(found.code ?? 0)
  const { start, end } = found.range
  if ((found.severity ?? 1) > 2 || notForNotebooks.has(code)) return undefined
  const last = file.lastLine
  // the prefix is our own; after the cell only an unfinished one has errors, which belong to its end
  if (start.line === 0 || (start.line > last && (code < 1000 || code >= 2000))) return undefined
  const lines = linesOf(file.source)
  const atEnd = { line: last, column: (lines[last - 1]?.length ?? 0) + 1 }
  const from = start.line > last ? atEnd : file.placeOf(start)
  const to = end.line > last ? atEnd : file.placeOf(end)
  const text = lines[from.line - 1]?.slice(from.column - 1, to.column - 1) ?? ''
  if (code === isItsOwnInitializer && context.names.get(text)?.value !== undefined) return undefined
  if (openParameters.has(code) && isOfCallback(file.source, offsetOf(file.source, from))) return undefined
  const kind = code === importIsNotAssignable ? context.names.get(text)?.value?.kind : undefined
  const wrong = kind && notAssignable[kind]
  return {
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    message: wrong
      ? `Cannot assign to '${text}' because it is ${wrong.what}.`
      : withTitles(found.message, context.titleOf) + (decoratorErrors.has(code) ? ofDecorators : ''),
    code: wrong?.code ?? code,
    severity: found.severity === 2 ? 'warning' : 'error',
  }
}

function offsetOf(source: string, { line, column }: ReturnType<CheckedFile['placeOf']>): number {
  return offsetAt(source, { line: line - 1, character: column - 1 })
}
