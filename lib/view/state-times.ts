/**
 * What a state tells of time and of attempts: how long its attempt took, which one it was, and how long it still waits.
 * A state holds the attempts that failed; the one that is running or succeeded comes after them.
 */
import type { State } from '../state'
import type { Task } from '../task'
import { formatDuration } from './time-text'

/** Until when a task waits, and how many milliseconds that is; nothing of both: it waits for a person. */
export interface Waiting {
  readonly until?: Date
  readonly left?: number
}

/** When the attempt began that gave this state; of a mapped task, the first one of those of its children. */
export function startOf(state: State): Date | undefined {
  if (state.type === 'Mapped') {
    const times = state.mapStates.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt.getTime()]))
    return times.length === 0 ? undefined : new Date(times.reduce((first, time) => Math.min(first, time)))
  }
  if (!state.isRunning() && !state.isFinished() && !state.isRetrying()) return undefined
  return state.startedAt ?? state.attempts.at(-1)?.startedAt
}

/** Milliseconds that the attempt took which gave this state, or has taken until now. */
export function durationOf(state: State, now: number): number | undefined {
  if (state.type === 'Mapped') return mappedDuration(state.mapStates, now)
  const last = state.attempts.at(-1)
  if (state.isRunning()) return state.startedAt === undefined ? undefined : now - state.startedAt.getTime()
  if (state.isRetrying() && last !== undefined) return last.endedAt.getTime() - last.startedAt.getTime()
  if (!state.isFinished() || state.startedAt === undefined) return undefined
  return state.timestamp.getTime() - state.startedAt.getTime()
}

/** The time in which at least one child ran: after a resume, the pause between the runs is not in it. */
function mappedDuration(children: readonly State[], now: number): number | undefined {
  const spans = children.flatMap(child => {
    const { startedAt, timestamp } = child
    const to = child.isRunning() ? now : timestamp.getTime()
    return startedAt === undefined ? [] : [{ from: startedAt.getTime(), to }]
  })
  if (spans.length === 0) return undefined
  let covered = 0
  let until = Number.NEGATIVE_INFINITY
  for (const { from, to } of spans.sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, until))
    until = Math.max(until, to)
  }
  return covered
}

/** Which attempt gave the state, of how many that there may be: `2 of 3`. */
export function attemptText(state: State, task: Task | undefined): string {
  const last = state.attempts.at(-1)?.number ?? 0
  const most = task === undefined ? undefined : (task.options.maxRetries ?? 0) + 1
  const number = attemptNumber(state, last, most)
  if (number === 0) return ''
  return most === undefined || !Number.isFinite(most) || number > most ? `${number}` : `${number} of ${most}`
}

/** A failed attempt is in the list already, a running or successful one is the next; after a resume they count anew. */
function attemptNumber(state: State, last: number, most: number | undefined): number {
  if (state.isMapped() || state.startedAt === undefined) return last
  if (state.isRunning() || state.isSuccessful()) return most !== undefined && last >= most ? 1 : last + 1
  return last
}

/** What a scheduled state waits for, as of `now`; nothing for other states. */
export function waitOf(state: State, now: number): Waiting | undefined {
  if (state.type === 'Paused' && state.startTime === undefined) return {}
  if (!('startTime' in state) || state.startTime === undefined) return undefined
  return { until: state.startTime, left: Math.max(0, state.startTime.getTime() - now) }
}

/** `in 58 s`, `now`, or who is waited for. */
export function waitingText({ until, left }: Waiting): string {
  if (until === undefined || left === undefined) return 'waits for you'
  return left === 0 ? 'may run now' : `in ${formatDuration(left)}`
}
