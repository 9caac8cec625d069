/**
 * The error of a cell that was not run to its end by the front's own word: what is wrong with its syntax, with a magic,
 * or with the kernel itself. Errors that cells throw come from the cell host as they are.
 */

import { CellSyntaxError } from '../cell/syntax-error'
import { KernelError, reasonOf } from '../error'
import type { ErrorReport } from '../link'
import { magics } from '../magics/table'

const whereMagicsStand =
  'If that is meant for a magic: it stands alone on a line, not in a block or an expression, and a cell magic (%%) on the first line of its cell.'

function isMagicLine(line: string): boolean {
  const [, name] = /^\s*%{1,2}([A-Za-z_]\w*)/.exec(line) ?? []
  return name === undefined ? /^\s*!\s*[\w./~-]+\s+\S/.test(line) : magics.has(name)
}

/** @param title how the cell's lines are called. */
export function refusalReport(error: unknown, title: string): ErrorReport {
  if (error instanceof CellSyntaxError) return syntaxReport(error, title)
  if (!KernelError.is(error)) return faultReport(error)
  const evalue = error.hint === undefined ? error.message : `${error.message} ${error.hint}`
  return { ename: 'UsageError', evalue, traceback: [`\u001b[31mUsageError\u001b[39m: ${evalue}`] }
}

/** A fault of the kernel's own is shown where it happened, with what a report of it needs. */
function faultReport(error: unknown): ErrorReport {
  const evalue = `A fault in the kernel, not in the cell: ${reasonOf(error)}`
  const stack = error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : []
  return { ename: 'KernelFault', evalue, traceback: [`\u001b[31mKernelFault\u001b[39m: ${evalue}`, ...stack] }
}

function syntaxReport(error: CellSyntaxError, cellTitle: string): ErrorReport {
  const { line, column, excerpt, title = cellTitle } = error
  const message = isMagicLine(excerpt) ? `${error.message}. ${whereMagicsStand}` : error.message
  const gutter = `${line} | `
  const caret = ' '.repeat(gutter.length) + excerpt.slice(0, column - 1).replace(/[^\t]/g, ' ')
  const traceback = [
    `\u001b[31m\u001b[1mSyntaxError\u001b[22m\u001b[39m: ${message}`,
    `    at ${title}, line ${line}`,
    `      ${gutter}${excerpt}`,
    `      ${caret}\u001b[31m^\u001b[39m`,
  ]
  return { ename: 'SyntaxError', evalue: message, traceback }
}
