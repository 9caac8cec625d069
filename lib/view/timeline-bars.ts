/**
 * Who ran when, as data: for each task of a run its attempts and the waits between them, in milliseconds from the begin
 * of the run. States keep the attempts of earlier runs too; those lie before the begin and are not this run's, and
 * a task whose state is as old was not run at all but reused.
 */
import type { FlowState } from '../flow-state'
import type { State } from '../state'
import { errorTitle } from './error-text'
import { type Status, statusLabel } from './palette'
import { isCutOff, isReused, orderedTasks, runStart, stateIn } from './run-facts'
import { taskLabels } from './task-line'
import { statusIn } from './task-row'

/**
 * A stretch of a task's time. Reused and Not Run have no length; they stand at the begin, and the note says what the
 * task came to without having run.
 */
export interface TimelineBar {
  readonly task: string
  readonly status: Status | 'Waiting' | 'Reused'
  readonly from: number
  readonly to: number
  readonly attempt?: number
  readonly note?: string
  /** A wait that goes on behind the end of the run: for how much longer. */
  readonly left?: number
}

/** One run's bars, tasks in topological order. */
export interface TimelineRun {
  readonly start: number
  /** Milliseconds from begin to end. */
  readonly length: number
  readonly rows: readonly string[]
  readonly bars: readonly TimelineBar[]
}

/** A mapped task with more children than this has them all in its own row. */
const mostChildRows = 24

/** The bars of a run. */
export function timelineRun(run: FlowState): TimelineRun {
  const tasks = orderedTasks(run.flow)
  const names = taskLabels(tasks)
  const start = (runStart(run) ?? run.timestamp).getTime()
  const clock = { start, end: Math.max(start, run.timestamp.getTime()), cutOff: isCutOff(run) }
  const rows: string[] = []
  const bars: TimelineBar[] = []
  const add = (row: string, state: State): void => {
    rows.push(row)
    const own = barsOf(row, state, clock)
    bars.push(
      ...(own.length > 0
        ? own
        : [{ task: row, status: 'Not Run', from: 0, to: 0, note: statusLabel(state.type) } as const]),
    )
  }
  for (const task of tasks) {
    const name = names.get(task) ?? task.name
    const state = stateIn(run, task)
    if (state === undefined) {
      rows.push(name)
      bars.push({ task: name, status: 'Not Run', from: 0, to: 0 })
    } else if (state.type !== 'Mapped' || isReused(state, new Date(start))) add(name, state)
    else if (state.mapStates.length <= mostChildRows) {
      for (const [index, child] of state.mapStates.entries()) add(`${name}[${index}]`, child)
    } else {
      rows.push(name)
      for (const [index, child] of state.mapStates.entries()) {
        bars.push(...barsOf(name, child, clock).map(bar => ({ ...bar, note: `child ${index}` })))
      }
    }
  }
  return { start, length: clock.end - start, rows, bars }
}

interface RunClock {
  readonly start: number
  readonly end: number
  readonly cutOff: boolean
}

/** The attempts, what lies between them, and what the state itself says. */
function barsOf(task: string, state: State, clock: RunClock): readonly TimelineBar[] {
  if (isReused(state, new Date(clock.start))) return [{ task, status: 'Reused', from: 0, to: 0 }]
  const bars: TimelineBar[] = []
  const since = (at: Date): number => at.getTime() - clock.start
  const waitUntil = (to: number): void => {
    const last = bars.at(-1)
    if (last !== undefined && to - last.to > 1) bars.push({ task, status: 'Waiting', from: last.to, to })
  }
  const attempts = state.attempts.filter(attempt => attempt.endedAt.getTime() >= clock.start)
  attempts.forEach(({ number, startedAt, endedAt, error }, index) => {
    const from = Math.max(0, since(startedAt))
    waitUntil(from)
    const isLast = index === attempts.length - 1 && state.isFailed()
    bars.push({
      task,
      status: isLast ? state.type : 'Failed',
      from,
      to: since(endedAt),
      attempt: number,
      note: errorTitle(error),
    })
  })
  const own = ownBar(task, state, clock, attempts.length)
  if (own !== undefined) {
    waitUntil(own.from)
    bars.push(own)
  }
  if ('startTime' in state && state.startTime !== undefined) bars.push(waitOf(task, state.startTime, bars, clock))
  return bars
}

/** The stretch of the attempt that gave the state, where it is not among the failed ones. */
function ownBar(task: string, state: State, { start, end, cutOff }: RunClock, failed: number): TimelineBar | undefined {
  if (state.startedAt === undefined) return undefined
  if (!state.isRunning() && (!state.isFinished() || (state.isFailed() && failed > 0))) return undefined
  const from = Math.max(0, state.startedAt.getTime() - start)
  const to = (state.isRunning() ? end : state.timestamp.getTime()) - start
  const number = state.attempts.at(-1)?.number
  return {
    task,
    status: statusIn({ cutOff }, state.type),
    from,
    to: Math.max(from, to),
    attempt: failed > 0 && number !== undefined ? number + 1 : 1,
  }
}

/** A wait that is not over at the end of the run; the picture ends with the run all the same. */
function waitOf(task: string, until: Date, bars: readonly TimelineBar[], { start, end }: RunClock): TimelineBar {
  const from = bars.at(-1)?.to ?? 0
  const to = until.getTime() - start
  const note = `until ${until.toISOString()}`
  if (until.getTime() <= end) return { task, status: 'Waiting', from, to, note }
  return { task, status: 'Waiting', from, to: Math.max(from, end - start), note, left: until.getTime() - end }
}
