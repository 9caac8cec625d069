/**
 * Threads and processes that a cell starts. They end with it when it is interrupted; those that it leaves behind when
 * it ends by itself are the session's. Node tells of each as it is made, so that nothing is wrapped.
 */

import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import type { Worker } from 'node:worker_threads'
import { outsideCells, ownScope } from './scope'

/** Milliseconds that a process has to end by itself. */
const killAfterMs = 2_000

export function noteWhatCellsStart(): void {
  subscribe('worker_threads', message => {
    const { worker } = message as { readonly worker: Worker }
    ownScope()?.started.add(() => void worker.terminate())
  })
  subscribe('child_process', message => {
    const { process: child } = message as { readonly process: ChildProcess }
    ownScope()?.started.add(() => end(child))
  })
}

function end(child: ChildProcess): void {
  if (child.pid === undefined || leadsGroup(child.pid) || !child.kill()) return
  outsideCells(() => setTimeout(() => child.kill('SIGKILL'), killAfterMs)).unref()
}

/** One that was started to outlive others. */
function leadsGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}
