/**
 * A flow as one watches it: its table fills in place while it runs, in JupyterLab and in Notebook 7.
 */

import { strict as assert } from 'node:assert'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Front, LabPage } from './lab-page'
import type { LabSession } from './lab-session'

/** Each task waits until the test lets it go on, by making a file of this name. */
const cellsOf = (front: Front) => [
  `import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Flow, task } from 'tasklab'

const allowed = async (file: string) => {
  while (!existsSync(file)) await sleep(10)
}
const fetchPages = task(async function fetch_pages() {
  await allowed('${front}-fetch')
  return 3
})
const countWords = task(async function count_words(pages: number) {
  await allowed('${front}-count')
  return pages * 100
})
const words = new Flow('words')
words.build(() => countWords(fetchPages()))`,
  'const counted = await words.run({ store: null })',
  'words.visualize(counted)',
]

const fronts = { lab: 'JupyterLab', notebook: 'Notebook 7' } as const

export function flowsInLab(session: LabSession): void {
  for (const front of Object.keys(fronts) as readonly Front[]) {
    describe(`A flow in ${fronts[front]}`, () => {
      let notebook: LabPage
      const letGoOn = (task: string): void => writeFileSync(join(session.lab.folder, `${front}-${task}`), '')

      before(async function () {
        this.timeout(60_000)
        notebook = await session.open(session.lab.write(`flow-${front}`, cellsOf(front)), front)
        await notebook.runCell(0)
      })

      after(() => session.leave(notebook))

      it('fills one table in place while it runs', async () => {
        const table = notebook.cell(1).locator('.jp-OutputArea-output table')
        const [first, second] = [table.locator('tbody tr').nth(0), table.locator('tbody tr').nth(1)]
        await notebook.startCell(1)
        await first.getByText('► Running').waitFor()
        assert.doesNotMatch((await second.textContent()) ?? '', /Success|Running/)
        letGoOn('fetch')
        await second.getByText('► Running').waitFor()
        assert.match((await first.textContent()) ?? '', /✓ Success/)
        letGoOn('count')
        await notebook.settled()
        assert.match((await second.textContent()) ?? '', /✓ Success/)
        assert.equal(await table.count(), 1)
        assert.equal((await notebook.outputs(1)).length, 1, 'one output to be saved')
      })

      it('is drawn as vector graphics', async () => {
        await notebook.runCell(2)
        const drawn = notebook.cell(2).locator('.jp-RenderedVegaLite svg.marks text')
        await drawn.filter({ hasText: 'count_words' }).waitFor()
      })
    })
  }
}
