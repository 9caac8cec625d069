/** The rows of the magics for files, folders and the environment. */

import type { Magic } from '../magic'

export const fileMagics: readonly Magic[] = [
  {
    name: 'run',
    forms: ['line'],
    summary: 'runs a TypeScript or JavaScript file, or the code cells of a notebook, in this session; its names stay',
    usage: '%run FILE',
    options: { '-i': 'accepted for those who are used to it: a file always sees the names of the session' },
    expands: true,
    completes: 'files',
    load: () => (require('../files') as typeof import('../files')).runFile,
  },
  {
    name: 'load',
    forms: ['line'],
    summary: "puts a file's text into the cell",
    usage: '%load [-r LINES] FILE',
    options: { '-r': 'LINES: only these, e.g. 5-10,12' },
    expands: true,
    completes: 'files',
    load: () => (require('../files') as typeof import('../files')).loadFile,
  },
  {
    name: 'writefile',
    forms: ['cell'],
    summary: "writes the cell's text to a file",
    usage: '%%writefile [-a] FILE on the first line of a cell, the text below it',
    options: { '-a': 'adds to the end of the file' },
    expands: true,
    completes: 'files',
    load: () => (require('../files') as typeof import('../files')).writeFile,
  },
  {
    name: 'cd',
    forms: ['line'],
    summary: "changes the cells' working folder; imports still resolve from the notebook's",
    usage: '%cd [FOLDER], without one to the home folder, %cd - to the one before',
    options: { '-q': 'does not print the new folder' },
    expands: true,
    completes: 'folders',
    load: () => (require('../folder') as typeof import('../folder')).changeFolder,
  },
  {
    name: 'pwd',
    forms: ['line'],
    summary: "gives the cells' working folder",
    usage: '%pwd',
    givesValue: true,
    load: () => (require('../folder') as typeof import('../folder')).workingFolder,
  },
  {
    name: 'env',
    forms: ['line'],
    summary: 'lists the environment (secrets are not shown), gives one of its variables, or sets one',
    usage: '%env, %env NAME, or %env NAME=VALUE',
    expands: true,
    completes: 'environment',
    givesValue: true,
    load: () => (require('../environment') as typeof import('../environment')).environment,
  },
]
