/** What a case is, and how its file writes it: a row of title, cell or cells, and what the last of them gives. */

export type Expectation =
  | {
      /** As Node's inspect prints it; undefined where nothing is shown. */
      readonly result: string | undefined
    }
  | {
      /** The error's name; `Uncaught` for what is thrown that is no error. */
      readonly error: string
      /** What the message contains. */
      readonly message?: string
      /** Where it was thrown, in the last cell; from 1. */
      readonly line?: number
      readonly column?: number
    }

export interface CellCase {
  readonly title: string
  readonly cells: readonly string[]
  readonly expect: Expectation
}

type Row = readonly [title: string, cells: string | readonly string[], expect: string | undefined | Expectation]

export function cases(rows: readonly Row[]): readonly CellCase[] {
  return rows.map(([title, cells, expect]) => ({
    title,
    cells: typeof cells === 'string' ? [cells] : cells,
    expect: typeof expect === 'object' ? expect : { result: expect },
  }))
}
