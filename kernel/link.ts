/**
 * The messages between the front and the cell host, typed: the one file that both folders share.
 * Two one-way pipes carry them as frames: the host writes its pipe synchronously, so that what a cell prints leaves the
 * process at once and in order (also from a loop that never yields), and a full pipe slows the cell down.
 * `frame.ts` says how they stand in the pipes.
 */

import type { CellDeclaration } from './cell/compile'
import { hidden } from './cell/names'
import type { PositionMap } from './cell/positions'

/**
 * The file descriptors of the cell host, besides 0, 1 and 2.
 * `answers` is read synchronously by a cell that waits for a person (`prompt`), while its thread does nothing else.
 */
export const linkFd = { toFront: 3, toHost: 4, devtools: 5, answers: 6 } as const

/** Plain JSON data, by key. */
export type JsonObject = Readonly<Record<string, unknown>>
/** A value in several forms, by MIME type; a front end shows the best that it can. */
export type MimeBundle = Readonly<Record<string, unknown>>
/** What goes along with an output, as Jupyter's messages have it. */
export type Metadata = Readonly<Record<string, unknown>>
export type StreamName = 'stdout' | 'stderr'

/** A cell run: counts up over the kernel's life, one per evaluated script. */
export type RunId = number

export interface RunScript {
  readonly run: RunId
  /** The script, with its sourceURL. */
  readonly code: string
  readonly url: string
  /** What error messages call it: `Cell [3]`. */
  readonly title: string
  /** The cell as the person wrote it, for the excerpt in a traceback. */
  readonly source: string
  /** Whether the script's completion value is the cell's result. */
  readonly hasResult: boolean
  /** Whether the script awaits at its top level. */
  readonly awaits: boolean
  /** Whether the script used `using`: what it got is to be disposed of at its end. */
  readonly disposes: boolean
  /** What it declares; none where it is the kernel's own. */
  readonly declares: readonly CellDeclaration[]
  /** The value itself is wanted, as JSON, and not what it looks like. */
  readonly returns?: 'value'
  /** How positions in `code` map to `source`; none where they are the same. */
  readonly map?: PositionMap
}

/** A cell that is kept as a file of the notebook's folder, for other cells to import. */
export interface CellModule {
  /** Its name, with `.ts` or `.tsx`. */
  readonly file: string
  readonly source: string
  /** What error messages call it: `Cell [3]`. */
  readonly title: string
}

