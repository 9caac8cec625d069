/**
 * Runs the command line in a process of its own, and collects what comes of it: the compiled one, as `npm test` built it,
 * so that a source which is edited meanwhile starts no build in the middle of a test.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export const root = join(__dirname, '..', '..', '..')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Goes by this launcher instead. */
  readonly launcher?: string
  /** Told of the process and of all that it has printed so far, whenever there is more. */
  readonly onOutput?: (child: ChildProcess, stdout: string) => void
}

const main = join(root, 'dist', 'kernel', 'cli', 'main.js')
const direct = ['-e', `require(${JSON.stringify(main)}).main(process.argv.slice(1))`, '--']

export function tasklab(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { cwd = root, env = {}, launcher, onOutput = () => {} } = options
  const { FORCE_COLOR, NO_COLOR, ...inherited } = process.env
  const start = launcher === undefined ? direct : [launcher]
  const child = spawn(process.execPath, [...start, ...args], { cwd, env: { ...inherited, ...env } })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
      if (name === 'stdout') onOutput(child, said.stdout)
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, ...said }))
  })
}

/** What it said is one line, without a stack trace. */
export function isOneLine(text: string): boolean {
  return /^tasklab: [^\n]+\n$/.test(text)
}
