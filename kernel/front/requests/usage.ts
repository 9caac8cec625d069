/**
 * usage_request, ipykernel's, which front ends' resource monitors ask: what the kernel uses of the machine. Counts the
 * processes that belong to it, the cell host's above all, since its last answer; where the system does not tell of
 * another process (no /proc), the front alone.
 */

import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, freemem, hostname, totalmem } from 'node:os'
import type { ControlReplies } from '../../wire/requests'

const pageSize = 4096
const ticksPerSecond = 100

interface Spent {
  readonly at: number
  /** Seconds of CPU, by process. */
  readonly cpu: ReadonlyMap<number, number>
  readonly machine: { readonly busy: number; readonly all: number }
}

export class Usage {
  #last: Spent | undefined

  reply(processes: readonly (number | undefined)[]): ControlReplies['usage_request'] {
    const pids = [process.pid, ...processes.filter(pid => pid !== undefined)]
    const now = {
      at: performance.now() / 1000,
      cpu: new Map(pids.map(pid => [pid, cpuOf(pid)])),
      machine: machineTimes(),
    }
    const last = this.#last
    this.#last = now
    const available = freemem()
    const total = totalmem()
    return {
      status: 'ok',
      hostname: hostname(),
      pid: process.pid,
      cpu_count: availableParallelism(),
      kernel_memory: pids.reduce((sum, pid) => sum + memoryOf(pid), 0),
      host_virtual_memory: {
        total,
        available,
        free: available,
        used: total - available,
        percent: percent(total - available, total),
      },
      // shares of time need two looks
      ...(last && { kernel_cpu: kernelShare(last, now), host_cpu_percent: machineShare(last, now) }),
    }
  }
}

/** Percent of one processor. */
function kernelShare(last: Spent, now: Spent): number {
  let spent = 0
  for (const [pid, cpu] of now.cpu) spent += cpu - (last.cpu.get(pid) ?? 0)
  return percent(spent, now.at - last.at)
}

function machineShare(last: Spent, now: Spent): number {
  return percent(now.machine.busy - last.machine.busy, now.machine.all - last.machine.all)
}

function machineTimes(): Spent['machine'] {
  let busy = 0
  let all = 0
  for (const { times } of cpus()) {
    const working = times.user + times.nice + times.sys + times.irq
    busy += working
    all += working + times.idle
  }
  return { busy, all }
}

function cpuOf(pid: number): number {
  if (pid === process.pid) {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  }
  // after the name, which may hold anything, in parentheses: the 14th and 15th of all are user and system time
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond
}

/** Bytes that are in memory. */
function memoryOf(pid: number): number {
  if (pid === process.pid) return process.memoryUsage.rss()
  return Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * pageSize
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((1000 * part) / whole) / 10 : 0
}
