/**
 * Notebooks as they are read where no kernel runs: nbconvert's HTML, and a page without any style, as GitHub makes it.
 * Each must still show its prose, the solutions shut, the states with their names, and every picture.
 */

import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { needsPython } from '../run/environment'
import { needsBrowser, startChromium } from './chromium'

const folder = join(__dirname, '../../notebooks')
const notebooks = readdirSync(folder)
  .filter(file => file.endsWith('.ipynb'))
  .map(file => join(folder, file))

interface SavedNotebook {
  readonly cells: readonly {
    readonly cell_type: string
    readonly source: string | readonly string[]
    readonly outputs?: readonly { readonly data?: Readonly<Record<string, string | readonly string[]>> }[]
  }[]
}

const renderings = { page: "nbconvert's HTML", plain: 'a page without styles, as on GitHub' } as const
type Rendering = keyof typeof renderings

describe('A saved notebook', () => {
  let pages: Readonly<Record<string, Readonly<Record<Rendering, string>>>>
  let browser: Browser

  before(async function () {
    this.timeout(60_000)
    const chromium = needsBrowser(this)
    const args = [join(__dirname, 'convert_notebooks.py'), ...notebooks]
    const { stdout } = await promisify(execFile)(needsPython(this), args, { maxBuffer: 1 << 28 })
    pages = JSON.parse(stdout)
    browser = await startChromium(chromium)
  })

  after(() => browser?.close())

  /** The page with no network behind it: what is not in the file is not there. */
  async function show(file: string, rendering: Rendering): Promise<Page> {
    const page = await browser.newPage({
      viewport: { width: 1000, height: 800 },
      offline: true,
      javaScriptEnabled: false,
    })
    await page.setContent(pages[file]?.[rendering] ?? '', { waitUntil: 'domcontentloaded' })
    return page
  }

  for (const file of notebooks) {
    for (const rendering of Object.keys(renderings) as readonly Rendering[]) {
      it(`${basename(file)} shows its prose, tables and pictures in ${renderings[rendering]}`, async function () {
        this.timeout(20_000)
        const { cells } = JSON.parse(readFileSync(file, 'utf8')) as SavedNotebook
        const bundles = cells.flatMap(({ outputs = [] }) => outputs.map(({ data = {} }) => data))
        const page = await show(file, rendering)

        const prose = cells.flatMap(({ cell_type, source }) => (cell_type === 'markdown' ? [joined(source)] : []))
        const headings = (await page.locator('h1, h2').allInnerTexts()).map(text => text.replace('¶', ''))
        const written = prose.flatMap(text => text.match(/(?<=^#+ ).*$/gm) ?? [])
        assert.deepEqual(headings, written)
        const shut = page.locator('details:not([open]) > summary', { hasText: /^Solution$/ })
        assert.equal(await shut.count(), prose.join().split('<summary>Solution</summary>').length - 1)
        assert.doesNotMatch((await page.locator('body').textContent()) ?? '', /```|<\/?(?:details|summary)>/)

        const html = bundles.flatMap(data => (data['text/html'] === undefined ? [] : [joined(data['text/html'])]))
        const expected = html.flatMap(text => text.match(/<table/g) ?? []).length
        const tables = await page.locator('table').allInnerTexts()
        assert.ok(tables.length >= expected, `${tables.length} tables of ${expected}`)
        const states = html.flatMap(text => text.match(/(?<=>)\S (?:Success|Retrying|Failed|Skipped)(?=<)/g) ?? [])
        for (const state of new Set(states)) {
          assert.ok(await page.getByText(state).first().isVisible(), `${state} is not to be seen`)
        }

        const pictures = bundles.filter(data => 'image/png' in data && !('text/html' in data)).length
        const images = page.locator('img')
        const widths = await images.evaluateAll(all => all.map(({ naturalWidth, width }) => [naturalWidth, width]))
        assert.ok(widths.length >= pictures, `${widths.length} of ${pictures} pictures`)
        for (const [pixels = 0, width = 0] of widths) {
          assert.ok(
            width > 0 && width <= pixels / 2,
            `${pixels} pixels stand ${width} wide, although drawn for half of it`,
          )
        }
        await page.context().close()
      })
    }
  }
})

const joined = (text: string | readonly string[]): string => (typeof text === 'string' ? text : text.join(''))
