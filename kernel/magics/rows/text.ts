/** The rows of the magics that show the cell's text, and of what takes away what a cell shows. */

import type { Magic } from '../magic'

const shown: readonly (readonly [name: string, mime: string, what: string])[] = [
  ['html', 'text/html', 'HTML'],
  ['markdown', 'text/markdown', 'Markdown'],
  ['latex', 'text/latex', 'LaTeX'],
  ['svg', 'image/svg+xml', 'an SVG picture'],
  ['javascript', 'application/javascript', 'JavaScript, which the front end runs if it trusts the notebook'],
]

export const textMagics: readonly Magic[] = [
  ...shown.map(
    ([name, mime, what]): Magic => ({
      name,
      forms: ['cell'],
      summary: `shows the cell's text as ${what}`,
      usage: `%%${name} on the first line of a cell, the text below it`,
      load: () => (require('../text') as typeof import('../text')).showAs(mime),
    }),
  ),
  {
    name: 'capture',
    forms: ['cell'],
    summary: 'runs the cell and keeps away what it prints and shows; a name gets it as an object',
    usage: '%%capture [NAME] [--no-stdout] [--no-stderr] [--no-display] on the first line of a cell',
    options: {
      '--no-stdout': 'lets stdout through',
      '--no-stderr': 'lets stderr through',
      '--no-display': 'lets displays and the result through',
    },
    load: () => (require('../capture') as typeof import('../capture')).capture,
  },
]
