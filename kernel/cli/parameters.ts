/**
 * `-p name=value`, as papermill does it: a cell tagged `injected-parameters` with the values as TypeScript constants
 * goes after the cell tagged `parameters`, in place of an earlier injected one, or to the top where neither is there.
 * A value that reads as JSON is that value; anything else is a string.
 */

import { usageFault } from './arguments'
import { type Cell, hasTag, type Notebook, newCellId } from './notebook'

export type Parameters = ReadonlyMap<string, unknown>

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u

export function readParameters(words: readonly string[]): Parameters {
  const parameters = new Map<string, unknown>()
  for (const word of words) {
    const at = word.indexOf('=')
    const name = at < 0 ? word : word.slice(0, at)
    if (at < 0) throw usageFault(`-p "${word}" has no value; expected name=value.`)
    if (!isName(name)) throw usageFault(`-p "${word}": "${name}" cannot be the name of a constant.`)
    parameters.set(name, readValue(word.slice(at + 1)))
  }
  return parameters
}

/** @returns the notebook itself where there are no parameters. */
export function injectParameters(notebook: Notebook, parameters: Parameters): Notebook {
  if (parameters.size === 0) return notebook
  const { cells } = notebook
  const injected = cells.findIndex(cell => hasTag(cell, 'injected-parameters'))
  const defaults = cells.findIndex(cell => hasTag(cell, 'parameters'))
  const at = injected >= 0 ? injected : defaults + 1
  const rest = cells.slice(injected >= 0 ? at + 1 : at)
  return { ...notebook, cells: [...cells.slice(0, at), parametersCell(parameters), ...rest] }
}

function parametersCell(parameters: Parameters): Cell {
  const lines = [...parameters].map(([name, value]) => `const ${name} = ${JSON.stringify(value)}`)
  return {
    cell_type: 'code',
    id: newCellId(),
    metadata: { tags: ['injected-parameters'] },
    source: ['// Parameters', ...lines].join('\n'),
    outputs: [],
    execution_count: null,
  }
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Only the parser knows all reserved words. */
function isName(name: string): boolean {
  if (!identifier.test(name)) return false
  try {
    new Function(`'use strict'; const ${name} = 0`)
    return true
  } catch {
    return false
  }
}
