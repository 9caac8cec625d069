/**
 * Ends what commands left running when this process ends, however it ends: a small process of its own that waits for
 * the end of a pipe, and then kills the groups that it was last told of. It is started with the first command.
 */

import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

const script = 'while read -r line; do groups=$line; done; [ -z "$groups" ] || kill -KILL $groups'

const groups = new Set<number>()
let keeper: Writable | undefined

/** @returns what tells that the group's leader has ended; the group stays guarded while anybody is left in it. */
export function guardGroup(group: number): () => void {
  groups.add(group)
  report()
  return () => {
    // a number can only be given to another group once its own is empty
    for (const one of groups) if (!isAlive(one)) groups.delete(one)
    report()
  }
}

function report(): void {
  keeper ??= startKeeper()
  keeper?.write(`${[...groups].map(group => `-${group}`).join(' ')}\n`)
}

function startKeeper(): Writable | undefined {
  // in a group of its own: this process's group is killed with it
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' })
  child.on('error', () => undefined)
  child.stdin?.on('error', () => undefined)
  child.unref()
  return child.stdin ?? undefined
}

function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}
