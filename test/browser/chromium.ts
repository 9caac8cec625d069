/**
 * The browser that the tests drive: Debian's Chromium, or the one that TASKLAB_CHROMIUM names.
 * playwright-core brings no browser of its own, and none is downloaded.
 */

import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { isCI } from '../run/environment'

const places = [
  process.env.TASKLAB_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** No sandbox: CI runs as root. The rest keeps it from talking to anybody but the page. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

/** Where Chromium is, if it is. */
export function findChromium(): string | undefined {
  return places.find(file => file !== undefined && existsSync(file))
}

/** For a test that drives a browser. Without one the test is skipped here. */
export function needsBrowser(test: Mocha.Context): string {
  const file = findChromium()
  if (file !== undefined) return file
  if (isCI) throw new Error('This test needs Chromium, and with CI=true no test is skipped.')
  return test.skip()
}

export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args })
}
