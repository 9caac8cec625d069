/**
 * The tutorial as a reader meets it: opened in JupyterLab, run by Run All, looked at in both themes.
 */

import { strict as assert } from 'node:assert'
import type { Locator } from 'playwright-core'
import { assertReadable } from './contrast'
import type { LabPage, Theme } from './lab-page'
import type { LabSession } from './lab-session'

const themes: readonly Theme[] = ['JupyterLab Light', 'JupyterLab Dark']

export function tutorialInLab(session: LabSession): void {
  describe('The tutorial', () => {
    let tutorial: LabPage
    let copy: LabPage

    // the copy opens while the tutorial sleeps for its five seconds
    before(async function () {
      this.timeout(90_000)
      tutorial = await session.open('task-retries.ipynb')
      ;[copy] = await Promise.all([session.open('task-retries-saved.ipynb'), tutorial.runAll()])
    })

    after(async () => {
      await tutorial?.close()
      await session.leave(copy)
    })

    describe('run by Run All', () => {
      /** What the cells `flowState` and `newFlowState` show. */
      const tables = (): Locator => tutorial.page.locator('.jp-OutputArea-executeResult table')
      /** What a run shows while it goes on, and when it is over. */
      const runs = (): Locator => tutorial.page.locator('.jp-OutputArea-child:not(.jp-OutputArea-executeResult) table')
      /** Both graphs, and the timeline of both runs. */
      const charts = (): Locator => tutorial.page.locator('.jp-RenderedVegaLite svg.marks')

      it('runs every cell in order, and nothing is red', async () => {
        const counts = (await tutorial.page.locator('.jp-CodeCell .jp-InputPrompt').allTextContents()).filter(
          text => text !== '',
        )
        assert.deepEqual(
          counts,
          counts.map((_, index) => `[${index + 1}]:`),
        )
        assert.ok(counts.length >= 13, `${counts.length} cells`)
        const red = tutorial.page.locator(
          '[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedText.jp-mod-error',
        )
        assert.deepEqual(await red.allTextContents(), [])
      })

      it('prints what the tutorial prints', async () => {
        const text = (await tutorial.page.locator('.jp-OutputArea-output').allTextContents()).join('\n')
        for (const line of [
          'Flow state: Pending("Some terminal tasks are still pending.")',
          '<Task: ping_external_service>: Retrying("Retrying Task (after attempt 1 of 2)")',
          'Flow state: Success("All key tasks succeeded.")',
          'Flow results: {<Task: ping_external_service>: Success("Task run succeeded.")}',
          "'Hello from the service: you asked for /payload'",
        ]) {
          assert.ok(text.includes(line), `${line}\nis not in\n${text}`)
        }
      })

      it('shows the states of both runs as tables, a row a task', async () => {
        assert.equal(await tables().count(), 2)
        const rows = await tables().locator('tbody tr').allTextContents()
        const states = rows.map(row => /[✓↻·] ?(?:Success|Retrying|Not Run)/.exec(row)?.[0])
        assert.deepEqual(states, ['✓ Success', '↻ Retrying', '· Not Run', '✓ Success'])
      })

      it('leaves one table of each run in its cell, in its final state', async () => {
        const captions = await runs().locator('xpath=..').allTextContents()
        assert.equal(captions.length, 5)
        assert.match(captions[0] ?? '', /^retry example ○ Pending Some terminal tasks are still pending\. · 5/)
        assert.match(captions[1] ?? '', /^retry example ✓ Success All key tasks succeeded\./)
      })

      it('keeps the tables within the page', async () => {
        for (const table of await tables().all()) {
          const [width, room] = await table.evaluate(element => {
            const output = element.closest('.jp-OutputArea-output')
            return [output.scrollWidth, output.clientWidth]
          })
          assert.ok(Number(width) <= Number(room), `${width} px in ${room}`)
        }
      })

      it('opens the error of the first attempt, in lines of its cell', async () => {
        const failed = tables().first().locator('tbody tr').nth(1).locator('details').first()
        await failed.locator('summary').click()
        const story = failed.locator('pre')
        await story.waitFor({ state: 'visible' })
        assert.match(
          (await story.textContent()) ?? '',
          /Error: Request failed with status code 418\.[\s\S]*Cell \[?\d+/,
        )
        await failed.locator('summary').click()
      })

      it('draws its charts as vector graphics, and names the tasks in its graphs', async () => {
        await charts().nth(2).waitFor()
        assert.equal(await charts().count(), 3)
        for (const graph of (await charts().all()).slice(0, 2)) {
          const texts = await graph.locator('text').allTextContents()
          for (const text of ['create_payload', 'ping_external_service', 'url', 'Overall Flow State']) {
            assert.ok(texts.includes(text), `${text} is not among ${texts.join(', ')}`)
          }
        }
      })

      it('says what is known of a task where the mouse rests on it', async () => {
        const { page } = tutorial
        const circle = charts().first().locator('.mark-symbol path[aria-label*="Retrying"]').first()
        await circle.scrollIntoViewIfNeeded()
        const { x = 0, y = 0, width = 0, height = 0 } = (await circle.boundingBox()) ?? {}
        await page.mouse.move(x + width / 2, y + height / 2)
        const tooltip = page.locator('#vg-tooltip-element.visible')
        await tooltip.waitFor()
        const text = (await tooltip.textContent()) ?? ''
        assert.match(text, /ping_external_service/)
        assert.match(text, /Retrying/)
      })

      for (const theme of themes) {
        it(`can be read in ${theme}`, async () => {
          await tutorial.setTheme(theme)
          for (const table of await tables().all()) await assertReadable(table.locator('xpath=..'))
        })
      }
    })

    describe('in a copy that is not trusted', () => {
      it('is not trusted: nobody has run it here', async () => {
        await copy.page.locator('.jp-NotebookTrustedStatus, [title*="trusted" i]').first().waitFor()
        assert.equal(await copy.isTrusted(), false)
      })

      it('shows its tables and graphs all the same', async () => {
        const { page } = copy
        await page.locator('.jp-RenderedVegaLite .marks').nth(1).waitFor({ state: 'attached' })
        const tables = page.locator('.jp-OutputArea-executeResult table')
        assert.equal(await tables.count(), 2)
        assert.match((await tables.first().textContent()) ?? '', /✓ Success.*↻ Retrying/)
        for (const table of await tables.all()) await assertReadable(table.locator('xpath=..'))
      })

      it('keeps the colours of the states', async () => {
        const chip = copy.page.locator('.jp-OutputArea-output table span', { hasText: 'Success' }).first()
        const color = await chip.evaluate(element => {
          return element.ownerDocument.defaultView.getComputedStyle(element).backgroundColor
        })
        assert.equal(color, 'rgb(128, 192, 128)')
      })
    })
  })
}
