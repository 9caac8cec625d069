import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { notebookFolder, readSaved } from '../notebooks/executed-notebook'
import { needsBrowser, startChromium } from './chromium'
import { assertReadable } from './contrast'
import { type VsCodeTheme, vsCodePage, vsCodeThemes } from './vs-code-page'

/** Those with the most of what can be shown. */
const notebook = {
  cells: ['task-retries.ipynb', 'map-and-reduce.ipynb'].flatMap(name => readSaved(join(notebookFolder, name)).cells),
}

describe('The outputs of the notebooks in VS Code', () => {
  let browser: Browser

  before(async function () {
    this.timeout(20_000)
    browser = await startChromium(needsBrowser(this))
  })

  after(() => browser?.close())

  for (const theme of Object.keys(vsCodeThemes) as readonly VsCodeTheme[]) {
    it(`can be read in its theme ${theme}, with everything opened`, async function () {
      this.timeout(20_000)
      const page = await browser.newPage({ viewport: { width: 900, height: 800 }, offline: true })
      await page.setContent(vsCodePage(notebook, theme))
      await page.locator('details').evaluateAll(all => {
        for (const each of all) each.setAttribute('open', '')
      })
      await assertReadable(page.locator('body'))
      const aligned = await page.locator('th, td').evaluateAll(cells => cells.map(cell => cell.style.textAlign))
      assert.ok(
        aligned.length > 100 && aligned.every(align => align !== ''),
        "none is left to the page's own alignment",
      )
      const pictures = await page
        .locator('img')
        .evaluateAll(all =>
          all.map(({ naturalWidth, naturalHeight, width, height }) => ({ naturalWidth, naturalHeight, width, height })),
        )
      assert.ok(pictures.length >= 4)
      for (const { naturalWidth, naturalHeight, width, height } of pictures) {
        assert.equal(width, Math.min(naturalWidth / 2, 844))
        assert.ok(Math.abs(height - (naturalHeight * width) / naturalWidth) <= 1, 'in its proportions')
      }
      await page.context().close()
    })
  }
})
