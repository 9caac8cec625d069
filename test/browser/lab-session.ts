/**
 * One JupyterLab and one browser for a whole file of tests: both take seconds to start.
 * Each suite opens notebooks of its own in it, so that no test sees what another one left.
 */

import type { Browser, BrowserContextOptions } from 'playwright-core'
import { needsPython } from '../run/environment'
import { needsBrowser, startChromium } from './chromium'
import { JupyterLab } from './jupyter-lab'
import { type Front, LabPage } from './lab-page'

const startMs = 90_000

export interface LabSession {
  /** Opens a notebook of the working folder. */
  open(notebook: string, options?: BrowserContextOptions, front?: Front): Promise<LabPage>
  readonly lab: JupyterLab
  readonly browser: Browser
}

/** Starts both before the tests of the suite that calls it, with copies of these files, and stops both after them. */
export function useLab(files: readonly string[]): LabSession {
  let lab: JupyterLab | undefined
  let browser: Browser | undefined

  before(async function () {
    this.timeout(startMs)
    const chromium = needsBrowser(this)
    const python = needsPython(this)
    const starting = await Promise.allSettled([JupyterLab.start(python, files), startChromium(chromium)])
    const [server, window] = starting
    if (server.status === 'fulfilled') lab = server.value
    if (window.status === 'fulfilled') browser = window.value
    for (const each of starting) if (each.status === 'rejected') throw each.reason
  })

  after(async function () {
    this.timeout(startMs)
    await browser?.close()
    await lab?.stop()
  })

  return {
    open(notebook, options, front) {
      return LabPage.open(this.browser, this.lab, notebook, options, front)
    },
    get lab() {
      return started(lab)
    },
    get browser() {
      return started(browser)
    },
  }
}

function started<T>(it: T | undefined): T {
  if (it === undefined) throw new Error('The suite has not been started yet.')
  return it
}