export interface ErrorReport {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

export interface CpuTime {
  /** Microseconds, of the whole cell host. */
  readonly user: number
  readonly system: number
}

export interface RunOutcome {
  /** The value of the cell's last expression, ready to be shown; absent for `undefined`. */
  readonly result?: { readonly data: MimeBundle; readonly metadata: Metadata }
  /** The value, where the script was to return it. */
  readonly returned?: unknown
  readonly error?: ErrorReport
  readonly cpu: CpuTime
  /** Milliseconds. */
  readonly wall: number
}

/** A hidden global of the cell host: `name, params, …more` → the result. */
export const magicCall = hidden('magic')

/** What magics ask of the cell host, by scripts that call `magicCall`: what they send and what they get, as JSON. */
export interface HostMagics {
  /** Goes to another working folder: `~` for the home folder, `-` for the one before; gives the one that it is now. */
  cd: { readonly params: { readonly to: string }; readonly result: string }
  pwd: { readonly params: object; readonly result: string }
  /** Sets a variable of the environment, if told so; gives all. */
  env: {
    readonly params: { readonly set?: Readonly<Record<string, string>> }
    readonly result: Readonly<Record<string, string>>
  }
  readFile: {
    readonly params: { readonly path: string }
    readonly result: { readonly path: string; readonly text: string }
  }
  writeFile: {
    readonly params: { readonly path: string; readonly text: string; readonly append: boolean }
    readonly result: { readonly existed: boolean }
  }
  /** Values as text; of the array that is handed over. */
  texts: { readonly params: object; readonly result: readonly string[] }
  /** What the names hold: their own and the script's. */
  who: { readonly params: { readonly names: readonly NamePair[] }; readonly result: readonly NameRow[] }
  /** False where the person said no. */
  reset: { readonly params: { readonly names: readonly NamePair[]; readonly asks: boolean }; readonly result: boolean }
  /** Describes the value that is handed over. */
  inspect: { readonly params: { readonly name: string; readonly source: boolean }; readonly result: string }
  /** Runs a program; its output goes to the cell, or is given back. */
  shell: { readonly params: ShellCommand; readonly result: ShellResult }
  /** Throws the error of a script's exit code. */
  failed: { readonly params: { readonly magic: string; readonly exitCode: number }; readonly result: undefined }
  /** Looks into flows, or runs one; what there is to see is shown in the cell. */
  flow: { readonly params: { readonly magic: FlowMagic; readonly args: string }; readonly result: undefined }
  /** Times a function that is handed over. */
  timeit: {
    readonly params: { readonly loops?: number; readonly runs: number }
    readonly result: { readonly loops: number; readonly seconds: readonly number[] }
  }
}

export type FlowMagic = 'flow' | 'states' | 'timeline' | 'runs' | 'logs' | 'resume' | 'retry' | 'why'

/** What completion knows of flows; asked over DevTools, so that it is answered while a cell runs. */
export interface FlowNames {
  readonly flows: readonly string[]
  readonly tasks: readonly string[]
}

export type NamePair = readonly [name: string, scriptName: string]

export interface NameRow {
  readonly name: string
  readonly type: string
  readonly info: string
}

export interface ShellCommand {
  /** Programs to try, first the one that is wanted most. */
  readonly programs: readonly string[]
  readonly args: readonly string[]
  /** Default: the cells' working folder. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | null>>
  /** Streams that are given back and not shown. */
  readonly captures?: readonly StreamName[]
}

export interface ShellResult {
  /** 128 and more where a signal ended it, as shells count. */
  readonly exitCode: number
  /** What was captured; of what was shown the end. */
  readonly stdout: string
  readonly stderr: string
}

/** A comm message, either way. https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages */
export interface CommMessage {
  readonly kind: 'open' | 'msg' | 'close'
  readonly comm_id: string
  /** With `open`. */
  readonly target_name?: string
  readonly data: JsonObject
  readonly metadata: JsonObject
}

/** What a person typed, or why there is nothing. */
export type InputAnswer = { readonly value: string } | { readonly failed: string; readonly notAllowed?: true }

/** What the front asks of the cell host; each call gets exactly one answer, or the host dies. */
export interface HostCalls {
  run: { readonly params: RunScript; readonly result: RunOutcome }
  /** Ends a run that is still going on, with the error `Interrupted`. Answered when the cell thread is free again. */
  abort: { readonly params: { readonly run: RunId }; readonly result: { readonly aborted: boolean } }
}

export type HostCall = keyof HostCalls
export type FrontNotice = { [N in keyof FrontNotices]: { readonly notice: N } & FrontNotices[N] }[keyof FrontNotices]
export type CallMessage = {
  [C in HostCall]: { readonly id: number; readonly call: C; readonly params: HostCalls[C]['params'] }
}[HostCall]
export type ToHost = FrontNotice | CallMessage

/** What the front tells without an answer. */
export interface FrontNotices {
  comm: CommMessage
  answer: { readonly input: number; readonly answer: InputAnswer }
  /** Takes the place of the one that had its name. */
  module: CellModule
}

/** What the cell host tells of its own accord. */
export interface HostEvents {
  ready: { readonly pid: number }
  /** An abort has begun; its answer may take a while. */
  aborting: { readonly run: RunId }
  stream: { readonly run: RunId; readonly name: StreamName; readonly text: string }
  display: {
    readonly run: RunId
    readonly data: MimeBundle
    readonly metadata: Metadata
    readonly id?: string
    readonly update: boolean
    /** What is to stand in its place if the process ends before it shows anything more there. */
    readonly ifCutOff?: MimeBundle
  }
  clear: { readonly run: RunId; readonly wait: boolean }
  comm: CommMessage & { readonly run: RunId }
  /** Asks the person; `waits` when the thread stands still until the answer comes on `answers`. */
  input: {
    readonly run: RunId
    readonly input: number
    readonly prompt: string
    readonly password: boolean
    readonly waits: boolean
  }
}

export type HostEvent = { [E in keyof HostEvents]: { readonly event: E } & HostEvents[E] }[keyof HostEvents]
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failed: string }
export type FromHost = HostEvent | Answer

export function isAnswer(message: FromHost): message is Answer {
  return 'id' in message && !('event' in message)
}

/** Binary parts of a message, as a comm sends them. */
export type Buffers = readonly Uint8Array[]
