/**
 * Every notebook does what its saved outputs say: run by nbclient, and then by `tasklab run` over the same store, since
 * a notebook must show the same when it is run a second time. Several run side by side: the tutorial sleeps for its five
 * seconds, and all of them wait for kernels to start.
 */

import { strict as assert } from 'node:assert'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { needsPython } from '../run/environment'
import { joined, NotebookPlace, notebookFolder, readSaved, type SavedNotebook, shown } from './executed-notebook'
import { tutorialRan } from './tutorial'

const tutorial = join(notebookFolder, 'task-retries.ipynb')
const others = readdirSync(notebookFolder)
  .map(name => join(notebookFolder, name))
  .filter(file => file.endsWith('.ipynb') && file !== tutorial)
/** First the one that takes longest. */
const files = [tutorial, ...others]

function assertShowsTheSame(executed: SavedNotebook | undefined, saved: SavedNotebook): void {
  for (const [i, cell] of saved.cells.entries()) {
    if (cell.cell_type !== 'code') continue
    assert.deepEqual(shown(executed?.cells[i]?.outputs), shown(cell.outputs), joined(cell.source))
  }
}

describe('The notebooks', () => {
  let place: NotebookPlace

  before(() => {
    place = new NotebookPlace()
  })

  after(() => place.remove())

  const runners = {
    'run by nbclient': (test: Mocha.Context) => place.byNbclient(needsPython(test), files),
    'run by tasklab run, a second time on the same store': () => place.byTasklab(files),
  } as const

  for (const [title, runAll] of Object.entries(runners)) {
    describe(title, () => {
      let executed: readonly SavedNotebook[]

      before(async function () {
        this.timeout(90_000)
        executed = await runAll(this)
      })

      for (const [i, file] of files.entries()) {
        it(`show what is saved in them: ${basename(file)}`, () => assertShowsTheSame(executed[i], readSaved(file)))
      }

      describe('the retry tutorial', () => tutorialRan(() => executed[0] ?? { cells: [] }))
    })
  }

  for (const file of files) {
    it(`begin with prose, hold outputs and no two cells of one id: ${basename(file)}`, () => {
      const { cells } = readSaved(file)
      assert.equal(cells[0]?.cell_type, 'markdown')
      assert.ok(cells.some(({ outputs = [] }) => outputs.length > 0))
      assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length)
    })
  }
})
