/**
 * Every notebook does what its saved outputs say: run by nbclient, and then by `tasklab run` over the same store, since
 * a notebook must show the same when it is run a second time. The tutorial, which takes its five seconds, is run by
 * nbclient in a test file of its own.
 */

import { strict as assert } from 'node:assert'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { needsPython } from '../run/environment'
import { joined, NotebookPlace, notebookFolder, readSaved, type SavedNotebook, shown } from './executed-notebook'

const files = readdirSync(notebookFolder)
  .filter(name => name.endsWith('.ipynb'))
  .map(name => join(notebookFolder, name))
const quick = files.filter(file => basename(file) !== 'task-retries.ipynb')

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

  describe('run by nbclient', () => {
    let executed: readonly SavedNotebook[]

    before(async function () {
      this.timeout(90_000)
      executed = await place.byNbclient(needsPython(this), quick)
    })

    for (const [i, file] of quick.entries()) {
      it(`show what is saved in them: ${basename(file)}`, () => assertShowsTheSame(executed[i], readSaved(file)))
    }
  })

  describe('run by tasklab run, a second time on the same store', () => {
    for (const file of files) {
      it(`show what is saved in them: ${basename(file)}`, async function () {
        this.timeout(30_000)
        assertShowsTheSame(await place.byTasklab(file), readSaved(file))
      })
    }
  })

  for (const file of files) {
    it(`begin with prose, hold outputs and no two cells of one id: ${basename(file)}`, () => {
      const { cells } = readSaved(file)
      assert.equal(cells[0]?.cell_type, 'markdown')
      assert.ok(cells.some(({ outputs = [] }) => outputs.length > 0))
      assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length)
    })
  }
})
