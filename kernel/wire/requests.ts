/**
 * What requests and replies hold, a row a request type: the tables of handlers are exhaustive over these.
 * Field names are the protocol's. https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */

import type { JsonObject } from './message'

export interface ErrorContent {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

export type Ok<T extends object> = { readonly status: 'ok' } & Readonly<T>
export type Failed = { readonly status: 'error' } & ErrorContent
export type Reply<T extends object> = Ok<T> | Failed

export interface ExecuteRequest {
  readonly code: string
  readonly silent: boolean
  readonly store_history: boolean
  readonly user_expressions: Readonly<Record<string, string>>
  readonly allow_stdin: boolean
  readonly stop_on_error: boolean
}

export type ExecuteReply =
  | Ok<{ execution_count: number; payload: readonly JsonObject[]; user_expressions: JsonObject }>
  | (Failed & { readonly execution_count: number })
  | { readonly status: 'aborted'; readonly execution_count: number }

export interface KernelInfo {
  readonly protocol_version: string
  readonly implementation: string
  readonly implementation_version: string
  readonly language_info: JsonObject
  readonly banner: string
  readonly help_links: readonly { readonly text: string; readonly url: string }[]
  readonly supported_features: readonly string[]
}

export interface Completions {
  readonly matches: readonly string[]
  /** In Unicode code points, as everything that counts characters in the protocol. */
  readonly cursor_start: number
  readonly cursor_end: number
  readonly metadata: JsonObject
}

export interface Inspection {
  readonly found: boolean
  /** A MIME bundle; empty where nothing was found. */
  readonly data: JsonObject
  readonly metadata: JsonObject
}

/** Session, line, and the input, or input and output where they were asked for. */
export type HistoryRow = readonly [number, number, string | readonly [string, string | null]]

/** The requests of the shell channel that are answered now; each name and its reply's type. */
export interface ShellReplies {
  execute_request: ExecuteReply
  complete_request: Reply<Completions>
  inspect_request: Reply<Inspection>
  kernel_info_request: Reply<KernelInfo>
  is_complete_request: { readonly status: 'complete' | 'incomplete' | 'invalid' | 'unknown'; readonly indent?: string }
  /** Comm messages have no reply. */
  comm_open: undefined
  comm_msg: undefined
  comm_close: undefined
  comm_info_request: Reply<{ comms: JsonObject }>
  history_request: Reply<{ history: readonly HistoryRow[] }>
  /** Also on shell, where older clients send it. */
  shutdown_request: Reply<{ restart: boolean }>
}

/** ipykernel's usage_reply; sizes in bytes. The shares, in percent, come from the second request on. */
export interface UsageContent {
  readonly hostname: string
  readonly pid: number
  readonly cpu_count: number
  readonly kernel_cpu?: number
  readonly kernel_memory: number
  readonly host_cpu_percent?: number
  readonly host_virtual_memory: JsonObject
}

/** The requests of the control channel; kernel_info is answered on both. */
export interface ControlReplies {
  kernel_info_request: Reply<KernelInfo>
  interrupt_request: Reply<object>
  shutdown_request: Reply<{ restart: boolean }>
  usage_request: Reply<UsageContent>
}

/** One field of a request's content. @throws TypeError that names field, value and what was expected. */
export function field<T extends 'string' | 'boolean' | 'number'>(
  content: JsonObject,
  name: string,
  type: T,
  missing?: { string: string; boolean: boolean; number: number }[T],
): { string: string; boolean: boolean; number: number }[T] {
  const value = content[name] ?? missing
  if (typeof value === type) return value as { string: string; boolean: boolean; number: number }[T]
  throw new TypeError(`The request's ${name} is ${JSON.stringify(value)}; expected a ${type}.`)
}
