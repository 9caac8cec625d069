/**
 * A file that is run as a cell stands where cells stand, in the notebook's folder: its relative imports are written out.
 * The change is on the token, so that every line stays where it is.
 */

import { resolve } from 'node:path'
import { isCode, tokensOf } from '../cell/tokens'

/** The source with each `'./x'` after `from`, `import`, `import(` and `require(` as an absolute path. */
export function absoluteImports(source: string, folder: string): string {
  if (!/['"]\.\.?\//.test(source)) return source
  let before = ''
  let atLeast = ''
  return tokensOf(source)
    .map(token => {
      if (!isCode(token)) return token.value
      const imports =
        before === 'from' || before === 'import' || (before === '(' && /^(?:import|require)$/.test(atLeast))
      atLeast = before
      before = token.value
      const [, specifier] = /^['"](\.\.?\/.*)['"]$/.exec(token.value) ?? []
      return imports && token.type === 'StringLiteral' && specifier !== undefined
        ? JSON.stringify(resolve(folder, specifier))
        : token.value
    })
    .join('')
}
