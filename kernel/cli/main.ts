/**
 * The command line's edge: finds the command in the table, prints help, and turns whatever was thrown into an exit code.
 * 0: done. 1: what was run failed. 2: something that the person has to mend, said in one line. 130: Ctrl-C.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KernelError, oneLine } from '../error'
import { packageRoot } from '../package-root'
import { usageFault } from './arguments'
import { commandHelp, commandNames, findCommand, overview } from './commands'
import { nearest } from './nearest'

/** Runs one command line (without `node` and the script) and leaves its exit code in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endWithReader)
  try {
    process.exitCode = await dispatch(argv)
  } catch (error) {
    if (!KernelError.is(error)) throw error
    process.stderr.write(`${oneLine(error)}\n`)
    process.exitCode = 2
  }
}

async function dispatch([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(overview())
  if (name === '--version' || name === '-v') return print(`${version()}\n`)
  const command = findCommand(name)
  if (command === undefined) {
    const kind = name.startsWith('-') ? 'option' : 'command'
    throw usageFault(`Unknown ${kind} "${name}".`, nearest(name, [...commandNames(), '--help', '--version']))
  }
  const help = rest.indexOf('--help')
  const end = rest.indexOf('--')
  if (help >= 0 && (end < 0 || help < end)) return print(commandHelp(name, command))
  return command.start(rest)
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))
  return manifest.version
}

/** `tasklab … | head`: whoever read the output has gone, so there is nobody left to work for. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}
