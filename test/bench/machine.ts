/**
 * The facts that a figure is worth nothing without: what machine, what versions, how busy it was.
 */

import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { join } from 'node:path'

const modules = join(__dirname, '..', '..', 'node_modules')

export function machineFacts(): string {
  const cores = cpus()
  const [load = 0] = loadavg()
  const memory = Math.round(totalmem() / 2 ** 30)
  return [
    `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown CPU'}, ${memory} GB, ${type()} ${release()}`,
    `Node ${process.versions.node}, load average at the start ${load.toFixed(1)}`,
  ].join('; ')
}

/** `p-graph 2.0.0`. */
export function nameAndVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'))
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : ''
  return `${name} ${String(version)}`
}
