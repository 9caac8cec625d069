/**
 * What the doc comments at the head of a cell say of how the cell is taken, as tslab's cells have it:
 * `@module name`: the cell is kept as the file `./name`, which other cells import, and is not run itself;
 * `@browser`: it is for a browser and not run here, until `@node` says otherwise; `@jsx`: it is TSX.
 * A tag begins a line of the comment or follows another tag; the last of a kind counts. All other tags say nothing here.
 * https://github.com/yunabe/tslab
 */

import { CellSyntaxError } from './syntax-error'

export interface CellTags {
  /** What follows `@module` on its line. */
  readonly module?: { readonly text: string; readonly offset: number }
  readonly isBrowser: boolean
  readonly isJsx: boolean
}

/** Of a cell that says nothing, as most. */
export const noTags: CellTags = { isBrowser: false, isJsx: false }

/** Blank space and comments before the first code. */
const headOf = /^(?:\s+|#!.*|\/\/.*|\/\*[\s\S]*?\*\/)*/
const docComment = /\/\/.*|\/\*(\*(?!\/)[\s\S]*?)?\*\//g
const tagLine = /^[ \t]*\**[ \t]*(?=@)/
const tag = /(?<=^|\s)@(\w+)([^@\n]*)/g
const fileName = /^[\p{L}\p{N}_$-]+$/u

export function cellTags(source: string): CellTags {
  if (!/^\s*(?:\/[/*]|#!)/.test(source)) return noTags
  const [head = ''] = headOf.exec(source) ?? []
  if (!head.includes('@')) return noTags
  let tags = noTags
  for (const { name, text, offset } of tagsIn(head)) {
    if (name === 'module') tags = { ...tags, module: { text, offset } }
    else if (name === 'jsx') tags = { ...tags, isJsx: true }
    else if (name === 'browser' || name === 'node') tags = { ...tags, isBrowser: name === 'browser' }
  }
  return tags
}

/**
 * The file that the cell is kept as; none for one that is no module.
 * @throws CellSyntaxError at the tag, where no file can have the name.
 */
export function moduleFile({ module, isJsx }: CellTags, source: string): string | undefined {
  if (module === undefined) return undefined
  const { text, offset } = module
  if (fileName.test(text)) return `${text}.${isJsx ? 'tsx' : 'ts'}`
  const got = text === '' ? '@module has no name' : `${JSON.stringify(text)} is no name for a module`
  const lines = source.slice(0, offset).split('\n')
  throw new CellSyntaxError(
    `${got}: letters, digits, "_", "$" and "-" are expected, without folder or ending, as in /** @module shapes */.`,
    source,
    lines.length,
    (lines.at(-1)?.length ?? 0) + 1,
  )
}

function* tagsIn(head: string): Iterable<{ readonly name: string; readonly text: string; readonly offset: number }> {
  for (const comment of head.matchAll(docComment)) {
    const [, inside] = comment
    if (inside === undefined) continue
    let offset = comment.index + '/*'.length
    for (const line of inside.split('\n')) {
      const start = tagLine.exec(line)?.[0].length
      if (start !== undefined) {
        for (const found of line.slice(start).matchAll(tag)) {
          yield {
            name: found[1] ?? '',
            text: (found[2] ?? '').replace(/\s*\**\s*$/, '').trimStart(),
            offset: offset + start + found.index,
          }
        }
      }
      offset += line.length + 1
    }
  }
}
