/**
 * Why a task is in the state that it is in, in words: which rule of the engine gave it. Reads the state, its run and
 * the states of the tasks before it, and decides nothing; the rules themselves are the engine's (steps, body, resume).
 */
import type { FlowState } from '../flow-state'
import { isParameter } from '../recognise'
import { isSignal } from '../signals'
import type { State, StateType } from '../state'
import { maskSecrets } from '../store/secrets'
import type { Task } from '../task'
import { errorTitle } from './error-text'
import { childCounts, childLines, inputLines, upstreamLines } from './explain-parts'
import { isCutOff, isReused, runStart, stateIn } from './run-facts'
import { waitingText, waitOf } from './state-times'
import { taskLabels } from './task-line'
import { formatDuration } from './time-text'

/** What a rule reads. */
interface Case<S extends State = State> {
  readonly name: string
  readonly task: Task
  readonly state: S
  readonly run: FlowState
}

/** The rule that gave a task its state, in one or two sentences, and what it was decided on. @internal */
export function explain(task: Task, run: FlowState): string {
  const name = taskLabels(run.flow.tasks).get(task) ?? task.name
  const state = stateIn(run, task)
  if (state === undefined && isCutOff(run))
    return `${name} was not run: the process of the run ended before its turn came.\n${howToGoOn}`
  if (state === undefined) return `${name} was not run, and no state of an earlier run was given for it.`
  const head = `${name} is ${state}.`
  return maskSecrets([head, ...because({ name, task, state, run })].join('\n'))
}

function because(about: Case): readonly string[] {
  const { state, run, task } = about
  if (isParameter(task)) return ['It is a parameter: it has the value that the run was given, or its default.']
  if (isReused(state, runStart(run))) {
    const from = run.resumedFrom === undefined ? 'an earlier run' : `the run ${run.resumedFrom} or one before it`
    return [`It was reused: it had come to this in ${from}, and was not run again.`, ...ruleOf(about)]
  }
  return ruleOf(about)
}

function ruleOf(about: Case): readonly string[] {
  const rule = rules[about.state.type] as (about: Case) => readonly string[]
  return rule(about)
}

type Rules = { readonly [T in StateType]: (about: Case<Extract<State, { type: T }>>) => readonly string[] }

const rules: Rules = {
  Pending: ({ state, task, run }) =>
    state.message === 'Task not run.'
      ? ['It was neither run nor given: what is not downstream of the start tasks is left alone.']
      : [wasNotBegun(state), ...upstreamLines(task, run, before => !before?.isFinished())],
  Scheduled: ({ state }) => [`It has a start time, which has not come: ${waits(state)}.`, howToGoOn],
  Retrying: ({ state, task, run }) => [
    `Attempt ${state.runCount} failed with ${errorTitle(state.error)}${madeBySignal(state.error)}`,
    `It may be tried again (maxRetries: ${task.options.maxRetries ?? 0}, attempts so far: ${state.attempts.length}); ${waits(state)}.`,
    howToGoOn,
    ...inputLines(task, run),
  ],
  Paused: ({ state, task, run }) => [
    state.startTime === undefined ? 'It waits for a person.' : `It was paused: ${waits(state)}.`,
    howToGoOn,
    ...inputLines(task, run),
  ],
  Resume: () => ['It was told to go on, whatever its trigger says.'],
  Running: ({ state, task, run }) => [
    state.startedAt === undefined ? 'It runs.' : `It began at ${state.startedAt.toISOString()} and has not ended.`,
    ...(isCutOff(run) ? [wasCutOff, howToGoOn] : []),
    ...inputLines(task, run),
  ],
  Success: ({ state, task, run }) => {
    if (state.cached !== undefined && state.startedAt === undefined) {
      return [
        `It was not run: a result that its cacheFor kept fits its inputs, and is good until ${state.cached.expiresAt.toISOString()}.`,
      ]
    }
    return [
      `It ran${took(state, 'for')}, and its function returned.`,
      ...letRun(task, run),
      ...earlier(state),
      ...inputLines(task, run),
    ]
  },
  Cached: ({ state }) => [`It holds a result that was kept until ${state.expiresAt.toISOString()}.`],
  Mapped: ({ state: { mapStates }, task, run }) => [
    mapStates.length === 0
      ? 'Its list was empty: there was nothing to run.'
      : `It runs once for each of ${mapStates.length} elements: ${childCounts(mapStates, run)}.`,
    ...(isCutOff(run) && mapStates.some(child => child.isRunning()) ? [wasCutOff, howToGoOn] : []),
    ...childLines(mapStates),
    ...inputLines(task, run),
  ],
  Skipped: ({ state, task, run }) =>
    state.startedAt === undefined
      ? [
          'It was skipped before it ran: a task before it was skipped (skipOnUpstreamSkip), or its branch was not taken.',
          ...upstreamLines(task, run, before => before?.isSkipped() === true),
        ]
      : ['Its function threw signals.Skip.'],
  Failed: ({ state, task, run }) => failed(state, task, run),
  TimedOut: ({ state, task, run }) => [
    `It took longer than its timeout (${task.options.timeout}).`,
    ...retriesLeft(state, task),
    ...inputLines(task, run),
  ],
  TriggerFailed: ({ state, task, run }) => {
    const trigger = task.options.trigger?.name || 'allSuccessful'
    const cause = state.error instanceof Error && !isSignal(state.error) ? ` (${errorTitle(state.error)})` : ''
    return [
      `It did not run: its trigger ${trigger} was asked once everything before it was finished, and said no${cause}.`,
      ...upstreamLines(task, run, () => true),
    ]
  },
  Cancelled: ({ state }) => [
    `The run was ended before the task was${cancelledBy(state)}.`,
    'resume() goes on with it: what was done stays done.',
  ],
  Looped: ({ state }) => [`Its function threw signals.Loop: pass ${state.loopCount} is done, the next one follows.`],
}

