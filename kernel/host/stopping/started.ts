/**
 * Threads and processes that a cell starts. They end with it when it is interrupted; those that it leaves behind when
 * it ends by itself are the session's. Node tells of each as it is made, so that nothing is wrapped. What a process has
 * started itself is its own matter.
 */

import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import type { Worker } from 'node:worker_threads'
import { outsideCells, ownScope } from '../scope'
import { setTimeout } from '../turns'

/** Milliseconds that a process has to end by itself. */
const killAfterMs = 2_000

export function noteWhatCellsStart(): void {
  subscribe('worker_threads', message => {
    const { worker } = message as { readonly worker: Worker }
    const ended = ownScope()?.hasStarted(() => void worker.terminate())
    if (ended !== undefined) worker.once('exit', ended)
  })
  subscribe('child_process', message => {
    const { process: child } = message as { readonly process: ChildProcess }
    const ended = ownScope()?.hasStarted(() => end(child))
    if (ended !== undefined) child.once('exit', ended)
  })
}

function end(child: ChildProcess): void {
  if (child.pid === undefined || signal(-child.pid, 0)) return // it leads a group: to outlive others
  if (isGoing(child) && signal(child.pid, 'SIGTERM'))
    outsideCells(() => setTimeout(() => kill(child), killAfterMs)).unref()
}

function kill(child: ChildProcess): void {
  if (child.pid !== undefined && isGoing(child)) signal(child.pid, 'SIGKILL')
}

function isGoing({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

/** @returns false where there is no such process, or another user's. */
function signal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
