/**
 * Deno's own kernel, as npm's package `deno` brings it: another kernel for TypeScript, to measure ours against and to
 * run the library in. Its package has the program of this machine alone, and may have none.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { KernelSpec } from '../../kernel/cli/kernelspec'
import { packageRoot } from '../../kernel/package-root'

/** How it is started; undefined where there is no Deno. */
export function denoKernelSpec(env: Readonly<Record<string, string>> = {}): KernelSpec | undefined {
  const program = denoProgram()
  if (program === undefined) return undefined
  return {
    argv: [program, 'jupyter', '--kernel', '--conn', '{connection_file}'],
    display_name: 'Deno',
    language: 'typescript',
    interrupt_mode: 'message',
    env: { DENO_NO_UPDATE_CHECK: '1', ...env },
    metadata: {},
  }
}

/** The program itself: the package's own launcher is a script that starts it. */
function denoProgram(): string | undefined {
  const { platform, arch } = process
  const packages = [`${platform}-${arch}`, `${platform}-${arch}-glibc`]
  const programs = packages.map(name =>
    join(packageRoot(), 'node_modules', '@deno', name, platform === 'win32' ? 'deno.exe' : 'deno'),
  )
  return programs.find(program => existsSync(program))
}
