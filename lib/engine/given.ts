/**
 * The states that a run is given, and the run that they came from. They are never changed; where the flow was built
 * anew since (a cell that was run again), the tasks of an earlier run are found by their slugs.
 */
import type { Flow } from '../flow'
import type { FlowState, RunFacts } from '../flow-state'
import type { RunOptions } from '../run-options'
import { isState, type State } from '../state'
import { noteOrigin, originOf } from '../store/origin'
import type { EngineStore } from '../store/store'
import { flowGraph, runFacts, shared } from '../symbols'
import type { Task } from '../task'
import type { Origin, RunSetup } from './run-setup'
import { workKeys, workOfRun } from './work-keys'

/** The given states by task; `taskStates` win over those of an earlier run. */
export function givenTo(flow: Flow, options: RunOptions): ReadonlyMap<Task, State> {
  const given = new Map<Task, State>()
  const facts = options.from && factsOf(options.from)
  if (options.from && facts) {
    for (const task of options.from.flow.tasks) {
      const state = facts.state(task)
      const here = flow.tasks.has(task) ? task : flow[flowGraph].bySlug(task.slug)
      if (state === undefined || here === undefined) continue
      noteOrigin(state, { runId: options.from.runId })
      given.set(here, state)
    }
  }
  const runId = runOf(options.taskStates)
  for (const [task, state] of options.taskStates ?? []) {
    if (isState(state)) {
      if (runId !== undefined) noteOrigin(state, { runId })
      given.set(task, state)
    } else if (state === undefined && options.from === undefined) given.delete(task)
  }
  return given
}

/** The run whose result these states are, if they are one. */
function runOf(taskStates: RunOptions['taskStates']): string | undefined {
  return (taskStates as { readonly runId?: string } | undefined)?.runId
}

/** What is known of the run that a state is of. */
export function factsOf(state: FlowState): RunFacts {
  return (state as FlowState & { readonly [runFacts]: RunFacts })[runFacts]
}

/** The parent of a run that was given states: the newest run that they came from. */
export function originOfGiven({ from, taskStates }: RunOptions, store: EngineStore | undefined): Origin {
  const runId = from?.runId ?? runOf(taskStates) ?? newestOf(taskStates)
  if (runId === undefined) return {}
  const facts = from && factsOf(from)
  const lineage = facts?.lineage ?? lineages.get(runId) ?? storedLineage(runId, store) ?? runId
  const workKey = workKeys(lineage, workOfRun(runId, store, facts))
  return { runId, lineage, workKey, ...(facts === undefined ? {} : { logs: facts.logs }) }
}

/** Ids sort by time. */
function newestOf(taskStates: RunOptions['taskStates']): string | undefined {
  let newest: string | undefined
  for (const [, state] of taskStates ?? []) {
    const origin = isState(state) ? originOf(state) : undefined
    if (origin !== undefined && (newest === undefined || origin > newest)) newest = origin
  }
  return newest
}

function storedLineage(runId: string, store: EngineStore | undefined): string | undefined {
  try {
    return store?.find({ runId })?.lineage
  } catch {
    // What is wrong with the store, the run will say when it begins.
    return undefined
  }
}

/** The first run of the line, for runs of this process that were not the first themselves; the newest thousand. */
const lineages = shared('tasklab.lineages', () => new Map<string, string>())

/** Remembers the line that a run is of, for runs that are given its states. */
export function rememberLineage({ runId, origin }: RunSetup): void {
  if (origin.lineage === undefined) return
  lineages.set(runId, origin.lineage)
  const oldest = lineages.size > 1000 ? lineages.keys().next().value : undefined
  if (oldest !== undefined) lineages.delete(oldest)
}
