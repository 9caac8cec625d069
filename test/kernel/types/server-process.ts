/** The language server as a process: whether it lives, and how it is held up. */

import { readdirSync, readFileSync } from 'node:fs'

export function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Stops the process; a signal is on its way for a moment, in which it may still answer. */
export async function stopProcess(pid: number | undefined): Promise<void> {
  process.kill(Number(pid), 'SIGSTOP')
  if (process.platform !== 'linux') return
  const tasks = `/proc/${pid}/task`
  await until(() => readdirSync(tasks).every(task => /\) T /.test(readFileSync(`${tasks}/${task}/stat`, 'utf8'))))
}

export async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise(resolve => setTimeout(resolve, 5))
}
