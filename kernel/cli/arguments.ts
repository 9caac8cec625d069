/**
 * A command's arguments, read by its own option table: what comes back is typed by the table, and whatever is wrong
 * is one line that quotes it. Node's parseArgs splits the words; the judgement is ours, because its errors are
 * paragraphs and name no near option.
 */

import { parseArgs } from 'node:util'
import { KernelError } from '../error'
import { nearest } from './nearest'

export interface Option {
  readonly type: 'boolean' | 'string'
  readonly short?: string
  readonly multiple?: boolean
  /** What help calls the value: `FILE`. */
  readonly value?: string
  readonly help: string
}

export type Options = Readonly<Record<string, Option>>

type ValueOf<O extends Option> = O['type'] extends 'boolean' ? true : O['multiple'] extends true ? string[] : string

export interface Arguments<O extends Options> {
  readonly values: { readonly [K in keyof O]?: ValueOf<O[K]> }
  readonly operands: readonly string[]
}

/** A wrong argument: one line, exit code 2. */
export function usageFault(message: string, meant?: string): KernelError {
  return new KernelError('usage', message, meant === undefined ? 'See tasklab --help.' : `Did you mean "${meant}"?`)
}

/**
 * @param operands what stands beside the options, in order: `ID` must be given, `[TASK]` may be, and `ID…` at the end is
 * one or more. More than these are refused.
 */
export function readArguments<O extends Options>(
  options: O,
  operands: readonly string[],
  argv: readonly string[],
): Arguments<O> {
  const { tokens } = parseArgs({ args: [...argv], options: plain(options), strict: false, tokens: true })
  const values: Record<string, true | string | string[]> = {}
  const given: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value)
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined) throw unknownOption(token.rawName, options)
    const value = readValue(option, token)
    const before = values[token.name]
    if (option.multiple && typeof value === 'string')
      values[token.name] = [...(Array.isArray(before) ? before : []), value]
    else if (before === undefined) values[token.name] = value
    else throw usageFault(`${token.rawName} is given twice.`)
  }
  const missing = operands[given.length]
  if (missing !== undefined && !missing.startsWith('[')) throw usageFault(`${missing.replace('…', '')} is missing.`)
  const surplus = operands.at(-1)?.endsWith('…') ? undefined : given[operands.length]
  if (surplus !== undefined) throw usageFault(`Unexpected argument "${surplus}".`)
  // the loop above gave each name the kind of value that its option says
  return { values: values as Arguments<O>['values'], operands: given }
}

interface OptionToken {
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function readValue(option: Option, { rawName, value, inlineValue }: OptionToken): true | string {
  if (option.type === 'boolean') {
    if (value !== undefined) throw usageFault(`${rawName} takes no value, got "${value}".`)
    return true
  }
  if (value === undefined || (!inlineValue && value.startsWith('-'))) {
    throw usageFault(`${rawName} needs a value: ${rawName} ${option.value ?? 'VALUE'}.`)
  }
  return value
}

function unknownOption(rawName: string, options: Options): KernelError {
  const known = Object.keys(options).map(name => `--${name}`)
  const meant = rawName.startsWith('--') ? nearest(rawName, [...known, '--help']) : undefined
  return usageFault(`Unknown option "${rawName}".`, meant)
}

function plain(options: Options) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  )
}
