/**
 * The kernelspec: how a front end starts this kernel. One function says it, for install, `tasklab run` and JupyterLab.
 * It names the Node that runs now (the project's own, the launcher saw to that) and the compiled front by absolute path,
 * so that it works in any folder and with any PATH.
 * https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
 */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { KernelError } from '../error'
import { compiled, packageRoot } from '../package-root'
import { fileFault } from './file-fault'

export const kernelName = 'tasklab'

export interface KernelSpec {
  readonly argv: readonly string[]
  readonly display_name: string
  readonly language: string
  readonly interrupt_mode: 'message' | 'signal'
  readonly env: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, unknown>>
}

export function kernelSpec(): KernelSpec {
  return {
    argv: [process.execPath, compiled('kernel/front/main.js'), '{connection_file}'],
    display_name: 'TypeScript (tasklab)',
    language: 'typescript',
    interrupt_mode: 'message',
    env: {},
    // without it jupyter_client gives a kernel no keys to encrypt its channels with
    metadata: { supported_encryption: 'curve' },
  }
}

const manifest = 'kernel.json'
const logos = ['logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'] as const

/** Writes the kernelspec into this folder of kernels, over an older one; returns its own folder. */
export function writeKernelSpec(kernels: string): string {
  const folder = join(kernels, kernelName)
  refuseForeign(folder)
  try {
    mkdirSync(folder, { recursive: true })
    for (const logo of logos) copyFileSync(join(packageRoot(), 'kernel/kernelspec', logo), join(folder, logo))
    writeFileSync(join(folder, manifest), `${JSON.stringify(kernelSpec(), null, 1)}\n`)
  } catch (error) {
    throw fileFault(folder, 'cannot be written', error)
  }
  return folder
}

export interface Removal {
  readonly folder: string
  /** Was there a kernelspec of ours? */
  readonly found: boolean
  /** Files that somebody else put there, and that stay. */
  readonly left: readonly string[]
}

/** Removes what `writeKernelSpec` wrote, and nothing else. */
export function removeKernelSpec(kernels: string): Removal {
  const folder = join(kernels, kernelName)
  if (!existsSync(join(folder, manifest))) return { folder, found: false, left: [] }
  refuseForeign(folder)
  try {
    for (const file of [manifest, ...logos]) rmSync(join(folder, file), { force: true })
    const left = readdirSync(folder)
    if (left.length === 0) rmdirSync(folder)
    return { folder, found: true, left }
  } catch (error) {
    throw fileFault(folder, 'cannot be removed', error)
  }
}

/** Another program's kernel of that name is neither overwritten nor removed. */
function refuseForeign(folder: string): void {
  const file = join(folder, manifest)
  if (!existsSync(file)) return
  let found: unknown
  try {
    found = JSON.parse(readFileSync(file, 'utf8')).display_name
  } catch {
    return // broken: whoever wrote it cannot be using it
  }
  if (found === kernelSpec().display_name) return
  throw new KernelError('foreign-kernelspec', `${file} is another program's kernel, "${String(found)}".`)
}
