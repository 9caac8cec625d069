/**
 * What magics ask of this process, one hidden global that their scripts call: `magic(name, params, …more)`.
 * A row says where its function is; it is loaded at its first use.
 */

import type { FlowMagics } from '../flow/flow-host'
import { type HostMagics, magicCall } from '../link'

type HostMagic<M extends keyof HostMagics> = (
  params: HostMagics[M]['params'],
  more?: unknown,
) => HostMagics[M]['result'] | Promise<HostMagics[M]['result']>

const calls: { readonly [M in Exclude<keyof HostMagics, 'flow'>]: () => HostMagic<M> } = {
  cd: () => (require('./magics/folder') as typeof import('./magics/folder')).cd,
  pwd: () => () => process.cwd(),
  env: () => (require('./magics/folder') as typeof import('./magics/folder')).env,
  readFile: () => (require('./magics/files') as typeof import('./magics/files')).readFile,
  writeFile: () => (require('./magics/files') as typeof import('./magics/files')).writeFile,
  texts: () => (require('./magics/describe') as typeof import('./magics/describe')).texts,
  who: () => (require('./magics/names') as typeof import('./magics/names')).who,
  reset: () => (require('./magics/names') as typeof import('./magics/names')).reset,
  inspect: () => (require('./magics/describe') as typeof import('./magics/describe')).describe,
  shell: () => (require('./magics/shell') as typeof import('./magics/shell')).shell,
  failed: () => (require('./magics/shell') as typeof import('./magics/shell')).failed,
  timeit: () => (require('./magics/timeit') as typeof import('./magics/timeit')).timeit,
}

/** What magics put into code that gives a value, or throws. */
const makers = {
  captured: () => (require('./magics/captured') as typeof import('./magics/captured')).captured,
  lines: () => (require('./magics/shell') as typeof import('./magics/shell')).linesOf,
} as const

/** @param flows the magics of flows, which know the session's. */
export function installMagics(flows: FlowMagics): void {
  const ofFlows: { readonly flow: () => HostMagic<'flow'> } & Record<string, () => unknown> = {
    flow: () => flows.run,
    flowNames: () => flows.names,
    flowState: () => flows.state,
  }
  const rows = { ...calls, ...makers, ...ofFlows } as Readonly<
    Record<string, () => (params: never, more?: unknown) => unknown>
  >
  const value = (name: string, params: unknown, more?: unknown): unknown => rows[name]?.()(params as never, more)
  Object.defineProperty(globalThis, magicCall, { value })
}
