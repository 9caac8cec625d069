/** The errors of a cell that the cell host itself can no longer answer for. */

import type { ErrorReport } from '../link'

function report(ename: string, evalue: string): ErrorReport {
  return { ename, evalue, traceback: [`\u001b[31m${ename}\u001b[39m: ${evalue}`] }
}

export const interrupted: ErrorReport = report('Interrupted', 'The cell was interrupted.')

/** After an interrupt that nothing in the process reacted to. */
export const replaced: ErrorReport = report(
  'Interrupted',
  'The cell did not react to the interrupt: its process was ended, its variables are lost.',
)

export function died(how: string): ErrorReport {
  return report(
    'CellHostDied',
    `The process that runs the cells ${how}: its variables are lost, a new one was started.`,
  )
}

/** @param fault what the process could not do any more. */
export function broken(fault: unknown): ErrorReport {
  const reason = fault instanceof Error ? fault.message : String(fault)
  return report(
    'CellHostBroken',
    `Cells took away what the process that runs them needs (${reason}): its variables are lost, a new one was started.`,
  )
}
