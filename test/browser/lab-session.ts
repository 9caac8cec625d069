/**
 * One JupyterLab and one browser for a whole file of tests: both take seconds to start, and so does a window.
 * Each suite opens a notebook of its own, with a kernel of its own, so that no test sees what another one left; the
 * window may be one that another suite has done with.
 */

import type { Browser } from 'playwright-core'
import { needsPython } from '../run/environment'
import { needsBrowser, startChromium } from './chromium'
import { JupyterLab } from './jupyter-lab'
import { type Front, LabPage } from './lab-page'

const startMs = 90_000

export interface LabSession {
  /** Opens a notebook of the working folder. */
  open(notebook: string, front?: Front): Promise<LabPage>
  /** The suite has done with it. */
  leave(window: LabPage | undefined): Promise<void>
  readonly lab: JupyterLab
}

/** Starts both before the tests of the suite that calls it, with copies of these files, and stops both after them. */
export function useLab(files: readonly string[]): LabSession {
  let lab: JupyterLab | undefined
  let browser: Browser | undefined
  const free: LabPage[] = []

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
    async open(notebook, front = 'lab') {
      const window = front === 'lab' ? free.pop() : undefined
      if (window === undefined) return LabPage.open(started(browser), this.lab, notebook, {}, front)
      await window.show(notebook)
      return window
    },
    async leave(window) {
      if (window?.front === 'lab') free.push(window)
      else await window?.close()
    },
    get lab() {
      return started(lab)
    },
  }
}

function started<T>(it: T | undefined): T {
  if (it === undefined) throw new Error('The suite has not been started yet.')
  return it
}
