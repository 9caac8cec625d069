/**
 * The table of commands: name, summary, operands and options. Help and argument errors derive from it, and a command's
 * own file is loaded only when that command is given, so that `tasklab --help` costs nothing of the kernel.
 */

import { type Arguments, type Options, readArguments } from './arguments'

export interface Command {
  readonly summary: string
  /** What follows the name in the usage line. */
  readonly usage: string
  /** Further paragraphs of its help. */
  readonly details?: string
  readonly options: Options
  /** Runs it; the number is the exit code. */
  start(argv: readonly string[]): Promise<number>
}

interface Definition<O extends Options> extends Omit<Command, 'start' | 'options'> {
  readonly operands?: readonly string[]
  readonly options: O
  readonly load: () => (args: Arguments<O>) => Promise<number>
}

function command<const O extends Options>({ load, operands = [], ...rest }: Definition<O>): Command {
  return { ...rest, start: argv => load()(readArguments(rest.options, operands, argv)) }
}

const places = {
  user: { type: 'boolean', help: "into the user's own Jupyter folder (the default)" },
  'sys-prefix': { type: 'boolean', help: 'into the Python environment that is active' },
  prefix: { type: 'string', value: 'DIR', help: 'into DIR/share/jupyter/kernels' },
} as const satisfies Options

const commands: Readonly<Record<string, Command>> = {
  install: command({
    summary: 'makes the kernel known to Jupyter',
    usage: '[--user | --sys-prefix | --prefix DIR]',
    options: places,
    load: () => lazily<typeof import('./install')>('./install').install,
  }),
  uninstall: command({
    summary: 'takes back what install wrote',
    usage: '[--user | --sys-prefix | --prefix DIR]',
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

export function findCommand(name: string): Command | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined
}

export function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]): Row => [name, summary])
  return [
    'tasklab: a Jupyter kernel for TypeScript with a flow engine in it\n',
    'Usage: tasklab COMMAND\n',
    aligned(rows),
    '\ntasklab COMMAND --help says more; tasklab --version prints the version.\n',
  ].join('\n')
}

export function commandHelp(name: string, { summary, usage, details, options }: Command): string {
  const rows = Object.entries(options).map(([option, { short, value, help }]): Row => {
    const words = `${short ? `-${short}, ` : ''}--${option}${value ? ` ${value}` : ''}`
    return [words, help]
  })
  const parts = [
    `Usage: tasklab ${name} ${usage}`.trimEnd(),
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(details ? [details] : []),
  ]
  return `${[...parts, ...(rows.length > 0 ? [aligned(rows)] : [])].join('\n\n')}\n`
}

type Row = readonly [words: string, meaning: string]

function aligned(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([words]) => words.length))
  return rows.map(([words, meaning]) => `  ${words.padEnd(width)}  ${meaning}`).join('\n')
}
