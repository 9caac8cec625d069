/** What else a session uses: the folder that runs are kept in, and, in a checkout alone, the browser of the tests. */

import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { packageRoot } from '../../package-root'
import { absent, type Finding, fault, ok } from './finding'

export function checkStore(): Finding {
  const folder = resolve(process.env.TASKLAB_HOME || '.tasklab')
  let nearest = folder
  while (!existsSync(nearest)) nearest = dirname(nearest)
  const problem = whyNot(nearest)
  if (problem === undefined)
    return ok('store', `Runs are kept in ${folder}${nearest === folder ? '' : ', made by the first one'}`)
  const todo = 'Start elsewhere, or set TASKLAB_HOME to a folder of yours. Until then runs are kept in memory only.'
  return fault('store', `Runs cannot be kept in ${folder}: ${nearest} ${problem}`, todo)
}

function whyNot(folder: string): string | undefined {
  if (!statSync(folder).isDirectory()) return 'is no folder'
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return undefined
  } catch {
    return 'cannot be written to'
  }
}

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export function checkBrowser(): readonly Finding[] {
  if (!existsSync(join(packageRoot(), 'test'))) return []
  const places = [
    process.env.TASKLAB_CHROMIUM,
    ...browsers,
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  const file = places.find(place => place !== undefined && existsSync(place))
  if (file !== undefined) return [ok('browser', `Chromium, for the tests: ${file}`)]
  return [
    absent('browser', 'No Chromium; only the browser tests need it', 'apt install chromium, or set TASKLAB_CHROMIUM'),
  ]
}
