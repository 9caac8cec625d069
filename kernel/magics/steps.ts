/**
 * Runs a cell's steps, in order, until the first error: code in the cell host, magics here, each with a context of what
 * it can do. What a step costs is what the cell host spent on it, whoever asked it to.
 */

import { cellOnlyNames } from '../cell/names'
import { CellSyntaxError } from '../cell/syntax-error'
import { KernelError, reasonOf } from '../error'
import type { CellOutput } from '../front/cell-output'
import { type ErrorReport, type HostMagics, type JsonObject, magicCall, type RunOutcome, type RunScript } from '../link'
import { usageError } from './arguments'
import {
  CellFailed,
  type CellText,
  type Magic,
  type MagicCall,
  type MagicContext,
  type MagicOutcome,
  type MagicSession,
  type MagicValue,
  type MoreCode,
  nameOf,
} from './magic'
import { type MagicStep, type ModuleStep, planCell, type Step } from './plan'
import { magicOf, signedName } from './table'

/** What code is run with, beside its text. */
export interface CodeOptions {
  readonly returns?: NonNullable<RunScript['returns']>
  /** Columns of the first line that are not the person's. */
  readonly inserted?: number
  /** What the type service is to see instead. */
  readonly typed?: string
  readonly isJsx?: boolean
}

export interface StepParts {
  readonly output: CellOutput
  readonly session: MagicSession
  names(): ReadonlyMap<string, string>
  runCode(source: string, text: CellText, output: CellOutput, options: CodeOptions): Promise<RunOutcome>
  /** Keeps a cell that is not run. @throws CellSyntaxError */
  keepModule(step: ModuleStep, text: CellText): Promise<MagicOutcome>
  payload(payload: JsonObject): void
  forget(): void
}

type Spent = Pick<RunOutcome, 'cpu' | 'wall'>
const noTime: Spent = { cpu: { user: 0, system: 0 }, wall: 0 }

export class CellSteps {
  readonly #parts: StepParts
  readonly #text: CellText
  #spent = noTime

  constructor(parts: StepParts, text: CellText) {
    this.#parts = parts
    this.#text = text
  }

  /** @throws KernelError, CellSyntaxError */
  async run(source: string): Promise<RunOutcome> {
    const before = this.#spent
    let last: MagicOutcome = {}
    for (const step of planCell(source, name => this.#known(name), this.#text.tags)) {
      last = await this.#runStep(step)
      if (last.error !== undefined) break
    }
    const { result, error } = last
    return { ...(result && { result }), ...(error && { error }), ...difference(this.#spent, before) }
  }

  #runStep(step: Step): Promise<MagicOutcome> {
    switch (step.kind) {
      case 'code':
        return this.#code(step.source, step.isJsx === true ? { isJsx: true } : {})
      case 'module':
        return this.#parts.keepModule(step, this.#text)
      case 'magic':
        return this.#magic(step)
    }
  }

  async #code(source: string, options: CodeOptions = {}): Promise<RunOutcome> {
    const outcome = await this.#parts.runCode(source, this.#text, this.#parts.output, options)
    this.#spent = sum(this.#spent, outcome)
    return outcome
  }

  async #magic(step: MagicStep): Promise<MagicOutcome> {
    const magic = magicOf(step.form, step.name)
    try {
      const call = await this.#callOf(magic, step)
      const outcome = (await magic.load()(call, this.#context(magic))) ?? {}
      if (outcome.error !== undefined) return outcome
      if (outcome.value !== undefined) return this.#value(step, outcome.value)
      if (step.assign === undefined) return outcome
      throw new KernelError('magic-value', `${signedName(magic, step.form)} gives no value.`, `Usage: ${magic.usage}`)
    } catch (error) {
      if (error instanceof CellFailed) return { error: error.report }
      if (error instanceof CellSyntaxError || KernelError.is(error)) throw error
      return { error: faultOf(magic, error) }
    }
  }

  #value({ line, assign }: MagicStep, { code, type }: MagicValue): Promise<RunOutcome> {
    const start = '\n'.repeat(line)
    if (assign === undefined) return this.#code(`${start}(${code})`, { typed: '' })
    return this.#code(`${start}${assign} = ${code}`, { typed: `${start}${assign} = ${expressionOf(type)}` })
  }

  async #callOf(magic: Magic, step: MagicStep): Promise<MagicCall> {
    const { form, body, text } = step
    const assigned = step.assign !== undefined
    if (magic.expands !== true || !step.args.includes('{'))
      return { magic, form, args: step.args, body, text, assigned }
    const { expand } = require('./interpolate') as typeof import('./interpolate')
    return { magic, form, args: await expand(step.args, this.#context(magic)), body, text, assigned }
  }

  #known(name: string): boolean {
    return this.#parts.names().has(name) || name in globalThis || cellOnly.has(name)
  }

  #context(magic: Magic): MagicContext {
    const { output, session, payload, forget } = this.#parts
    return {
      output,
      session,
      names: this.#parts.names(),
      payload,
      forget,
      known: name => this.#known(name),
      print: (name, text) => output.stream(name, text),
      display: data => output.publish('display_data', { data, metadata: {}, transient: {} }),
      assign: async (name, { code, type }) => {
        const { error } = await this.#code(`let ${name} = ${code}`, { typed: `let ${name} = ${expressionOf(type)}` })
        if (error !== undefined) throw new CellFailed(error)
      },
      run: (source, text) => this.#inner(source, this.#parts, text ?? this.#text),
      runInto: (into, source) => this.#inner(source, { ...this.#parts, output: into }, this.#text),
      call: (name, params, more) => this.#call(magic, name, params, more),
    }
  }

  async #inner(source: string, parts: StepParts, text: CellText): Promise<RunOutcome> {
    try {
      const outcome = await new CellSteps(parts, text).run(source)
      this.#spent = sum(this.#spent, outcome)
      return outcome
    } catch (error) {
      if (error instanceof CellSyntaxError) error.title ??= text.title
      throw error
    }
  }

  async #call<M extends keyof HostMagics>(
    magic: Magic,
    name: M,
    params: HostMagics[M]['params'],
    more: MoreCode | undefined,
  ): Promise<HostMagics[M]['result']> {
    const before = `await ${magicCall}(${JSON.stringify(name)}, ${JSON.stringify(params)}${more === undefined ? '' : `, ${more.before ?? ''}`}`
    const source = `${before}${more?.code ?? ''})`
    const { returned, error } = await this.#code(source, { returns: 'value', inserted: before.length })
    if (error === undefined) return returned as HostMagics[M]['result']
    if (error.ename !== 'UsageError') throw new CellFailed(error)
    throw usageError(magic, error.evalue)
  }
}

/** A fault of the magic itself: the cell fails, the kernel goes on, and the stack says where. */
function faultOf(magic: Magic, error: unknown): ErrorReport {
  const evalue = `${nameOf(magic)} failed: ${reasonOf(error)}`
  return { ename: 'MagicError', evalue, traceback: [error instanceof Error ? (error.stack ?? evalue) : evalue] }
}

/** An expression of that type. */
function expressionOf(type: string): string {
  return `null as unknown as ${type}`
}

const cellOnly: ReadonlySet<string> = new Set(cellOnlyNames)

function sum(a: Spent, b: Spent): Spent {
  return { cpu: { user: a.cpu.user + b.cpu.user, system: a.cpu.system + b.cpu.system }, wall: a.wall + b.wall }
}

function difference(a: Spent, b: Spent): Spent {
  return { cpu: { user: a.cpu.user - b.cpu.user, system: a.cpu.system - b.cpu.system }, wall: a.wall - b.wall }
}
