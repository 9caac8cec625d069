/**
 * Draws the README's picture of the real thing: JupyterLab with the tutorial after its first run.
 * Run by `npm run pictures` (or `node -r ts-node/register test/browser/pictures.ts`), not by the tests: its bytes depend
 * on the machine's fonts.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pythonOf } from '../../kernel/cli/python'
import { reasonOf } from '../../kernel/error'
import { makeEnvironment } from '../run/environment'
import { findChromium, startChromium } from './chromium'
import { JupyterLab } from './jupyter-lab'
import { LabPage } from './lab-page'

const root = join(__dirname, '../..')
const notebook = join(root, 'notebooks/task-retries.ipynb')
const picture = join(root, 'notebooks/pictures/task-retries.png')

/** In the page's own pixels; the picture has twice as many each way. */
const size = { width: 1100, height: 940 }
/** The cell that shows the state of the first run; the graph of it is the next one. */
const stateCell = /^\s*flowState\s*$/

async function main(): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  const chromium = findChromium()
  if (chromium === undefined) throw new Error('There is no Chromium: install it, or name it in TASKLAB_CHROMIUM.')
  makeEnvironment(say)
  const lab = await JupyterLab.start(pythonOf(join(root, '.venv')), [notebook])
  try {
    const browser = await startChromium(chromium)
    try {
      const tutorial = await LabPage.open(browser, lab, 'task-retries.ipynb', { viewport: size, deviceScaleFactor: 2 })
      await tutorial.runAll()
      const bytes = await drawFirstRun(tutorial)
      mkdirSync(dirname(picture), { recursive: true })
      writeFileSync(picture, bytes)
      say(`${picture}: ${Math.round(bytes.length / 1000)} kB`)
    } finally {
      await browser.close()
    }
  } finally {
    await lab.stop()
  }
}

/** The window with the file browser shut, scrolled so that the table and the graph below it fill it. */
async function drawFirstRun(tutorial: LabPage): Promise<Buffer> {
  const { page } = tutorial
  await tutorial.command('application:toggle-left-area')
  await tutorial.command('statusbar:toggle')
  const cell = page.locator('.jp-CodeCell', { has: page.locator('.cm-content', { hasText: stateCell }) }).first()
  const notebook = page.locator('.jp-WindowedPanel-outer')
  // what comes into view is drawn then, and may be higher than it was taken for
  for (let round = 0; round < 4; round++) {
    await cell.evaluate(element => element.scrollIntoView({ block: 'start' }))
    await notebook.evaluate(element => element.scrollBy(0, -52))
    await page.locator('.jp-RenderedVegaLite svg.marks').first().waitFor()
  }
  await page.mouse.move(0, 0)
  return page.screenshot({ animations: 'disabled', caret: 'hide' })
}

main().catch(error => {
  process.stderr.write(`${reasonOf(error)}\n`)
  process.exitCode = 1
})
