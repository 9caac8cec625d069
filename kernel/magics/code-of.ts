/**
 * The TypeScript in a cell with magics: what the type service and completion may see of it. Pure.
 * Invariant: it stands on the lines and, but for what is assigned, the columns that it has in the cell.
 */

import type { Known } from './line-magic'
import { type MagicStep, planCell, type Step } from './plan'

/** The arguments of these line magics, and what is below these cell magics, is code. */
const codeMagics: ReadonlySet<string> = new Set(['time', 'timeit', 'capture'])

const timeitOptions = /^\s*(?:-(?:[nrp]\s*\d+|[qo]+)\s+)*/
const timeitOptionHalfTyped = /^-(?:\S*|[nrp]\s*\d*)$/

/** The cell's TypeScript alone, on its lines. */
export function codeOf(source: string, known?: Known): string {
  const lines = source.split('\n').map(() => '')
  for (const step of planCell(source, known)) {
    const code = codeOfStep(step)
    for (const [i, line] of code.split('\n').entries()) if (line.trim() !== '') lines[i] = line
  }
  return lines.join('\n')
}

/** The code that a line magic runs, where it stands in the cell; undefined for one that runs none. */
export function argumentCode({ name, form, body }: MagicStep): string | undefined {
  if (form !== 'line' || !codeMagics.has(name)) return undefined
  return name === 'timeit' ? body.replace(timeitOptions, options => options.replace(/\S/g, ' ')) : body
}

/** Whether what is typed of a magic's arguments so far ends in an option. */
export function endsInOption({ name }: MagicStep, args: string): boolean {
  return name === 'timeit' && timeitOptionHalfTyped.test(args.replace(timeitOptions, ''))
}

function codeOfStep(step: Step): string {
  if (step.kind !== 'magic') return step.source
  if (step.assign !== undefined)
    return `${'\n'.repeat(step.line)}${step.assign} = null as unknown as ${step.name === '!' ? 'string[]' : 'any'}`
  if (step.form === 'cell') return codeMagics.has(step.name) ? step.body : ''
  return argumentCode(step) ?? ''
}
