/**
 * Going on with an earlier run: what is done and still holds is given to a new run, the rest runs. What holds is
 * decided in resume-plan; here a plan becomes a run, or is only told.
 */

import { FlowError } from '../error'
import type { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import { surroundingHost } from '../host'
import { checkOptions, checks, type OptionTable, quote } from '../options'
import { isFlowState, isParameter } from '../recognise'
import { type ResumeOptions, type ResumePlan, type RunOptions, runOptionTable, withLists } from '../run-options'
import type { State } from '../state'
import { engineStore, usualStore } from '../store/open-store'
import type { EngineStore } from '../store/store'
import type { Task } from '../task'
import { runFlow } from './flow-runner'
import { taskIdentities } from './identity'
import { type PastRun, pastRun } from './past-run'
import { type Decision, decide } from './resume-plan'
import { NEVER_RAN, planText } from './resume-words'
import { workKeys } from './work-keys'

/** What `flow.resume()` does. */
export async function resumeFlow(
  flow: Flow,
  from: FlowState | string | undefined,
  given: ResumeOptions,
): Promise<FlowState> {
  const { rerun, options } = checked(flow, from, given)
  const past = pastRun(flow, from, storeOf(options))
  if (past === undefined) return runFlow(flow, options, {})
  const parameters = parametersOf(flow, past, options)
  const decisions = decisionsOf(flow, past, parameters, rerun, options)
  const taskStates = new Map<Task, State>()
  const starts = new Set<Task>()
  for (const [task, { given: state, isStart }] of decisions) {
    if (state !== undefined) taskStates.set(task, state)
    if (isStart) starts.add(task)
  }
  const { runId, lineage, logs, work } = past
  return runFlow(
    flow,
    { ...options, parameters, taskStates },
    { runId, lineage, logs, starts, workKey: workKeys(lineage, work) },
  )
}

/** What `flow.resumePlan()` tells; it refuses what `resume` refuses, and runs nothing. */
export async function planResume(
  flow: Flow,
  from: FlowState | string | undefined,
  given: ResumeOptions,
): Promise<ResumePlan> {
  const { rerun, options } = checked(flow, from, given)
  const past = pastRun(flow, from, storeOf(options))
  const decisions = past && decisionsOf(flow, past, parametersOf(flow, past, options), rerun, options)
  const reuse: Task[] = []
  const run: { task: Task; reason: string; children?: readonly number[] }[] = []
  for (const task of flow.sortedTasks()) {
    if (isParameter(task)) continue
    const { runs, reason = NEVER_RAN, children }: Decision = decisions?.get(task) ?? { runs: true }
    if (!runs) reuse.push(task)
    else run.push({ task, reason, ...(children === undefined ? {} : { children: [...children] }) })
  }
  const plan = { ...(past === undefined ? {} : { runId: past.runId }), reuse, run }
  return { ...plan, toString: () => planText(flow, plan, task => reusedChildren(decisions?.get(task))) }
}

/** Of a mapped task that runs, the children that do not. */
function reusedChildren(decision: Decision | undefined): number {
  const { given, children } = decision ?? {}
  return given?.type === 'Mapped' && children !== undefined ? given.mapStates.length - children.size : 0
}

/** A plain `run()` under `TASKLAB_RESUME=1`: goes on with a last run that did not end as Success. */
export async function resumeUnfinished(flow: Flow, options: RunOptions): Promise<FlowState> {
  const last = storeOf(options)?.find({ flow: flow.name })
  if (last === undefined || (last.endedAt !== undefined && last.state.type === 'Success'))
    return runFlow(flow, options, {})
  const others = Object.entries(options).filter(([name]) => Object.hasOwn(resumeOptionTable, name))
  return resumeFlow(flow, last.runId, Object.fromEntries(others))
}

const { from: _from, taskStates: _states, startTasks: _starts, ...table } = runOptionTable
const resumeOptionTable: OptionTable<ResumeOptions> = { ...table, rerun: checks.tasks }

interface Checked {
  readonly rerun: ReadonlySet<Task>
  readonly options: Omit<ResumeOptions, 'rerun'>
}

function checked(flow: Flow, from: FlowState | string | undefined, given: ResumeOptions): Checked {
  const listed = withLists(given)
  checkOptions<ResumeOptions>('resume', listed, resumeOptionTable)
  if (from !== undefined && typeof from !== 'string' && !isFlowState(from)) {
    throw new FlowError('BAD_RUN', `resume() takes the state that a run gave, or the id of a run, got ${quote(from)}.`)
  }
  const { rerun = [], ...options } = listed
  const tasks = new Set(rerun)
  for (const task of tasks) {
    if (!flow.tasks.has(task))
      throw new FlowError('FOREIGN_TASK', `${task} in rerun is not in the flow "${flow.name}".`)
  }
  return { rerun: tasks, options }
}

function storeOf({ store }: Pick<RunOptions, 'store'>): EngineStore | undefined {
  if (store === null) return undefined
  return store === undefined ? usualStore() : engineStore(store)
}

/** Those of the earlier run, as far as the flow still has them, under the given ones. */
function parametersOf(flow: Flow, past: PastRun, { parameters = {} }: RunOptions): Record<string, unknown> {
  const known = flow.parameters()
  const kept = Object.entries(past.parameters).filter(([name]) => known.has(name))
  return { ...Object.fromEntries(kept), ...parameters }
}

function decisionsOf(
  flow: Flow,
  past: PastRun,
  given: Readonly<Record<string, unknown>>,
  rerun: ReadonlySet<Task>,
  { host = surroundingHost(), clock }: RunOptions,
): Map<Task, Decision> {
  const defaults = [...flow.parameters()].flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value]],
  )
  const parameters = { ...Object.fromEntries(defaults), ...given }
  const now = new Date(clock?.now() ?? Date.now())
  return decide({ flow, past, parameters, identities: taskIdentities(flow, host), rerun, now })
}
