/**
 * execute_request: a cell's way from its text to its outcome. The cell is split into steps (code, magics); each runs in
 * order, and the first error ends it. Publishes execute_input, what the steps show, the result, the error.
 */

import { moduleFile } from '../../cell/cell-tags'
import type { PositionMap } from '../../cell/positions'
import { CellSession } from '../../cell/session'
import type { RunOutcome } from '../../link'
import type { CellText, MagicOutcome, MagicSession } from '../../magics/magic'
import type { ModuleStep } from '../../magics/plan'
import { CellSteps, type CodeOptions } from '../../magics/steps'
import type { JsonObject, Message } from '../../wire/message'
import { type ExecuteReply, type ExecuteRequest, field } from '../../wire/requests'
import { CellCheck } from '../cell-check'
import { noOutput, publishedOutput } from '../cell-output'
import type { CellRequest } from '../cell-request'
import { cellUrl } from '../cell-url'
import type { HistoryStore } from '../history-store'
import type { Publisher } from '../publisher'
import { refusalReport } from '../refusal-report'
import type { CellRunner } from '../runner'
import type { SessionTypes } from '../session-types'

export interface ExecuteParts {
  readonly publisher: Publisher
  readonly runner: CellRunner
  readonly types: SessionTypes
  readonly history: HistoryStore
  readonly inspect: NonNullable<MagicSession['inspect']>
}

const noTime = { cpu: { user: 0, system: 0 }, wall: 0 } as const

export class Execution {
  readonly #parts: ExecuteParts
  readonly #session: MagicSession
  #names = new CellSession()
  #count = 0
  /** Loaded at the first cell, not at the kernel's start. */
  #compiler: typeof import('../../cell/compile') | undefined
  readonly #checks = new WeakMap<Message, CellCheck>()

  constructor(parts: ExecuteParts) {
    this.#parts = parts
    const { history, types, inspect } = parts
    this.#session = { folder: process.cwd(), history, types, inspect }
  }

  async execute(request: Message): Promise<ExecuteReply> {
    try {
      return await this.#execute(request)
    } finally {
      this.#parts.runner.end(request)
    }
  }

  async #execute(request: Message): Promise<ExecuteReply> {
    const { publisher, history } = this.#parts
    const { code, silent, store_history, user_expressions, allow_stdin } = parseExecute(request.content)
    const counts = store_history && !silent
    if (counts) this.#count++
    const execution_count = this.#count
    if (counts) history.note(execution_count, code)
    const parent = request.header
    if (!silent) publisher.publish('execute_input', parent, { code, execution_count })
    const output = silent ? noOutput : publishedOutput(publisher, parent)
    const cell = { message: request, silent, allowStdin: allow_stdin, output }
    const payload: JsonObject[] = []
    const check = new CellCheck(this.#parts.types, cell)
    this.#checks.set(request, check)
    const { result, error } = await this.#runCell(code, cell, { check, payload })
    if (error !== undefined) {
      check.failed(error)
      if (!silent) publisher.publish('error', parent, { ...error })
      return { status: 'error', execution_count, ...error }
    }
    if (result !== undefined && counts) history.note(execution_count, code, textOf(result.data))
    if (result !== undefined && !silent) {
      publisher.publish('execute_result', parent, { execution_count, ...result })
    }
    const answers = await this.#answersTo(user_expressions, { ...cell, silent: true, output: noOutput })
    return { status: 'ok', execution_count, payload, user_expressions: answers }
  }

  /** What may still come between an execute's reply and its idle. */
  async afterReply(request: Message): Promise<void> {
    await this.#checks.get(request)?.publish(this.#parts.publisher)
  }

  /** Whether a cell has declared this name. */
  declares(name: string): boolean {
    return this.#names.declared.has(name)
  }

  /** What cells declared is gone. */
  forget(): void {
    this.#names = new CellSession()
  }

  aborted(): ExecuteReply {
    return { status: 'aborted', execution_count: this.#count }
  }

  /** Whether the executes that wait behind this one are to be aborted. */
  static abortsQueue(request: Message, reply: { readonly status: string }): boolean {
    return reply.status === 'error' && request.content.stop_on_error !== false
  }

  get #title(): string {
    return `Cell [${this.#count}]`
  }

