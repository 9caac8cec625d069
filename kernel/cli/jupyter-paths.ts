/**
 * Where Jupyter looks for kernels, by its own rules, without Python:
 * https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 * Pure: the system and its environment come in, so that each system's rule can be tried on any other.
 */

import { posix, win32 } from 'node:path'

export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** The user's kernels: what `jupyter kernelspec install --user` writes to. */
export function userKernels({ platform, env, home }: Machine): string {
  const { join } = platform === 'win32' ? win32 : posix
  return join(env.JUPYTER_DATA_DIR || defaultData(), 'kernels')

  function defaultData(): string {
    if (platform === 'darwin') return join(home, 'Library', 'Jupyter')
    if (platform !== 'win32') return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'jupyter')
    return env.APPDATA ? join(env.APPDATA, 'jupyter') : join(env.JUPYTER_CONFIG_DIR || join(home, '.jupyter'), 'data')
  }
}

/** The kernels of a Python environment, or of any other prefix. */
export function prefixKernels(prefix: string, platform: NodeJS.Platform): string {
  return (platform === 'win32' ? win32 : posix).join(prefix, 'share', 'jupyter', 'kernels')
}

/** Every folder of kernels that Jupyter looks into, the first found counts; `prefixes` are those of Python environments. */
export function kernelFolders(machine: Machine, prefixes: readonly string[]): readonly string[] {
  const { platform, env } = machine
  const { join, delimiter } = platform === 'win32' ? win32 : posix
  const named = (env.JUPYTER_PATH ?? '').split(delimiter).filter(path => path !== '')
  const system =
    platform === 'win32'
      ? [join(env.PROGRAMDATA || 'C:\\ProgramData', 'jupyter')]
      : ['/usr/local/share/jupyter', '/usr/share/jupyter']
  return [
    ...new Set([
      ...named.map(path => join(path, 'kernels')),
      userKernels(machine),
      ...prefixes.map(prefix => prefixKernels(prefix, platform)),
      ...system.map(path => join(path, 'kernels')),
    ]),
  ]
}
