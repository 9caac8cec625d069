/**
 * What is around the kernel: the kernelspecs by which Jupyter knows it, Python, JupyterLab. The kernel itself needs
 * none of it; JupyterLab's version is read from its folder, since asking it takes a second.
 */

import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { reasonOf } from '../../error'
import { compiled, packageRoot, packageVersion } from '../../package-root'
import { kernelFolders } from '../jupyter-paths'
import { frontFile, isOurs } from '../kernelspec'
import { isObject } from '../notebook-text'
import { findPython } from '../python'
import { absent, type Finding, fault, ok } from './finding'

export function checkKernelSpecs(): readonly Finding[] {
  const machine = { platform: process.platform, env: process.env, home: homedir() }
  const found = kernelFolders(machine, environments()).flatMap(specsIn).map(checkSpec)
  if (found.length > 0) return found
  return [absent('kernelspec', 'Jupyter does not know the kernel yet', 'To use it there: npx tasklab install')]
}

interface Spec {
  readonly folder: string
  readonly argv: readonly string[]
}

/** The kernels of ours in a folder of kernels. */
function specsIn(kernels: string): readonly Spec[] {
  return namesIn(kernels).flatMap(name => {
    const folder = join(kernels, name)
    try {
      const spec: unknown = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'))
      if (!isObject(spec) || !isOurs(spec)) return []
      return [{ folder, argv: Array.isArray(spec.argv) ? spec.argv.map(String) : [] }]
    } catch {
      return [] // no kernel, or one that Jupyter passes by as well
    }
  })
}

/** Nothing in what is no folder, or cannot be read: Jupyter finds no kernel there either. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function checkSpec({ folder, argv: [node = '', main = ''] }: Spec): Finding {
  const gone = [node, main].find(file => !existsSync(file))
  if (gone !== undefined) {
    return fault(
      'kernelspec',
      `${folder} starts ${gone || 'nothing'}, which is gone`,
      'Run tasklab install again as it was run for this one, or delete the folder.',
    )
  }
  if (realpathSync(main) === realpathSync(compiled(frontFile))) return ok('kernelspec', `Jupyter finds it: ${folder}`)
  return ok('kernelspec', `Jupyter finds another copy, ${ownerOf(main)}: ${folder}`)
}

/** `tasklab 0.1.0 of /somewhere/tasklab`. */
function ownerOf(main: string): string {
  const root = main.slice(0, -join('dist', frontFile).length - 1)
  try {
    return `tasklab ${packageVersion(root)} of ${root}`
  } catch {
    return `of ${root}`
  }
}

export function checkPython(): Finding {
  try {
    return ok('python', `Python: ${findPython()}, with venv`)
  } catch (error) {
    return absent('python', `${reasonOf(error)} Only JupyterLab needs it.`)
  }
}

export function checkJupyterLab(): readonly Finding[] {
  const found = environments().flatMap(prefix => {
    const version = labVersion(prefix)
    return version === undefined ? [] : [ok('jupyterlab', `JupyterLab ${version} in ${shown(prefix)}`)]
  })
  if (found.length > 0) return found
  return [
    absent(
      'jupyterlab',
      'No JupyterLab on the PATH or in .venv',
      'To have one: npm run lab in a checkout, or pip install jupyterlab',
    ),
  ]
}

/** The Python environments that are at hand: activated, of the `jupyter` on the PATH, and .venv here. */
function environments(): readonly string[] {
  const { VIRTUAL_ENV, CONDA_PREFIX, PATH = '' } = process.env
  const onPath = PATH.split(delimiter).filter(folder => existsSync(join(folder, `jupyter${windowsExe}`)))
  const local = [join(process.cwd(), '.venv'), join(packageRoot(), '.venv')]
  const all = [VIRTUAL_ENV, CONDA_PREFIX, ...onPath.map(dirname), ...local]
  return [...new Set(all.filter(prefix => prefix !== undefined && prefix !== '' && existsSync(prefix)))] as string[]
}

const windowsExe = process.platform === 'win32' ? '.exe' : ''

function labVersion(prefix: string): string | undefined {
  for (const folder of sitePackages(prefix)) {
    const info = namesIn(folder).find(name => /^jupyterlab-[\d.a-z]+\.dist-info$/.test(name))
    if (info !== undefined) return info.slice('jupyterlab-'.length, -'.dist-info'.length)
  }
  return undefined
}

function sitePackages(prefix: string): readonly string[] {
  const lib = join(prefix, 'lib')
  const pythons = namesIn(lib).filter(name => name.startsWith('python'))
  return [...pythons.map(name => join(lib, name, 'site-packages')), join(prefix, 'Lib', 'site-packages')].filter(
    existsSync,
  )
}

function shown(folder: string): string {
  const near = relative(process.cwd(), folder)
  return near.startsWith('..') ? folder : near
}