  async #runCell(
    code: string,
    request: CellRequest,
    { check, payload = [] }: { readonly check?: CellCheck; readonly payload?: JsonObject[] } = {},
  ): Promise<RunOutcome> {
    const text = { title: this.#title, url: cellUrl(code), source: code }
    const steps = new CellSteps(
      {
        output: request.output,
        session: this.#session,
        names: () => this.#names.declared,
        runCode: (source, cell, output, options) => this.#runCode(source, cell, { ...request, output }, options, check),
        keepModule: (step, cell) => this.#keepModule(step, cell, check),
        payload: one => void payload.push(one),
        forget: () => {
          this.#names.clear()
          this.#parts.types.reset()
        },
      },
      text,
    )
    try {
      return await steps.run(code)
    } catch (error) {
      return { error: refusalReport(error, text.title), ...noTime }
    }
  }

  /** What a front end asks about beside the cell, each answered for itself. */
  async #answersTo(expressions: Readonly<Record<string, string>>, request: CellRequest): Promise<JsonObject> {
    const answers: Record<string, JsonObject> = {}
    for (const [name, expression] of Object.entries(expressions)) {
      const { result, error } = await this.#runCell(expression, request)
      if (error !== undefined) answers[name] = { status: 'error', ...error }
      else answers[name] = { status: 'ok', data: result?.data ?? {}, metadata: result?.metadata ?? {} }
    }
    return answers
  }

  async #runCode(
    source: string,
    cell: CellText,
    request: CellRequest,
    { returns, inserted = 0, typed = source, isJsx = false }: CodeOptions,
    check?: CellCheck,
  ): Promise<RunOutcome> {
    const own = returns !== undefined // the kernel's own code
    const { title, source: written, isUnchecked = false } = cell
    const checked = { source: typed, title, written, isJsx, isUnchecked }
    const refusal = own ? undefined : await check?.refusal(checked)
    if (refusal !== undefined) return { error: refusal, ...noTime }
    this.#compiler ??= require('../../cell/compile') as typeof import('../../cell/compile')
    const { code, hasResult, awaits, disposes, map, ...names } = this.#compiler.compileCell(source, {
      url: cell.url,
      session: this.#names,
      isJsx,
    })
    this.#names.add(names)
    const stages: PositionMap = inserted > 0 ? [[[1, inserted + 1, 1, 1]], ...(map ?? [])] : (map ?? [])
    const { declares } = names
    const script = { ...cell, code, hasResult, awaits, disposes, declares, ...(returns && { returns }) }
    const outcome = this.#parts.runner.run({ ...script, ...(stages.length > 0 && { map: stages }) }, request)
    if (!own) check?.begin({ ...checked, declares: names.declares })
    return outcome
  }

  /** What is wrong with its syntax is said here; its imports are looked for where it is imported itself. */
  async #keepModule({ source, tags }: ModuleStep, { title }: CellText, check?: CellCheck): Promise<MagicOutcome> {
    const file = moduleFile(tags, source)
    const { compileModule } = require('../../cell/compile-module') as typeof import('../../cell/compile-module')
    compileModule(source, { isJsx: tags.isJsx })
    if (file === undefined || tags.isBrowser) return {}
    const checked = { source, title, isJsx: tags.isJsx, module: file }
    const refusal = await check?.refusal(checked)
    if (refusal !== undefined) return { error: refusal }
    this.#parts.runner.keep({ file, source, title })
    check?.begin(checked)
    return {}
  }
}

function parseExecute(content: JsonObject): ExecuteRequest {
  return {
    code: field(content, 'code', 'string'),
    silent: field(content, 'silent', 'boolean', false),
    store_history: field(content, 'store_history', 'boolean', true),
    user_expressions: stringsOf(content.user_expressions),
    allow_stdin: field(content, 'allow_stdin', 'boolean', false),
    stop_on_error: field(content, 'stop_on_error', 'boolean', true),
  }
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function textOf(data: JsonObject): string | null {
  const text = data['text/plain']
  return typeof text === 'string' ? text : null
}
