/**
 * What a run leaves: the states of its tasks, with what is known of the run for whoever goes on from it.
 */
import { flatten } from '../context'
import { type FlowState, FlowStateRecord, type RunFacts } from '../flow-state'
import { isState, makeState, type State } from '../state'
import type { LogLine, RunJournal, StoredTask } from '../store/store'
import type { Task } from '../task'
import { TaskStateMap } from '../task-states'
import { abortError } from './final-state'
import type { FlowRun, RunEnd } from './flow-run'
import { inputsRecord } from './inputs'
import { mappedState } from './mapping'
import { MemoryJournal } from './memory-journal'
import type { RunSetup } from './run-setup'
import type { TaskRun } from './task-run'

/** Cancels every task that is not finished; what is finished, children of mapped tasks too, stays as it is. */
export function cancelRest(run: FlowRun, end: Exclude<RunEnd, { how: 'done' }>): void {
  const error = end.how === 'aborted' ? abortError(end.reason) : end.error
  for (const unit of run.runs) {
    if (unit.mapping?.expanded && !unit.settled) {
      for (const child of unit.mapping.children) cancel(run, child, error)
      unit.state = run.recorder.change(unit, mappedState(unit.mapping.children, run.now(), run.nothing))
    } else if (!unit.settled || (unit.fresh && end.how === 'aborted')) cancel(run, unit, error)
    unit.settled = true
  }
}

function cancel(run: FlowRun, unit: TaskRun, error: unknown): void {
  if (unit.state?.isFinished()) return
  const { stateHandlers } = unit.node.settings
  const from = unit.state ?? run.nothing
  const message = 'Flow run was aborted.'
  const to = makeState('Cancelled', { message, error, timestamp: run.now(), attempts: unit.state?.attempts })
  // Handlers are told, but nothing is asked of them: what is decided here waits for nobody.
  for (const handler of stateHandlers) tell(() => handler(unit.node.task, from, to))
  run.recorder.change(unit, to)
  unit.settled = true
}

function tell(handler: () => unknown): void {
  try {
    const answer = handler()
    if (answer instanceof Promise) answer.catch(() => undefined)
  } catch {
    // The task is cancelled whatever its handler thinks of it.
  }
}

/** The result of a run; `run` is missing where it did not come to run anything. */
export function flowState(setup: RunSetup, run: FlowRun | undefined, journal: RunJournal, state: State): FlowState {
  const facts = factsOfRun(setup, run, journal)
  if (journal instanceof MemoryJournal) journal.source = () => entriesOf(setup, run)
  const wanted = setup.returnTasks && new Set(setup.returnTasks)
  const result = new Map<Task, State>()
  const notRun = makeState('Pending', { message: 'Task not run.', timestamp: new Date(setup.clock.now()) })
  if (run) {
    for (const { node, state } of run.runs) if (wanted?.has(node.task) !== false) result.set(node.task, state ?? notRun)
  } else {
    // Where nothing ran there may be no order: the flow may have a cycle.
    for (const task of setup.flow.tasks) if (wanted?.has(task) !== false) result.set(task, facts.state(task) ?? notRun)
  }
  const { flow, runId, origin } = setup
  return new FlowStateRecord({
    state,
    runId,
    resumedFrom: origin.runId,
    flow,
    result: new TaskStateMap(result, runId),
    facts,
  })
}

function factsOfRun(setup: RunSetup, run: FlowRun | undefined, journal: RunJournal): RunFacts {
  const { origin, runId, parameters, scope, given } = setup
  const unitOf = (task: Task): TaskRun | undefined => {
    const node = run?.plan.byTask.get(task)
    return node && run?.run(node)
  }
  return {
    lineage: origin.lineage ?? origin.runId ?? runId,
    startedAt: run?.startedAt ?? new Date(setup.clock.now()),
    parameters,
    journal,
    state: task => (run ? unitOf(task)?.state : given.get(task)),
    inputs: task => inputsOfUnit(unitOf(task)),
    storedInputs: task => storedInputs(setup, task),
    get context() {
      return flatten(scope)
    },
    logs: () => [...earlierLogs(setup), ...journal.logs()],
  }
}

/** What a task of a run was given; a mapped one, the lists that its children were given the elements of. */
export function inputsOfUnit(unit: TaskRun | undefined): Readonly<Record<string, unknown>> | undefined {
  if (unit === undefined) return undefined
  if (unit.mapping?.expanded) return inputsOfChildren(unit)
  if (unit.ran || (unit.fresh && unit.args.length > 0)) return inputsRecord(unit)
  const { given } = unit
  return given !== undefined && 'cachedInputs' in given ? given.cachedInputs : undefined
}

function inputsOfChildren({ node, mapping }: TaskRun): Record<string, unknown> | undefined {
  const children = mapping?.children ?? []
  if (children.some(child => child.args.length === 0 && node.args.length > 0)) return undefined
  return Object.fromEntries(
    node.args.map(({ key, index, mapped }) => [
      key,
      mapped ? children.map(child => child.args[index]) : children[0]?.args[index],
    ]),
  )
}

function storedInputs({ store, runId }: RunSetup, { slug }: Task): Readonly<Record<string, unknown>> | undefined {
  try {
    return store?.line(runId).tasks.get(slug)?.whole?.inputs
  } catch {
    // The run is no longer in the store.
    return undefined
  }
}

function earlierLogs({ origin, store }: RunSetup): readonly LogLine[] {
  if (origin.logs) return origin.logs()
  if (origin.runId === undefined || store === undefined) return []
  try {
    return store.line(origin.runId).logs()
  } catch {
    // The earlier run is not in this store, or no longer.
    return []
  }
}

/** The newest change of each task that this run made, for a resume that no store helps. */
function* entriesOf(setup: RunSetup, run: FlowRun | undefined): Generator<StoredTask> {
  const { runId } = setup
  for (const unit of run?.runs ?? []) {
    const { slug } = unit.node.task
    for (const child of unit.mapping?.children ?? []) {
      if (isState(child.state)) {
        yield { runId, slug, mapIndex: child.mapIndex, state: child.state, ...entryFacts(run, child) }
      }
    }
    if (isState(unit.state)) yield { runId, slug, state: unit.state, ...entryFacts(run, unit) }
  }
}

function entryFacts(run: FlowRun | undefined, unit: TaskRun): Pick<StoredTask, 'inputs' | 'workKey' | 'given'> {
  const inputs = inputsRecord(unit)
  return unit.fresh ? { inputs, workKey: run?.recorder.workKey(unit) } : { inputs, given: true }
}
