/**
 * What a command is, and what derives from its row in a table: reading its arguments, and its help.
 * A command may have commands of its own; its name is then what it does without one.
 */

import { type Arguments, type Options, readArguments, usageFault } from './arguments'
import { nearest } from './nearest'

export interface Command {
  readonly summary: string
  /** What follows the name in the usage line. */
  readonly usage: string
  /** Further paragraphs of its help. */
  readonly details?: string
  readonly options: Options
  readonly commands?: Commands
  /** Runs it; the number is the exit code. */
  start(argv: readonly string[]): Promise<number>
}

export type Commands = Readonly<Record<string, Command>>

interface Definition<O extends Options> extends Omit<Command, 'start' | 'options'> {
  readonly operands?: readonly string[]
  readonly options: O
  readonly load: () => (args: Arguments<O>) => Promise<number>
}

export function command<const O extends Options>({ load, operands = [], ...rest }: Definition<O>): Command {
  return { ...rest, start: argv => load()(readArguments(rest.options, operands, argv)) }
}

export interface Found {
  /** In full: `runs show`. */
  readonly name: string
  readonly command: Command
  /** What follows it. */
  readonly argv: readonly string[]
}

/** The command that the first words name. @throws KernelError `usage` that names the nearest one. */
export function findCommand([word = '', ...rest]: readonly string[], table: Commands, before = ''): Found {
  const command = Object.hasOwn(table, word) ? table[word] : undefined
  if (command === undefined) {
    const kind = word.startsWith('-') ? 'option' : 'command'
    const known = [...Object.keys(table), ...(before === '' ? ['--help', '--version'] : [])]
    const meant = nearest(word, known)
    throw usageFault(`Unknown ${kind} "${before}${word}".`, meant && `${before}${meant}`)
  }
  const name = `${before}${word}`
  const [next] = rest
  if (command.commands === undefined || next === undefined || next.startsWith('-')) return { name, command, argv: rest }
  return findCommand(rest, command.commands, `${name} `)
}

export function commandHelp({ name, command }: Pick<Found, 'name' | 'command'>): string {
  const { summary, usage, details, options, commands = {} } = command
  const own = Object.entries(commands).map(([word, { usage, summary }]): Row => [`${word} ${usage}`.trimEnd(), summary])
  const rows = Object.entries(options).map(([option, { short, value, help }]): Row => {
    const words = `${short ? `-${short}, ` : ''}--${option}${value ? ` ${value}` : ''}`
    return [words, help]
  })
  const parts = [
    `Usage: tasklab ${name} ${usage}`.trimEnd(),
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(details ? [details] : []),
    ...(rows.length > 0 ? [aligned(rows)] : []),
    ...(own.length > 0 ? [`Commands of tasklab ${name}:\n${aligned(own)}`] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

type Row = readonly [words: string, meaning: string]

export function aligned(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([words]) => words.length))
  return rows.map(([words, meaning]) => `  ${words.padEnd(width)}  ${meaning}`).join('\n')
}
