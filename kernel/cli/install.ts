/**
 * `tasklab install` and `uninstall`: which folder of kernels is meant, and what to say about it.
 * Neither needs Python, but for --sys-prefix outside an activated environment, where only Python knows its prefix.
 */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { KernelError } from '../error'
import { usageFault } from './arguments'
import { prefixKernels, userKernels } from './jupyter-paths'
import { kernelSpec, removeKernelSpec, writeKernelSpec } from './kernelspec'

interface Place {
  readonly user?: true
  readonly 'sys-prefix'?: true
  readonly prefix?: string
}

interface UninstallArguments {
  readonly values: Place & { readonly name?: string }
}

interface InstallArguments {
  readonly values: UninstallArguments['values'] & { readonly 'display-name'?: string }
}

export async function install({ values }: InstallArguments): Promise<number> {
  const names = { name: readName(values.name), displayName: values['display-name'] }
  const folder = writeKernelSpec(kernelsOf(values), names)
  process.stdout.write(`The kernel "${kernelSpec(names).display_name}" is in ${folder}\n`)
  return 0
}

export async function uninstall({ values }: UninstallArguments): Promise<number> {
  const { folder, found, left } = removeKernelSpec(kernelsOf(values), readName(values.name))
  if (!found) process.stdout.write(`Nothing to remove: there is no tasklab kernel in ${folder}\n`)
  else if (left.length === 0) process.stdout.write(`Removed ${folder}\n`)
  else process.stdout.write(`Removed the kernel from ${folder}, and left what is not its own: ${left.join(', ')}\n`)
  return 0
}

/** Jupyter ignores a kernel whose folder is called anything else. */
function readName(name: string | undefined): string | undefined {
  if (name === undefined || /^[a-z0-9._-]+$/i.test(name)) return name
  throw usageFault(`--name "${name}" cannot name a kernel; expected letters, digits, and any of - . _`)
}

function kernelsOf(values: Place): string {
  const given = (['user', 'sys-prefix', 'prefix'] as const)
    .filter(name => values[name] !== undefined)
    .map(name => `--${name}`)
  if (given.length > 1) throw usageFault(`${given.join(' and ')} exclude each other.`)
  const { platform, env } = process
  if (values.prefix !== undefined) return prefixKernels(resolve(values.prefix), platform)
  if (values['sys-prefix']) return prefixKernels(activePrefix(), platform)
  return userKernels({ platform, env, home: homedir() })
}

/** The environment that is activated, else the one of the `python3` that the PATH finds. */
function activePrefix(): string {
  const activated = process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX
  if (activated) {
    if (existsSync(activated)) return activated
    throw new KernelError('sys-prefix', `The Python environment ${activated} does not exist.`, 'Is it still activated?')
  }
  for (const python of ['python3', 'python']) {
    const { status, stdout } = spawnSync(python, ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' })
    if (status === 0) return stdout.trim()
  }
  throw new KernelError('sys-prefix', '--sys-prefix needs Python, and there is none.', 'Use --user or --prefix DIR.')
}
