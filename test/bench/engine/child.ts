/**
 * Starts a child process for one contestant and one job, and reads what it reports. One that takes too long is ended:
 * "over 15 s" is a figure too.
 */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Job, Report } from './contest'

export async function contest(contestant: string, job: Job, limitMs: number): Promise<Report> {
  const script = join(__dirname, 'contest.ts')
  const args = ['--expose-gc', '-r', 'ts-node/register', script, contestant, JSON.stringify(job)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (_, name) => resolve(name))
  })
  clearTimeout(timer)
  if (signal !== null) return { cannot: `over ${Math.round(limitMs / 1000)} s` }
  const line = output.trim().split('\n').at(-1) ?? ''
  return line.startsWith('{') ? JSON.parse(line) : { cannot: 'no report' }
}
