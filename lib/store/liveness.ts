/**
 * Who runs a run, and whether it still lives. A process is known by machine, id and the time at which it started,
 * since ids are used again. On the same machine the system is asked; a run of another machine lives while its
 * heartbeat is younger than 30 s. Everything here that depends on the system has its Linux form first.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** The process that runs a run, as it is stored with it. */
export interface ProcessIdentity {
  readonly pid: number
  readonly machine: string
  /** Where and when the process started; two processes of one machine never share it, though they may share the id. */
  readonly start: string
  /** This copy of the process's memory: tells the runs that are going on in it. */
  readonly session: string
}

export const HEARTBEAT_MS = 10_000
const YOUNG_MS = 30_000
/** Stands for a start time that the system does not tell. */
const UNKNOWN = '?'
const SHARED = Symbol.for('tasklab.process')

interface Shared {
  readonly identity: ProcessIdentity
  /** The ids of the runs that are going on in this process. */
  readonly running: Set<string>
}

/** Who we are, and which runs are going on here: one for all copies of this module in the process. */
export function thisProcess(): Shared {
  const holder = globalThis as { [SHARED]?: Shared }
  holder[SHARED] ??= { identity: identify(), running: new Set() }
  return holder[SHARED]
}

/** Whether a run that has not ended is still going on. `heartbeat` and `now` in milliseconds. */
export function isAlive(runId: string, owner: ProcessIdentity, heartbeat: number, now: number): boolean {
  const { identity, running } = thisProcess()
  if (owner.session === identity.session) return running.has(runId)
  if (owner.machine !== identity.machine) return now - heartbeat < YOUNG_MS
  const young = now - heartbeat < YOUNG_MS
  // Ids of another container's processes say nothing here; and after a reboot nothing of before lives.
  if (spaceOf(owner.start) !== spaceOf(identity.start)) return bootOf(owner.start) === bootOf(identity.start) && young
  const start = startOf(owner.pid)
  return start === owner.start && (young || !start.endsWith(UNKNOWN))
}

function identify(): ProcessIdentity {
  const session = globalThis.crypto.randomUUID()
  return { pid: process.pid, machine: hostname(), start: startOf(process.pid) ?? session, session }
}

/** `boot/pid namespace/start time` of a living process; undefined where there is none. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStart(pid)
  if (!exists(pid)) return undefined
  // Windows does not tell it without starting a shell of its own, which takes longer than many a run.
  return process.platform === 'win32' ? `//${UNKNOWN}` : posixStart(pid)
}

function linuxStart(pid: number): string | undefined {
  try {
    // Field 22 of proc_pid_stat(5); the name before it may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined
    return `${bootId()}/${pidSpace()}/${rest[18]}`
  } catch {
    return undefined
  }
}

function bootId(): string {
  return tried(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
}

function pidSpace(): string {
  return tried(() => readlinkSync('/proc/self/ns/pid'))
}

function posixStart(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } })
  return stdout?.trim() ? `//${stdout.trim()}` : undefined
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function spaceOf(start: string): string {
  return start.slice(0, start.lastIndexOf('/'))
}

function bootOf(start: string): string {
  return start.slice(0, start.indexOf('/'))
}

function tried(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
