/**
 * What a person does to a running kernel from JupyterLab's page: stop it, start it anew, answer what a cell asks.
 */

import { strict as assert } from 'node:assert'
import type { LabPage } from './lab-page'
import type { LabSession } from './lab-session'

const cells = [
  'let kept = 42',
  'while (true) {}',
  'kept',
  "const name = await input('Your name? ')\n'Hello, ' + name",
  "const secret = await input('Password: ', { password: true })\nsecret.length",
] as const

export function sessionInLab(session: LabSession): void {
  describe('A session', () => {
    let notebook: LabPage

    before(async function () {
      this.timeout(60_000)
      notebook = await session.open(session.lab.write('session', cells))
    })

    after(() => session.leave(notebook))

    it('ends an endless loop by the interrupt button, and keeps the variables', async () => {
      await notebook.runCell(0)
      await notebook.startCell(1)
      await notebook.page
        .locator(
          '.jp-NotebookPanel-toolbar [data-jp-item-name="interrupt"] button, .jp-NotebookPanel-toolbar [data-jp-item-name="interrupt"]',
        )
        .first()
        .click()
      await notebook.settled()
      assert.equal((await notebook.outputs(1))[0]?.output_type, 'error')
      await notebook.runCell(2)
      assert.deepEqual((await notebook.outputs(2))[0]?.data, { 'text/plain': '42' })
    })

    it('asks in a box below the cell, and goes on with what was typed', async () => {
      await notebook.startCell(3)
      const box = notebook.cell(3).locator('.jp-Stdin-input')
      await box.fill('Ada')
      await box.press('Enter')
      await notebook.settled()
      assert.match(
        (await notebook.cell(3).locator('.jp-Stdin-prompt, .jp-OutputArea-output').allTextContents()).join(' '),
        /Your name\?/,
      )
      assert.deepEqual((await notebook.outputs(3)).at(-1)?.data, { 'text/plain': "'Hello, Ada'" })
    })

    it('hides a password while it is typed, and after', async () => {
      await notebook.startCell(4)
      const box = notebook.cell(4).locator('.jp-Stdin-input')
      assert.equal(await box.getAttribute('type'), 'password')
      await box.fill('hunter2')
      await box.press('Enter')
      await notebook.settled()
      assert.deepEqual((await notebook.outputs(4)).at(-1)?.data, { 'text/plain': '7' })
      assert.doesNotMatch((await notebook.cell(4).textContent()) ?? '', /hunter2/)
    })

    it('starts anew by Restart Kernel, with nothing left of the old one', async () => {
      await notebook.choose('Kernel', /^Restart Kernel…/)
      await notebook.page.locator('.jp-Dialog .jp-mod-accept').click()
      await notebook.settled()
      await notebook.runCell(2)
      const [error] = await notebook.outputs(2)
      assert.equal(error?.ename, 'ReferenceError')
    })
  })
}
