/**
 * What a function depends on, by source: the declarations of cells that it names, and what those name in turn.
 * Where it stops, the caller goes on: an import names its module. Pure; the function's text is parsed here, what cells
 * declare comes with their scripts.
 */

import type { CellDeclaration } from './compile'
import { visible } from './names'
import { parseJavaScript } from './parse'
import { analyseScope, freeNames } from './scope'

/**
 * @param text the function, as `toString` gives it.
 * @param declared the newest declaration of each name.
 * @returns the declarations that it uses, transitively.
 */
export function declarationsUsedBy(
  text: string,
  declared: ReadonlyMap<string, CellDeclaration>,
): ReadonlyMap<string, CellDeclaration> {
  return declarationsFrom(namesUsedByFunction(text), declared)
}

/** The declarations of these names, and of the names that those use in turn. */
export function declarationsFrom(
  used: Iterable<string>,
  declared: ReadonlyMap<string, CellDeclaration>,
): ReadonlyMap<string, CellDeclaration> {
  const found = new Map<string, CellDeclaration>()
  const names = [...used]
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const declaration = declared.get(name)
    if (declaration === undefined || found.has(name)) continue
    found.set(name, declaration)
    names.push(...declaration.uses)
  }
  return found
}

/** @returns none for what has no text that could be parsed: native and bound functions. */
export function namesUsedByFunction(text: string): ReadonlySet<string> {
  for (const expression of [`(${text})`, `({${text}})`, `(class {${text}})`]) {
    try {
      return new Set([...freeNames(analyseScope(parseJavaScript(expression)))].map(visible))
    } catch {
      // a method's text is no expression of its own
    }
  }
  return new Set()
}
