/**
 * The help that a person gets while typing, in JupyterLab's own popups.
 */

import { strict as assert } from 'node:assert'
import type { LabPage } from './lab-page'
import type { LabSession } from './lab-session'

const cells = [
  "import { task } from 'tasklab'\nconst fetched = { customerName: 'Ada', customerId: 7 }",
  'fetched.cust',
] as const

export function editingInLab(session: LabSession): void {
  describe('While typing', () => {
    let notebook: LabPage

    before(async function () {
      this.timeout(60_000)
      notebook = await session.open(session.lab.write('editing', cells))
      await notebook.runCell(0)
    })

    after(() => session.leave(notebook))

    it('TypeScript is coloured as TypeScript', async () => {
      const keyword = notebook.cell(0).locator('.cm-line span', { hasText: /^const$/ })
      const plain = notebook.cell(0).locator('.cm-line').first()
      const color = (element: typeof plain): Promise<string> =>
        element.evaluate(each => each.ownerDocument.defaultView.getComputedStyle(each).color)
      assert.notEqual(await color(keyword), await color(plain))
    })

    it('Tab shows what may follow', async () => {
      await notebook.edit(1)
      await notebook.page.keyboard.press('Tab')
      const popup = notebook.page.locator('.jp-Completer:not(.lm-mod-hidden)')
      await popup.locator('.jp-Completer-item').nth(1).waitFor()
      const matches = await popup.locator('.jp-Completer-match').allTextContents()
      assert.deepEqual(matches.slice(0, 2).sort(), ['customerId', 'customerName'])
      await notebook.page.keyboard.press('Escape')
    })

    it('Shift-Tab tells the type of what the cursor is on', async () => {
      await notebook.edit(1, 'Home')
      await notebook.page.keyboard.press('Shift+Tab')
      await notebook.page.locator('.jp-Tooltip', { hasText: 'customerName: string' }).waitFor()
      await notebook.page.keyboard.press('Escape')
    })

    it('Contextual Help follows the cursor', async () => {
      await notebook.command('inspector:open')
      const help = notebook.page.locator('.jp-Inspector')
      await help.waitFor()
      await notebook.edit(0, 'Control+Home')
      for (let step = 0; step < 10; step++) await notebook.page.keyboard.press('ArrowRight')
      await help.getByText('Wraps a function as a task').first().waitFor()
    })
  })
}
