import { deepEqual, equal, throws } from 'node:assert/strict'
import { cellTags, moduleFile } from '../../../kernel/cell/cell-tags'
import { CellSyntaxError } from '../../../kernel/cell/syntax-error'

/** What a cell's tags say, in short. */
function said(source: string): string {
  const { module, isBrowser, isJsx } = cellTags(source)
  return [module?.text, isBrowser && 'browser', isJsx && 'jsx'].filter(each => typeof each === 'string').join(' ')
}

describe('The tags of a cell', () => {
  const table: readonly (readonly [what: string, source: string, says: string])[] = [
    ['name its module', '/** @module shapes */\nexport {}', 'shapes'],
    [
      'stand in lines of their own',
      '/**\n * Text.\n * @module shapes\n * @jsx\n * @browser\n */',
      'shapes browser jsx',
    ],
    ['follow one another', '/** @jsx @browser @module shapes */', 'shapes browser jsx'],
    [
      'may come after other comments',
      '#!/usr/bin/env node\n// one\n/* two */ /** three */\n/** @module shapes */',
      'shapes',
    ],
    ['may end in stars', '/** @module shapes **/', 'shapes'],
    ['may be explained below', '/**\n * @module shapes\n * What has an area.\n */', 'shapes'],
    ['of a later comment count', '/** @module first @browser */ /** @module second @node */', 'second'],
    ['name the maker of elements', '/** @jsx h */', 'jsx'],
    ['are none within a text', '/** See @module shapes, {@module shapes}, me@module.org */', ''],
    ['are none in a plain comment', '/* @module shapes */ // @module shapes', ''],
    ['are none after the first code', 'export {}\n/** @module shapes */', ''],
    ['are none of these', '/** @param module @jsxImportSource preact @modules x @Module x */', ''],
    ['are none where there is no comment', 'a', ''],
    ['are none in an empty comment', '/**/ /** */ /***/', ''],
  ]
  for (const [what, source, says] of table) it(what, () => equal(said(source), says))

  it('make a file, whose ending says whether it may hold JSX', () => {
    const fileOf = (source: string): string | undefined => moduleFile(cellTags(source), source)
    equal(fileOf('/** @module bar-chart_2 */'), 'bar-chart_2.ts')
    equal(fileOf('/** @jsx @module Größe */'), 'Größe.tsx')
    equal(fileOf('/** @jsx */'), undefined)
  })

  it('that no file can have as its name are said with their place', () => {
    const names = ['', 'a b', './a', 'a.ts', '../a', 'a/b', '{string} a', 'a - what it is', ': a']
    for (const name of names) {
      const source = `/**\n * @module ${name}\n */\n1`
      throws(
        () => moduleFile(cellTags(source), source),
        (error: unknown) => {
          equal(error instanceof CellSyntaxError, true, name)
          const { line, column, message } = error as CellSyntaxError
          deepEqual([line, column], [2, 4])
          return message.startsWith(name === '' ? '@module has no name' : `${JSON.stringify(name)} is no name`)
        },
      )
    }
  })
})
