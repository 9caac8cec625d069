/** What the compiler found in a cell, as a person reads it under the cell: place, its own words, the line. Pure. */

import type { ErrorReport } from '../link'
import type { Diagnostic } from './types/type-service'

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`
const yellow = (text: string): string => `\u001b[33m${text}\u001b[39m`
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`

/** Empty where nothing was found. */
export function diagnosticText(found: readonly Diagnostic[], source: string, title: string): string {
  return found.map(diagnostic => `${linesOf(diagnostic, source, title).join('\n')}\n`).join('')
}

/** The error of a cell that may not run. */
export function strictReport(errors: readonly Diagnostic[], source: string, title: string): ErrorReport {
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const evalue = `${first?.message ?? ''}${more}`
  const hint = 'The cell was not run: %typecheck strict is on. %typecheck warn runs such cells too.'
  const traceback = [...errors.flatMap(error => linesOf(error, source, title)), hint]
  return { ename: 'TypeCheckError', evalue, traceback }
}

function linesOf(diagnostic: Diagnostic, source: string, title: string): string[] {
  const { line, column, message, code, severity } = diagnostic
  const colour = severity === 'error' ? red : yellow
  const text = source.split(/\r\n|\r|\n/)[line - 1] ?? ''
  const gutter = `${line} | `
  const caret = ' '.repeat(gutter.length + 2) + text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  const marks = '~'.repeat(markedLength(diagnostic, text))
  return [
    `${title}, line ${line}: ${colour(`${severity} TS${code}`)}: ${message}`,
    `  ${dim(gutter)}${text}`,
    caret + colour(marks),
  ]
}

/** What of the line is meant, at least one character. */
function markedLength({ line, column, endLine, endColumn }: Diagnostic, text: string): number {
  const end = endLine === line ? endColumn : text.length + 1
  return Math.max(1, end - column)
}