const wasCutOff = 'What was running was cut off: the process of the run ended before the run did.'
const howToGoOn = 'It goes on with resume(), or with run() where it is one of the startTasks.'

function wasNotBegun({ message = '' }: State): string {
  if (message === '') return 'It has not begun.'
  if (message.startsWith('Input'))
    return 'It was started without an input that it needs: no task and no given state had it.'
  return 'It did not run: what comes before it is not finished.'
}

function failed(state: State, task: Task, run: FlowState): readonly string[] {
  if (state.startedAt === undefined) return [`It failed before its function ran: ${errorTitle(state.error)}`]
  return [
    `Its function threw${took(state, 'after')}: ${errorTitle(state.error)}${madeBySignal(state.error)}`,
    ...retriesLeft(state, task),
    ...earlier(state, 1),
    ...inputLines(task, run),
  ]
}

/** Which trigger let it run although not every task before it was successful. */
function letRun(task: Task, run: FlowState): readonly string[] {
  const { trigger } = task.options
  const others = upstreamLines(task, run, before => before?.isSuccessful() === false)
  return trigger === undefined || others.length === 0 ? [] : [`Its trigger ${trigger.name} let it run:`, ...others]
}

function retriesLeft(state: State, task: Task): readonly string[] {
  const most = task.options.maxRetries ?? 0
  const last = state.attempts.at(-1)?.number ?? 1
  if (most === 0) return ['It is not tried again: it has no retries (maxRetries).']
  if (last > most) return [`It is not tried again: all ${most + 1} attempts (maxRetries: ${most}) are used up.`]
  return ['It is not tried again: its retryOn does not want this error tried again.']
}

/** The attempts that failed before, but for the last ones, which were told of. */
function earlier({ attempts }: State, told = 0): readonly string[] {
  return attempts
    .slice(0, attempts.length - told)
    .map(({ number, error }) => `  Attempt ${number} before it failed: ${errorTitle(error)}`)
}

function took({ startedAt, timestamp }: State, word: 'for' | 'after'): string {
  return startedAt === undefined ? '' : ` ${word} ${formatDuration(timestamp.getTime() - startedAt.getTime())}`
}

function waits(state: State): string {
  const waiting = waitOf(state, Date.now())
  if (waiting === undefined || waiting.left === 0) return 'it may run now'
  return waiting.left === undefined ? `it ${waitingText(waiting)}` : `it may run ${waitingText(waiting)}`
}

function madeBySignal(error: unknown): string {
  return isSignal(error) ? `, a signal (signals.${error.kind})` : ''
}

function cancelledBy({ error }: State): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause === undefined ? '' : ` (${errorTitle(cause)})`
}
