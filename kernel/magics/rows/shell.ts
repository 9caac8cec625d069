/** The rows of the magics that run other programs. */

import type { Magic } from '../magic'

const script = (name: string, shell: string): Magic => ({
  name,
  forms: ['cell'],
  summary: `runs the cell as a script of ${shell}; an exit code other than 0 is the cell's error`,
  usage: `%%${name} [--out NAME] [--err NAME] [--no-raise-error] [ARGUMENTS OF THE SHELL] on the first line of a cell`,
  options: {
    '--out': 'NAME: keeps stdout in a variable instead of showing it',
    '--err': 'NAME: keeps stderr in a variable instead of showing it',
    '--no-raise-error': 'lets the cell go on whatever the exit code is',
  },
  load: () => (require('../shell') as typeof import('../shell')).script,
})

export const shellMagics: readonly Magic[] = [
  {
    name: '!',
    forms: ['line'],
    summary: "runs a shell command in the cells' folder and environment; {expression} is replaced by its value",
    usage: '!COMMAND, or lines = !COMMAND to get the lines that it prints',
    more: [
      'A command that fails does not end the cell: _exit_code holds its exit code.',
      'Of what reads as TypeScript (!done) it is a command only where a name in it does not exist.',
      '{expression} is evaluated if its names exist, else it stays as it is; {{ and }} are braces; $name is the shell’s.',
      'A line that ends with \\ goes on. What it leaves in the background ends with the kernel.',
    ].join('\n'),
    expands: true,
    completes: 'files',
    givesValue: true,
    load: () => (require('../shell') as typeof import('../shell')).command,
  },
  script('bash', 'bash (sh where there is none)'),
  script('sh', 'sh'),
  {
    name: 'install',
    forms: ['line'],
    summary: "installs npm packages into the notebook's folder; cells can import them at once",
    usage: '%install PACKAGE… [npm options]',
    options: { '-E': 'saves the exact version', '-D': 'saves them as development dependencies' },
    expands: true,
    load: () => (require('../install') as typeof import('../install')).install,
  },
]
