/**
 * Awaits of the top level tell where they are: `await x` → `ᵢ.awaited(ᵢ.here(3,7),await x)`, with the cell's own line and
 * column. What the network, a file or a timer refuses is an error without a frame of the cell, and its traceback would
 * name no line. (A stack of its own for each await would cost a loop ten times as much.)
 * An await that fails, and a `for await`, leave their place noted; where the cell has caught that and goes on with its
 * next statement, it is forgotten: `try { await x } catch {}` → `try { … } catch {};ᵢ.awaited();`.
 */

import { type AnyNode, getLineInfo, type Program } from 'acorn'
import { helperName } from './names'
import { originalPosition } from './positions'
import type { Rewriting } from './rewriting'

/** To be called before the other rewrites: what they put around an await at the same place goes inside. */
export function rewriteAwaits(on: Rewriting): void {
  for (const node of on.scope.awaits) {
    if (node.type === 'AwaitExpression') {
      on.edits.insert(node.start, `${helperName}.awaited(${here(node, on)},`)
      on.edits.insert(node.end, ')')
    } else if (node.type === 'ForOfStatement') {
      on.edits.insert(node.right.start, `(${here(node, on)},`) // for as long as it goes on
      on.edits.insert(node.right.end, ')')
    }
  }
  for (const { type, start, end } of on.program.body) {
    if (neverGoesOn.has(type) || !on.scope.awaits.some(node => node.start >= start && node.start < end)) continue
    on.edits.insert(end, `;${helperName}.awaited();`)
  }
}

/** Statements of a cell that an await in them ends when it fails. */
const neverGoesOn: ReadonlySet<Program['body'][number]['type']> = new Set([
  'ExpressionStatement',
  'VariableDeclaration',
  'ClassDeclaration',
  'ExportNamedDeclaration',
  'ExportDefaultDeclaration',
])

/** What notes this place as the one that is awaited, and gives the one before it. */
export function here({ start }: AnyNode, { code, map }: Rewriting): string {
  const { line, column } = getLineInfo(code, start)
  const place = originalPosition(map, line, column + 1)
  return `${helperName}.here(${place.line},${place.column})`
}
