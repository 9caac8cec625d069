/** The table of `tasklab runs` and its own commands; see ../commands.ts for what derives from it. */

import type { Options } from '../arguments'
import { type Command, command } from '../command'

const store = {
  store: {
    type: 'string',
    value: 'PATH',
    help: 'the folder of the notebook, or a store; else $TASKLAB_HOME, else .tasklab here',
  },
} as const satisfies Options

const json = { type: 'boolean', help: 'as JSON' } as const

const list = command({
  summary: 'lists the stored runs, newest first',
  usage: '[--flow NAME] [--limit N] [--json]',
  details: 'An ID is what the list shows, or as much of its beginning as means one run.',
  options: {
    flow: { type: 'string', value: 'NAME', help: 'of this flow alone' },
    limit: { type: 'string', value: 'N', help: 'so many at most: 20 unless told, all with --json' },
    json,
    ...store,
  },
  load: () => lazily<typeof import('./list')>('./list').list,
})

export const runs: Command = {
  ...list,
  summary: 'lists the stored runs; shows, exports or deletes one',
  commands: {
    list,
    show: command({
      summary: 'shows a run: parameters, where it came from, the states of its tasks',
      usage: 'ID [--json]',
      operands: ['ID'],
      options: { json, ...store },
      load: () => lazily<typeof import('./show')>('./show').show,
    }),
    logs: command({
      summary: 'prints what a run, or one task of it, logged',
      usage: 'ID [TASK] [--json]',
      details: 'TASK is a slug or a name; TASK[3] is one child of a mapped task. #2 means the second attempt.',
      operands: ['ID', '[TASK]'],
      options: { json, ...store },
      load: () => lazily<typeof import('./logs')>('./logs').logs,
    }),
    rm: command({
      summary: 'deletes runs with all that is stored of them',
      usage: 'ID… [--yes]',
      operands: ['ID…'],
      options: { yes: { type: 'boolean', short: 'y', help: 'do not ask first' }, ...store },
      load: () => lazily<typeof import('./remove')>('./remove').remove,
    }),
    prune: command({
      summary: 'deletes old runs',
      usage: '[--keep N] [--older-than D]',
      details: [
        "Without options: all but the newest 100 of each flow and the last 30 days. With both, what both let go. A flow's",
        'last run, the runs that it came from, and what is still going on always stay.',
      ].join('\n'),
      options: {
        keep: { type: 'string', value: 'N', help: 'the newest N runs of each flow stay' },
        'older-than': { type: 'string', value: 'D', help: 'only runs that began longer ago: 12h, 30 days' },
        ...store,
      },
      load: () => lazily<typeof import('./remove')>('./remove').prune,
    }),
    export: command({
      summary: 'writes a run as JSON: states, inputs, results, logs',
      usage: 'ID [--output FILE]',
      operands: ['ID'],
      options: { output: { type: 'string', short: 'o', value: 'FILE', help: 'save it there' }, ...store },
      load: () => lazily<typeof import('./export')>('./export').exportRun,
    }),
  },
}

function lazily<M>(file: string): M {
  return require(file)
}
