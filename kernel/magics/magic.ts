/**
 * What a magic is: a row of data for `%lsmagic`, help and completion, and a function that is loaded at its first use,
 * so that a plain cell loads none. Magics run in the front; what needs the cells' process asks for it by `call`.
 */

import type { CellTags } from '../cell/cell-tags'
import type { CellOutput } from '../front/cell-output'
import type { History } from '../front/history-store'
import type { ErrorReport, HostMagics, JsonObject, MimeBundle, RunOutcome, StreamName } from '../link'

export type MagicForm = 'line' | 'cell'

export interface Magic {
  /** Without its percent signs; `!`, `?` and `??` stand for themselves. */
  readonly name: string
  readonly forms: readonly MagicForm[]
  /** A sentence's predicate: `runs the cell and …`. */
  readonly summary: string
  readonly usage: string
  /** What its options mean, one each, for help and completion. */
  readonly options?: Readonly<Record<string, string>>
  /** What else its help says. */
  readonly more?: string
  /** `{expression}` in its arguments is replaced by the expression's value. */
  readonly expands?: boolean
  /** `x = %magic` takes a value from it. */
  readonly givesValue?: true
  /** What its arguments may be, for completion. */
  readonly completes?: 'files' | 'folders' | 'environment' | 'flows' | 'tasks' | readonly string[]
  /** Loads the function that runs it. */
  load(): MagicRun
}

/** How a magic is called in messages: `%cd`, `%%bash`, `!`. */
export function nameOf({ name, forms }: Magic): string {
  if (/^\W/.test(name)) return name
  return forms.includes('line') ? `%${name}` : `%%${name}`
}

export type MagicRun = (call: MagicCall, context: MagicContext) => Promise<MagicOutcome | undefined>

export interface MagicCall {
  readonly magic: Magic
  readonly form: MagicForm
  /** The rest of its line. */
  readonly args: string
  /** Code, on the lines that it has in the cell: what is below a cell magic; for a line magic its arguments. */
  readonly body: string
  /** What is below a cell magic, as it was typed. */
  readonly text: string
  /** Its value is assigned to a variable. */
  readonly assigned: boolean
}

export interface MagicOutcome {
  readonly error?: ErrorReport
  /** Shown as the cell's result, when nothing else comes after it. */
  readonly result?: NonNullable<RunOutcome['result']>
  /** For `x = %magic`, and the cell's result else. */
  readonly value?: MagicValue
}

/** A value, as TypeScript that is evaluated in the cell host, and its type. */
export interface MagicValue {
  readonly code: string
  readonly type: string
}

/** What the text of a run is called in errors, and where its lines come from. */
export interface CellText {
  readonly title: string
  readonly url: string
  readonly source: string
  /** How it is taken, whatever its comments say: a file that is run. */
  readonly tags?: CellTags
  /** It is plain JavaScript, of whose types nobody wants to hear. */
  readonly isUnchecked?: boolean
}

/** What a magic can do. */
export interface MagicContext {
  /** Runs the source as a cell, or as the file that `text` tells of: magics in it too. */
  run(source: string, text?: CellText): Promise<RunOutcome>
  /** As `run`, but what it prints and shows goes elsewhere. */
  runInto(output: CellOutput, source: string): Promise<RunOutcome>
  /**
   * Asks the cell host, as a part of the cell: interrupts and its death end it as they end a cell.
   * @param more further arguments, as TypeScript that is evaluated among the cells' names.
   * @throws CellFailed
   */
  call<M extends keyof HostMagics>(
    name: M,
    params: HostMagics[M]['params'],
    more?: MoreCode,
  ): Promise<HostMagics[M]['result']>
  /** Declares a name. @throws CellFailed */
  assign(name: string, value: MagicValue): Promise<void>
  print(name: StreamName, text: string): void
  display(data: MimeBundle): void
  /** Where what the cell prints and shows goes. */
  readonly output: CellOutput
  /** Something that the front end does after the reply, e.g. `page`. */
  payload(payload: JsonObject): void
  /** Names that cells have declared, with how: `const`, `function` … */
  readonly names: ReadonlyMap<string, string>
  /** Whether something has this name: a cell's declaration or the runtime's. */
  known(name: string): boolean
  /** The session's names are gone from the cell host. */
  forget(): void
  readonly session: MagicSession
}

/** What outlives a cell: the kernel gives it to every magic. */
export interface MagicSession {
  /** The notebook's folder. */
  readonly folder: string
  readonly history: History
  /** Type, documentation and value of an expression (1: and source); undefined where there is no such thing. */
  inspect?(expression: string, detail: 0 | 1): Promise<MimeBundle | undefined>
  readonly types: TypeChecking
}

/** What `%typecheck` switches, and who is told that packages came. */
export interface TypeChecking {
  mode: 'warn' | 'strict' | 'off'
  packagesChanged?(): void
}

/** Code as an argument of a call. */
export interface MoreCode {
  readonly code: string
  /** Where the code begins on its first line, in the cell: what stands before it there is of the kernel's making. */
  readonly before?: string
}

/** What was run for a magic ended with an error, which becomes the cell's. */
export class CellFailed extends Error {
  constructor(readonly report: ErrorReport) {
    super(report.evalue)
  }
}
