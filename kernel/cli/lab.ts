/**
 * `tasklab lab`, which is `npm run lab`: a JupyterLab of its own in .venv, with this kernel in it, opened on the tutorial.
 * Everything stays in the checkout; nothing of the user's own Jupyter is read or changed but its settings.
 */

import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { packageRoot } from '../package-root'
import { prefixKernels } from './jupyter-paths'
import { writeKernelSpec } from './kernelspec'
import { ensureEnvironment, pythonOf } from './python'
import { tutorialFile } from './tutorial'

const jupyterLab = 'jupyterlab==4.6.6'

/** @param argv goes to `jupyter lab` as it is: `--no-browser`, `--port 9000`. */
export async function lab(argv: readonly string[]): Promise<number> {
  const environment = join(packageRoot(), '.venv')
  ensureEnvironment(environment, [jupyterLab], text => process.stderr.write(`tasklab: ${text}\n`))
  writeKernelSpec(prefixKernels(environment, process.platform))
  const own = argv[0] === '--' ? argv.slice(1) : argv
  const quiet = canOpenBrowser() || own.includes('--no-browser') ? [] : ['--no-browser']
  // as the default page, it is also the address that is printed where no browser opens
  const page = `--LabApp.default_url=/lab/tree/${basename(tutorialFile())}`
  const args = ['-m', 'jupyterlab', page, ...quiet, ...own]
  return runToEnd(pythonOf(environment), args, dirname(tutorialFile()))
}

function canOpenBrowser(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY)
}

/** JupyterLab asks on Ctrl-C whether it should end, so the signal is left to it. */
function runToEnd(command: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(command, args, { cwd, stdio: 'inherit' })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}
