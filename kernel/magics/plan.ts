/**
 * A cell as steps, in order: stretches of TypeScript and magics; or one step, for a cell that is not run. Pure.
 * Invariant: the code of a step stands on the lines that it has in the cell (what is not its own is blank), so that
 * errors and breakpoints need no arithmetic.
 */

import { type CellTags, cellTags } from '../cell/cell-tags'
import { magicLines, withoutLines } from '../cell/split'
import { type Known, type LineMagic, lineMagic, marked, mayHoldMagics, readsAsCode } from './line-magic'

export interface CodeStep {
  readonly kind: 'code'
  readonly source: string
  /** It may hold JSX. */
  readonly isJsx?: boolean
}

/** All of a cell that is kept as a module for others, or for a browser. */
export interface ModuleStep {
  readonly kind: 'module'
  readonly source: string
  readonly tags: CellTags
}

export interface MagicStep {
  readonly kind: 'magic'
  readonly form: 'line' | 'cell'
  /** Without its percent signs. */
  readonly name: string
  /** The rest of its line. */
  readonly args: string
  /** The cell's lines below a cell magic; for a line magic its arguments, standing where they stand in the cell. */
  readonly body: string
  /** The cell's text below a cell magic. */
  readonly text: string
  /** The number of its line, from 0. */
  readonly line: number
  /** What its value is assigned to: `const files`. */
  readonly assign?: string
}

export type Step = CodeStep | ModuleStep | MagicStep

const cellMagicLine = /^\s*%%([A-Za-z_]\w*)(?![?\w])[ \t]*(.*)$/

/**
 * @param known tells names that exist from names that do not: `!ls` is a command unless there is something named `ls`.
 * @param tags for a file that is run as a cell, of which its comments say nothing.
 */
export function planCell(
  source: string,
  known: Known = isRuntimeName,
  tags: CellTags = cellTags(source),
): readonly Step[] {
  if (tags.module !== undefined || tags.isBrowser) return [{ kind: 'module', source, tags }]
  const steps = cellMagic(source) ?? lineSteps(source, known)
  return tags.isJsx ? steps.map(step => (step.kind === 'code' ? { ...step, isJsx: true } : step)) : steps
}

/** A cell magic is the first thing in a cell that is not blank, and takes all of it. */
function cellMagic(source: string): readonly Step[] | undefined {
  if (!/^\s*%%/.test(source)) return undefined
  const lines = source.split('\n')
  const line = lines.findIndex(text => text.trim() !== '')
  const [, name, args] = cellMagicLine.exec(lines[line] ?? '') ?? []
  if (name === undefined || args === undefined) return undefined
  const text = lines.slice(line + 1).join('\n')
  const body = '\n'.repeat(line + 1) + text
  return [{ kind: 'magic', form: 'cell', name, args: args.trim(), body, text, line }]
}

function lineSteps(source: string, known: Known): readonly Step[] {
  if (source.trim() === '') return []
  const magics = mayHoldMagics(source) ? magicsOf(source, known) : []
  if (magics.length === 0) return [{ kind: 'code', source }]
  const lines = source.split('\n')
  const steps: Step[] = []
  let from = 0
  const code = (to: number): void => {
    const own = lines.slice(from, to)
    if (own.some(line => line.trim() !== '')) steps.push({ kind: 'code', source: '\n'.repeat(from) + own.join('\n') })
  }
  for (const { line, last, name, args, column, assign } of magics) {
    code(line)
    from = last + 1
    const body = '\n'.repeat(line) + ' '.repeat(column) + args
    steps.push({
      kind: 'magic',
      form: 'line',
      name,
      args: args.trim(),
      body,
      text: '',
      line,
      ...(assign !== undefined && { assign }),
    })
  }
  code(lines.length)
  return steps
}

function magicsOf(source: string, known: Known): readonly LineMagic[] {
  const lines = source.split('\n')
  const found = magicLines(marked(source, known)).flatMap(line => lineMagic(lines, line) ?? [])
  const helps = found.filter(({ name }) => name.startsWith('?'))
  if (helps.length === 0) return found
  // `ready?` may also be the first line of a conditional expression
  const others = found.filter(magic => !helps.includes(magic))
  const rest = withoutLines(
    source,
    others.flatMap(({ line, last }) => Array.from({ length: last - line + 1 }, (_, i) => line + i)),
  )
  return readsAsCode(rest) ? others : found
}

function isRuntimeName(name: string): boolean {
  return name in globalThis
}
