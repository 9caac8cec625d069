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
import { compiled, packageRoot, packageVersion } from '../package-root'
import type { JsonObject } from '../wire/message'
import { fileFault } from './file-fault'
import { isObject } from './notebook-text'

export const kernelName = 'tasklab'
/** What Jupyter starts. */
export const frontFile = 'kernel/front/main.js'
/** The metadata by which a kernelspec of ours is known, whatever its names are. */
const mark = 'tasklab'

export interface KernelSpec {
  readonly argv: readonly string[]
  readonly display_name: string
  readonly language: string
  readonly interrupt_mode: 'message' | 'signal'
  readonly env: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, unknown>>
}

/** How a person and Jupyter tell two installed kernels of ours apart. */
export interface KernelNames {
  /** Jupyter's own name of it, and that of its folder. */
  readonly name?: string | undefined
  readonly displayName?: string | undefined
}

export function kernelSpec({ name = kernelName, displayName = `TypeScript (${name})` }: KernelNames = {}): KernelSpec {
  return {
    argv: [process.execPath, compiled(frontFile), '{connection_file}'],
    display_name: displayName,
    language: 'typescript',
    interrupt_mode: 'message',
    env: {},
    metadata: {
      // without it jupyter_client gives a kernel no keys to encrypt its channels with
      supported_encryption: 'curve',
      [mark]: { version: packageVersion() },
    },
  }
}

const manifest = 'kernel.json'
const logos = ['logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'] as const

/** Writes the kernelspec into this folder of kernels, over an older one; returns its own folder. */
export function writeKernelSpec(kernels: string, names: KernelNames = {}): string {
  const folder = join(kernels, names.name ?? kernelName)
  refuseForeign(folder)
  try {
    mkdirSync(folder, { recursive: true })
    for (const logo of logos) copyFileSync(join(packageRoot(), 'kernel/kernelspec', logo), join(folder, logo))
    writeFileSync(join(folder, manifest), `${JSON.stringify(kernelSpec(names), null, 1)}\n`)
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
export function removeKernelSpec(kernels: string, name = kernelName): Removal {
  const folder = join(kernels, name)
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
    found = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return // broken: whoever wrote it cannot be using it
  }
  if (!isObject(found) || isOurs(found)) return
  throw new KernelError('foreign-kernelspec', `${file} is another program's kernel, "${String(found.display_name)}".`)
}

/** Does this kernelspec start a kernel of ours, of any version? */
export function isOurs({ metadata, argv }: JsonObject): boolean {
  if (isObject(metadata) && metadata[mark] !== undefined) return true
  return Array.isArray(argv) && argv.some(word => String(word).replaceAll('\\', '/').endsWith(`/dist/${frontFile}`))
}
