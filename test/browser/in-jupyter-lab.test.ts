/**
 * Everything that is tried in a real JupyterLab, in headless Chromium: one server and one browser for all of it.
 */

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { editingInLab } from './editing'
import { flowsInLab } from './flows'
import { useLab } from './lab-session'
import { sessionInLab } from './session-control'
import { tutorialInLab } from './tutorial'

const tutorial = join(__dirname, '../../notebooks/task-retries.ipynb')

describe('In JupyterLab', function () {
  this.timeout(45_000)
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
  const saved = join(folder, 'task-retries-saved.ipynb')
  copyFileSync(tutorial, saved)

  const session = useLab([tutorial, saved])
  after(() => rmSync(folder, { recursive: true }))

  tutorialInLab(session)
  flowsInLab(session)
  sessionInLab(session)
  editingInLab(session)
})
