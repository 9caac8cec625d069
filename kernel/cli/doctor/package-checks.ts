/**
 * What the package itself brings: its Node, its compiled files, the native modules and the TypeScript server.
 * Native modules are tried in processes of their own: one that was built for another system can end the process.
 */

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compilerPath } from '../../front/types/compiler-path'
import { compiled, packageRoot, packageVersion } from '../../package-root'
import { frontFile } from '../kernelspec'
import { type Finding, fault, ok, vital } from './finding'

const run = promisify(execFile)

/** In a checkout the launcher installs what is missing; an installed package is installed again. */
export function reinstall(): string {
  return existsSync(join(packageRoot(), 'tsconfig.json'))
    ? 'Remove node_modules and run npm install.'
    : 'Install the package again, with optional packages: npm install --include=optional tasklab'
}

export function checkNode(): Finding {
  const [, from = 'this machine'] = /node_modules[\\/](node-[^\\/]+)/.exec(process.execPath) ?? []
  return vital(ok('node', `Node ${process.versions.node} runs the kernel, from ${from}: ${process.execPath}`))
}

export function checkPackage(): Finding {
  const text = `tasklab ${packageVersion()} in ${packageRoot()}`
  const missing = [frontFile, 'kernel/host/main.js', 'lib/index.js'].filter(file => !existsSync(compiled(file)))
  if (missing.length === 0) return vital(ok('package', text))
  return vital(fault('package', `${text} lacks dist/${missing.join(', dist/')}`, reinstall()))
}

interface NativeModule {
  readonly name: string
  readonly purpose: string
  readonly isVital: boolean
}

const modules: readonly NativeModule[] = [
  { name: 'zeromq', purpose: 'the connection to Jupyter', isVital: true },
  { name: '@swc/core', purpose: 'compiles cells', isVital: true },
  { name: '@resvg/resvg-js', purpose: 'draws pictures of charts', isVital: false },
]

export function checkModules(): Promise<readonly Finding[]> {
  return Promise.all(modules.map(module => checkModule(module)))
}

/** @param from a file whose `require` finds the module. */
export async function checkModule(
  { name, purpose, isVital }: NativeModule,
  from = join(packageRoot(), 'package.json'),
): Promise<Finding> {
  const problem = await loadProblem(name, from)
  const finding =
    problem === undefined
      ? ok(name, `${name} loads: ${purpose}`)
      : fault(name, `${name} does not load (${purpose}): ${problem}`, reinstall())
  return isVital ? vital(finding) : finding
}

async function loadProblem(name: string, from: string): Promise<string | undefined> {
  try {
    const file = createRequire(from).resolve(name)
    await run(process.execPath, ['-e', 'require(process.argv[1])', file], { timeout: 5_000 })
    return undefined
  } catch (error) {
    return problemText(error)
  }
}

/** The line that names the error, out of all that a process said. */
function problemText(error: unknown): string {
  const { stderr = '', signal, message } = error as { stderr?: string; signal?: string; message: string }
  if (signal) return `it ends the process (${signal})`
  const said = `${stderr}\n${message}`.split('\n')
  return (said.find(line => /^\s*(\[?\w*Error\b)/.test(line)) ?? said.find(line => line.trim()) ?? 'no reason').trim()
}

export async function checkLanguageServer(file = compilerPath(packageRoot())): Promise<Finding> {
  const what = 'the TypeScript server: type errors, completion, inspection'
  if (file === undefined) {
    return fault('types', `No binary for ${process.platform}-${process.arch} of ${what}`, reinstall())
  }
  try {
    await run(file, ['--version'], { timeout: 5_000 })
    return ok('types', `TypeScript server: ${file}`)
  } catch (error) {
    return fault('types', `${file} does not start (${what}): ${problemText(error)}`, reinstall())
  }
}
