/** What a check of `tasklab doctor` found, and how that is told. */

/** `ok`: there and working. `fault`: wrong, with what to do. `absent`: not there, and nothing that must be. */
export type FindingState = 'ok' | 'fault' | 'absent'

export interface Finding {
  /** What was looked at, one word or two; the same from release to release. */
  readonly name: string
  readonly state: FindingState
  readonly text: string
  /** One line that says what to do. */
  readonly todo?: string
  /** A fault of it keeps the kernel from working. */
  readonly vital?: true
}

const marks: { readonly [S in FindingState]: string } = { ok: '✔', fault: '✘', absent: '–' }

/** A line, and one more under it where there is something to do. */
export function findingText({ state, text, todo }: Finding): string {
  return `${marks[state]} ${text}\n${todo === undefined ? '' : `  ${todo}\n`}`
}

export function ok(name: string, text: string): Finding {
  return { name, state: 'ok', text }
}

export function absent(name: string, text: string, todo?: string): Finding {
  return { name, state: 'absent', text, ...(todo !== undefined && { todo }) }
}

export function fault(name: string, text: string, todo: string): Finding {
  return { name, state: 'fault', text, todo }
}

/** Without it the kernel does not work. */
export function vital(finding: Finding): Finding {
  return { ...finding, vital: true }
}
