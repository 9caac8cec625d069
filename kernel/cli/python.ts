/**
 * Python, for what needs it: JupyterLab, and the tests that run Jupyter's own clients.
 * A virtual environment is made and filled once; a file in it says what it holds.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KernelError } from '../error'

/** What JupyterLab's and nbclient's pinned versions ask for. */
const oldest = [3, 10] as const
/** What we installed into an environment, a line each. */
const record = '.tasklab'

/**
 * The first Python on the PATH that can make an environment.
 * @throws KernelError `python` that says what is missing.
 */
export function findPython(): string {
  const ask = `import sys; print(sys.version_info >= (${oldest.join(', ')})); import venv, ensurepip; print("venv")`
  const wanted = `Python ${oldest.join('.')} or newer`
  let problem = `There is no Python; ${wanted} is needed.`
  for (const python of process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']) {
    const { stdout } = spawnSync(python, ['-c', ask], { encoding: 'utf8' })
    const [newEnough, venv] = (stdout ?? '').split(/\r?\n/)
    if (newEnough === 'True' && venv === 'venv') return python
    if (newEnough === 'False') problem = `${python} is too old; ${wanted} is needed.`
    if (newEnough === 'True') problem = `${python} has no venv module (on Debian and Ubuntu: apt install python3-venv).`
  }
  throw new KernelError('python', problem)
}

/** The Python of an environment. */
export function pythonOf(environment: string): string {
  return process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python')
}

/**
 * Makes the environment where there is none, and installs what it does not hold yet.
 * @param packages pinned, e.g. `jupyterlab==4.6.6`; @param say is told before anything that takes long.
 */
export function ensureEnvironment(folder: string, packages: readonly string[], say: (text: string) => void): void {
  const held = heldPackages(folder)
  const missing = packages.filter(name => !held.includes(name))
  if (missing.length === 0) return
  say(`installing ${missing.join(', ')} into ${folder} …`)
  const python = pythonOf(folder)
  if (!existsSync(python)) execute(findPython(), ['-m', 'venv', '--clear', folder])
  execute(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...missing])
  writeFileSync(join(folder, record), [...held, ...missing].join('\n'))
}

export function holdsPackages(folder: string, packages: readonly string[]): boolean {
  const held = heldPackages(folder)
  return packages.every(name => held.includes(name))
}

/** Nothing in an environment whose Python has gone, as after an update of the system's. */
function heldPackages(folder: string): readonly string[] {
  const file = join(folder, record)
  return existsSync(pythonOf(folder)) && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
}

function execute(command: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  const said = error?.message ?? `${stdout}${stderr}`.trim().split('\n').at(-1)
  throw new KernelError('python', `${command} ${args.slice(0, 3).join(' ')} failed: ${said}`)
}
