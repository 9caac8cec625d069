/**
 * The table of commands: name, summary, operands and options. Help and argument errors derive from it, and a command's
 * own file is loaded only when that command is given, so that `tasklab --help` costs nothing of the kernel.
 */

import type { Options } from './arguments'
import { aligned, type Commands, command } from './command'
import { runs } from './runs/commands'

const places = {
  user: { type: 'boolean', help: "into the user's own Jupyter folder (the default)" },
  'sys-prefix': { type: 'boolean', help: 'into the Python environment that is active' },
  prefix: { type: 'string', value: 'DIR', help: 'into DIR/share/jupyter/kernels' },
  name: {
    type: 'string',
    value: 'NAME',
    help: 'what Jupyter calls it, "tasklab" unless told: for two versions side by side',
  },
} as const satisfies Options

/** By the word that names them. */
export const commands: Commands = {
  install: command({
    summary: 'makes the kernel known to Jupyter',
    usage: '[--user | --sys-prefix | --prefix DIR] [--name NAME] [--display-name TEXT]',
    options: {
      ...places,
      'display-name': { type: 'string', value: 'TEXT', help: 'what a person reads: "TypeScript (NAME)" unless told' },
    },
    load: () => lazily<typeof import('./install')>('./install').install,
  }),
  uninstall: command({
    summary: 'takes back what install wrote',
    usage: '[--user | --sys-prefix | --prefix DIR] [--name NAME]',
    options: places,
    load: () => lazily<typeof import('./install')>('./install').uninstall,
  }),
  run: command({
    summary: 'runs a notebook from start to end, without Jupyter',
    usage: 'NOTEBOOK [-p name=value]… [--output FILE] [--timeout D] [--resume]',
    details: [
      'Prints every cell and what it shows. The notebook itself is left as it is; with --output the executed notebook,',
      'outputs included, is saved to FILE (which may be the notebook), also when a cell failed or Ctrl-C ended the run.',
      'A cell tagged raises-exception may fail. Exit codes: 0; 1 when a cell failed; 2 when something is yours to mend;',
      '130 after Ctrl-C.',
    ].join('\n'),
    operands: ['NOTEBOOK'],
    options: {
      parameter: {
        type: 'string',
        short: 'p',
        multiple: true,
        value: 'name=value',
        help: 'a const for a cell after the one tagged "parameters"; the value is JSON, else a string',
      },
      output: { type: 'string', short: 'o', value: 'FILE', help: 'save the executed notebook there' },
      timeout: { type: 'string', value: 'D', help: 'how long one cell may take: 30s, 5 min' },
      resume: { type: 'boolean', help: 'flows that their last run left unfinished go on where they were' },
    },
    load: () => lazily<typeof import('./run')>('./run').run,
  }),
  runs,
  doctor: command({
    summary: 'says what is installed, what is missing and what to do',
    usage: '[--json]',
    details: [
      'Starts a kernel and has it add 1 and 1. Exit codes: 0 when the kernel works, also where a comfort is missing;',
      '1 when something keeps it from working.',
    ].join('\n'),
    options: { json: { type: 'boolean', help: 'what was found, as JSON' } },
    load: () => lazily<typeof import('./doctor/doctor')>('./doctor/doctor').doctor,
  }),
  tutorial: command({
    summary: 'runs the retry tutorial in this terminal (npm start)',
    usage: '',
    options: {},
    load: () => lazily<typeof import('./tutorial')>('./tutorial').tutorial,
  }),
  lab: {
    summary: 'opens the tutorial in a JupyterLab of its own (npm run lab)',
    usage: '[options of jupyter lab]',
    options: {},
    start: argv => lazily<typeof import('./lab')>('./lab').lab(argv),
  },
}

/** `require` and not `import()`: the compiled files are CommonJS, and the module loader for `import()` takes 10 ms. */
function lazily<M>(file: string): M {
  return require(file)
}

export function commandNames(): readonly string[] {
  return Object.keys(commands)
}

export function overview(): string {
  return [
    'tasklab: a Jupyter kernel for TypeScript with a flow engine in it\n',
    'Usage: tasklab COMMAND\n',
    aligned(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
    '\ntasklab COMMAND --help says more; tasklab --version prints the version.\n',
  ].join('\n')
}
