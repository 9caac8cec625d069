/**
 * %run, %load and %%writefile: files, by paths that start from the cells' working folder.
 * A file that is run is a cell of its own: its names stay, errors speak of its lines, what it imports by a relative path
 * is looked for beside it.
 */

import { basename, dirname, extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { noTags } from '../cell/cell-tags'
import { isJsxFile } from '../cell/transpile'
import { onlyWord, parseOptions, usageError } from './arguments'
import type { CellText, Magic, MagicContext, MagicOutcome, MagicRun } from './magic'
import { absoluteImports } from './relative-imports'

export const runFile: MagicRun = async ({ magic, args }, context) => {
  const { rest } = parseOptions(magic, args, { '-i': false })
  const { path, text } = await context.call('readFile', { path: onlyWord(magic, rest, 'a file') })
  if (extname(path) === '.ipynb') return runNotebook(magic, path, text, context)
  if (!/^\.[cm]?[jt]sx?$/.test(extname(path))) {
    throw usageError(magic, `${basename(path)} is no TypeScript or JavaScript file and no notebook.`)
  }
  const tags = { ...noTags, isJsx: isJsxFile(path) }
  const isUnchecked = /^\.[cm]?jsx?$/.test(extname(path))
  const file = { ...textOfFile(path, text), tags, isUnchecked }
  return context.run(absoluteImports(withoutShebang(text), dirname(path)), file)
}

export const loadFile: MagicRun = async ({ magic, args }, { call, payload }) => {
  const { options, rest } = parseOptions(magic, args, { '-r': true })
  const file = onlyWord(magic, rest, 'a file')
  const { text } = await call('readFile', { path: file })
  const lines = options.get('-r')
  const chosen = lines === undefined ? text : linesIn(text, lines)
  if (chosen === undefined) throw usageError(magic, `${JSON.stringify(lines)} is no range of lines.`)
  payload({ source: 'set_next_input', text: `// %load ${args}\n${chosen.replace(/\n$/, '')}`, replace: true })
  return undefined
}

export const writeFile: MagicRun = async ({ magic, args, text }, { call, print }) => {
  const { options, rest } = parseOptions(magic, args, { '-a': false })
  const path = onlyWord(magic, rest, 'a file')
  // an empty file would take what was in it before: nobody means that by a cell without text
  if (text === '') throw usageError(magic, 'There is no text below it.')
  const append = options.has('-a')
  const ended = text.endsWith('\n') ? text : `${text}\n`
  const { existed } = await call('writeFile', { path, text: ended, append })
  print('stdout', `${!existed ? 'Writing' : append ? 'Appending to' : 'Overwriting'} ${path}\n`)
  return undefined
}

/** `3`, `5-10`, `5-`, and lists of them: lines from 1, both ends included. */
export function linesIn(text: string, ranges: string): string | undefined {
  const lines = text.split('\n')
  const chosen: string[] = []
  for (const range of ranges.split(',')) {
    const [, first, dash, last] = /^(\d+)(?:(-)(\d*))?$/.exec(range.trim()) ?? []
    if (first === undefined) return undefined
    const end = dash === undefined ? Number(first) : last === '' ? lines.length : Number(last)
    chosen.push(...lines.slice(Number(first) - 1, end))
  }
  return chosen.join('\n')
}

/** The code cells, in order; the first that fails ends it. */
async function runNotebook(
  magic: Magic,
  path: string,
  text: string,
  { run }: MagicContext,
): Promise<MagicOutcome | undefined> {
  const cells = codeCells(text)
  if (cells === undefined) throw usageError(magic, `${basename(path)} is no notebook.`)
  let last: MagicOutcome | undefined
  for (const [i, source] of cells.entries()) {
    last = await run(absoluteImports(source, dirname(path)), textOfFile(`${path}#${i + 1}`, source))
    if (last.error !== undefined) return last
  }
  return last
}

function codeCells(text: string): readonly string[] | undefined {
  try {
    const { cells }: { readonly cells?: unknown } = JSON.parse(text)
    if (!Array.isArray(cells)) return undefined
    return cells.filter(cell => cell?.cell_type === 'code').map(({ source }) => [source].flat().join(''))
  } catch {
    return undefined
  }
}

function textOfFile(path: string, source: string): CellText {
  return { title: basename(path), url: pathToFileURL(path).href, source }
}

function withoutShebang(text: string): string {
  return text.replace(/^#!.*/, '')
}
