/**
 * !command, %%bash and %%sh: programs run by the cell host, in the folder and the environment that cells see.
 * A command that fails is told of and the cell goes on, as in IPython; a script that fails is the cell's error.
 * `_exit_code` holds the last exit code.
 */

import { magicCall, type ShellResult, type StreamName } from '../link'
import { parseOptions, usageError, variableName, wordsOf } from './arguments'
import type { MagicContext, MagicRun } from './magic'

const shells = { bash: ['bash', 'sh'], sh: ['sh'] } as const

export const command: MagicRun = async ({ magic, args, assigned }, context) => {
  if (args === '') throw usageError(magic, 'There is no command.')
  const captures: readonly StreamName[] = assigned ? ['stdout'] : []
  const result = await context.call('shell', { programs: shells.bash, args: ['-c', args], captures })
  if (result.exitCode !== 0) context.print('stderr', `[exit code ${result.exitCode}]\n`)
  return assigned ? { value: { code: linesCode(result.stdout), type: 'string[]' } } : undefined
}

export const script: MagicRun = async ({ magic, args, text }, context) => {
  const forms = { '--out': true, '--err': true, '--no-raise-error': false }
  const own = args.startsWith('--') ? args : ''
  const { options, rest } = parseOptions(magic, own, forms)
  const shellArgs = wordsOf(magic, own === '' ? args : rest).map(word => word.text)
  if (text.trim() === '') throw usageError(magic, 'There is no script below it.')
  const into = { stdout: options.get('--out'), stderr: options.get('--err') } as const
  const captures = (['stdout', 'stderr'] as const).filter(name => into[name] !== undefined)
  for (const name of captures) variableName(magic, into[name] ?? '')
  const programs = magic.name === 'sh' ? shells.sh : shells.bash
  const result = await context.call('shell', { programs, args: [...shellArgs, '-c', text], captures })
  await keep(result, into, context)
  if (result.exitCode === 0 || options.has('--no-raise-error')) return undefined
  return context.call('failed', { magic: magic.name, exitCode: result.exitCode })
}

async function keep(
  result: ShellResult,
  into: { readonly [S in StreamName]: string | undefined },
  { assign }: MagicContext,
): Promise<void> {
  for (const name of ['stdout', 'stderr'] as const) {
    const variable = into[name]
    if (variable !== undefined) await assign(variable, { code: JSON.stringify(result[name]), type: 'string' })
  }
}

/** The lines of an output: split in the cell host, for one long literal is read faster than a million short ones. */
function linesCode(output: string): string {
  return `${magicCall}('lines', ${JSON.stringify(output)})`
}
