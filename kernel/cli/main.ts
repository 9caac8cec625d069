/**
 * The command line's edge: finds the command in the table, prints help, and turns whatever was thrown into an exit code.
 * 0: done. 1: what was run failed. 2: something that the person has to mend, said in one line. 130: Ctrl-C.
 */

import { KernelError, oneLine } from '../error'
import { packageVersion } from '../package-root'
import { commandHelp, findCommand } from './command'
import { commands, overview } from './commands'

/** Runs one command line (without `node` and the script) and leaves its exit code in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endWithReader)
  try {
    requireFolder()
    process.exitCode = await dispatch(argv)
  } catch (error) {
    if (!KernelError.is(error)) throw error
    process.stderr.write(`${oneLine(error)}\n`)
    process.exitCode = 2
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  const [first] = words
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return print(overview())
  if (first === '--version' || first === '-v') return print(`${packageVersion()}\n`)
  const found = findCommand(words, commands)
  const help = found.argv.indexOf('--help')
  const end = found.argv.indexOf('--')
  if (help >= 0 && (end < 0 || help < end)) return print(commandHelp(found))
  return found.command.start(found.argv)
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

/** Everything starts from the folder that the shell stands in, which may have been removed under it. */
function requireFolder(): void {
  try {
    process.cwd()
  } catch {
    throw new KernelError('no-folder', 'The folder that this was started in is gone.', 'Change to one that is there.')
  }
}

/** `tasklab … | head`: whoever read the output has gone, so there is nobody left to work for. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}
