/**
 * What the tests need besides npm's packages: an environment with Jupyter's own Python clients, made once in .venv.
 * A machine without Python skips those tests, each by its name; with CI=true nothing is skipped, they fail.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureEnvironment, holdsPackages, pythonOf } from '../../kernel/cli/python'

const root = join(__dirname, '..', '..')
const folder = join(root, '.venv')

export const isCI = process.env.CI === 'true'

function requirements(): readonly string[] {
  const text = readFileSync(join(root, 'test', 'requirements.txt'), 'utf8')
  return text.split('\n').filter(line => line !== '')
}

/** @throws KernelError that says why there can be none. */
export function makeEnvironment(say: (text: string) => void): void {
  ensureEnvironment(folder, requirements(), say)
}

/** For a test that runs Jupyter's clients: their Python. Without it the test is skipped here. */
export function needsPython(test: Mocha.Context): string {
  if (holdsPackages(folder, requirements())) return pythonOf(folder)
  if (isCI) throw new Error('This test needs Python, and with CI=true no test is skipped.')
  return test.skip()
}
