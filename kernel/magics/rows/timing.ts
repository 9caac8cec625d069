/** The rows of the magics that time code. */

import type { Magic } from '../magic'

const timeit = {
  summary: 'runs code many times in a loop and prints how long one pass takes',
  options: {
    '-n': 'N: passes of a run (else as many as take 0.2 s)',
    '-r': 'N: runs (else 7)',
    '-p': 'N: significant digits (else 3)',
    '-q': 'prints nothing',
    '-o': 'gives the result as an object',
  },
} as const

export const timingMagics: readonly Magic[] = [
  {
    name: 'time',
    forms: ['line', 'cell'],
    summary: 'runs a statement, or the cell, and prints how long it took (CPU and wall time)',
    usage: '%time STATEMENT, or %%time on the first line of a cell',
    load: () => (require('../timing') as typeof import('../timing')).time,
  },
  {
    name: 'timeit',
    forms: ['line', 'cell'],
    usage:
      '%timeit [-n N] [-r N] [-p N] [-q] [-o] STATEMENT, or %%timeit [options] [SETUP] on the first line of a cell',
    ...timeit,
    givesValue: true,
    load: () => (require('../timeit') as typeof import('../timeit')).timeit,
  },
]
