/** The words of a resume plan: why a task runs, and the plan as a text. */
import type { Flow } from '../flow'
import type { ResumePlan } from '../run-options'
import type { State } from '../state'
import type { StoredTask } from '../store/store'
import type { Task } from '../task'

export const NEVER_RAN = 'it has not run yet'

const words: { readonly [T in State['type']]: string } = {
  Pending: 'it did not run',
  Scheduled: 'it waits for its start time',
  Retrying: 'it is to be tried again',
  Paused: 'it waits for a person',
  Resume: 'it was to go on',
  Running: 'it was cut off while it ran',
  Looped: 'it was cut off between two passes',
  Success: 'it is done',
  Cached: 'it is done',
  Mapped: 'some of its children are not done',
  Skipped: 'it was skipped',
  Failed: 'it failed',
  TimedOut: 'it timed out',
  TriggerFailed: 'it did not run',
  Cancelled: 'it was cancelled',
}

const withMessage: ReadonlySet<string> = new Set(['Failed', 'TriggerFailed', 'Pending'])

/** Why a task that is not done has to run; undefined where it is done. */
export function becauseOf({ state }: StoredTask): string | undefined {
  if (state.isSuccessful()) return undefined
  const { message, error } = state
  const text =
    state.type === 'Retrying' && error instanceof Error
      ? error.message
      : withMessage.has(state.type)
        ? message
        : undefined
  return text === undefined || text === '' ? words[state.type] : `${words[state.type]}: ${text}`
}

/** How a plan calls a task: by its name, or by its slug where the name is not its alone. */
export function labels(flow: Flow): (task: Task) => string {
  const counts = new Map<string, number>()
  for (const { name } of flow.tasks) counts.set(name, (counts.get(name) ?? 0) + 1)
  return ({ name, slug }) => (counts.get(name) === 1 ? name : slug)
}

/**
 * The plan in lines, one a task that runs.
 * @param reused how many children of a mapped task that runs are kept all the same.
 */
export function planText(flow: Flow, plan: Omit<ResumePlan, 'toString'>, reused: (task: Task) => number): string {
  const label = labels(flow)
  const lines = [
    plan.runId === undefined ? `${flow} has not run yet: all of it runs.` : `${flow} goes on from run ${plan.runId}.`,
  ]
  if (plan.reuse.length > 0)
    lines.push(`Reuses ${count(plan.reuse.length, 'task')}: ${shortList(plan.reuse.map(label))}.`)
  if (plan.run.length === 0) lines.push('Runs nothing: everything is done.')
  else lines.push(`Runs ${count(plan.run.length, 'task')}:`)
  for (const { task, reason, children } of plan.run) {
    const which = children === undefined ? '' : ` [${ranges(children)}]`
    const kept = reused(task) === 0 ? '' : ` (${reused(task)} reused)`
    lines.push(`  ${label(task)}${which}${kept}: ${reason}`)
  }
  return lines.join('\n')
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}

function shortList(names: readonly string[]): string {
  return names.length <= 20 ? names.join(', ') : `${names.slice(0, 19).join(', ')} and ${names.length - 19} more`
}

/** `0-3, 7` */
function ranges(indices: readonly number[]): string {
  const found: [number, number][] = []
  for (const index of indices) {
    const last = found.at(-1)
    if (last !== undefined && last[1] === index - 1) last[1] = index
    else found.push([index, index])
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}
