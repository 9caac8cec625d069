/** The rows of the magics for the session: its names, its inputs, its help. */

import type { Magic } from '../magic'

const help = (name: '?' | '??', more: string): Magic => ({
  name,
  forms: ['line'],
  summary: `shows what a name is${more}; %magic${name} shows a magic's help`,
  usage: `NAME${name}, OBJECT.PROPERTY${name} or %MAGIC${name} alone on a line`,
  load: () => (require('../help') as typeof import('../help')).help,
})

export const sessionMagics: readonly Magic[] = [
  {
    name: 'who',
    forms: ['line'],
    summary: 'lists the names that cells have declared',
    usage: '%who [TYPE…]',
    load: () => (require('../names') as typeof import('../names')).who,
  },
  {
    name: 'whos',
    forms: ['line'],
    summary: 'lists the names that cells have declared, with type and value',
    usage: '%whos [TYPE…]',
    load: () => (require('../names') as typeof import('../names')).whos,
  },
  {
    name: 'reset',
    forms: ['line'],
    summary: 'forgets every name that cells have declared; modules stay loaded',
    usage: '%reset [-f]',
    options: { '-f': 'does not ask' },
    more: 'A front end that cannot ask (nbconvert, papermill) is not asked: it resets, as in IPython.',
    load: () => (require('../names') as typeof import('../names')).reset,
  },
  {
    name: 'history',
    forms: ['line'],
    summary: 'prints what was run in this session, or in earlier ones',
    usage: '%history [-n] [-o] [-l N] [-g PATTERN] [RANGE…], a range being 4, 4-6, 4-, ~1/ or ~2/3-5',
    options: {
      '-n': 'prints the numbers too',
      '-o': 'prints the results too',
      '-l': 'N: the last N, of all sessions',
      '-g': 'PATTERN: those that hold it, of all sessions; * and ? stand for anything',
      '-u': 'with -g: each only once',
    },
    load: () => (require('../history') as typeof import('../history')).history,
  },
  {
    name: 'typecheck',
    forms: ['line'],
    summary: 'says or sets what type errors do: shown under their cell, keep it from running, or are not looked for',
    usage: '%typecheck [warn | strict | off]',
    completes: ['warn', 'strict', 'off'],
    load: () => (require('../typecheck') as typeof import('../typecheck')).typecheck,
  },
  {
    name: 'lsmagic',
    forms: ['line'],
    summary: 'lists the magics',
    usage: '%lsmagic',
    load: () => (require('../help') as typeof import('../help')).list,
  },
  help('?', ''),
  help('??', ', with its source'),
]
