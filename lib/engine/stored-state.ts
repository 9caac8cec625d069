/**
 * The state of a run that another process ran, put together from the store, for a flow that is here: what a person who
 * comes back wants to look at before anything is run again. The flow's tasks are found by their slugs.
 */
import type { Flow } from '../flow'
import { type FlowState, FlowStateRecord } from '../flow-state'
import { makeState, type State } from '../state'
import { usualStore } from '../store/open-store'
import type { RunHead, RunLine, StoredTaskFamily } from '../store/store'
import type { Task } from '../task'
import { TaskStateMap } from '../task-states'
import { MemoryJournal } from './memory-journal'

/**
 * The newest run of a flow of this name, or the run with this id, as the usual store has it; undefined without one.
 * @internal
 */
export function storedState(flow: Flow, runId?: string): FlowState | undefined {
  const store = usualStore()
  const head = store.find(runId === undefined ? { flow: flow.name } : { runId })
  if (head === undefined || head.flow !== flow.name) return undefined
  return stateOf(flow, head, store.line(head.runId))
}

function stateOf(flow: Flow, head: RunHead, line: RunLine): FlowState {
  const { runId, resumedFrom, lineage, startedAt, parameters } = head
  const entryOf = ({ slug }: Task) => line.tasks.get(slug)?.whole
  const states = new Map<Task, State>()
  for (const task of flow.tasks) {
    const state = stateOfFamily(line.tasks.get(task.slug))
    if (state !== undefined) states.set(task, state)
  }
  return new FlowStateRecord({
    state: ended(head, states.values()),
    runId,
    resumedFrom,
    flow,
    result: new TaskStateMap(states, runId),
    facts: {
      lineage,
      startedAt,
      parameters,
      journal: new MemoryJournal(),
      state: task => states.get(task),
      inputs: task => entryOf(task)?.inputs,
      storedInputs: task => entryOf(task)?.inputs,
      context: {},
      logs: line.logs,
    },
  })
}

/** Of a mapped task that was cut off only its children are known, as far as they had come. */
function stateOfFamily(family: StoredTaskFamily | undefined): State | undefined {
  if (family === undefined || family.whole !== undefined || family.children.size === 0) return family?.whole?.state
  const states = [...family.children.values()].map(({ state }) => state)
  const timestamp = new Date(Math.max(...states.map(state => state.timestamp.getTime())))
  const length = Math.max(...family.children.keys()) + 1
  const nothing = makeState('Pending', { timestamp })
  const mapStates = Array.from({ length }, (_, index) => family.children.get(index)?.state ?? nothing)
  return makeState('Mapped', { mapStates, timestamp })
}

/** A run that was cut off has no end: the last sign of its process, or what it did last, stands for it. */
function ended({ state: { type, message }, endedAt, lastSeenAt, startedAt }: RunHead, states: Iterable<State>): State {
  const signs = [lastSeenAt ?? startedAt, ...Array.from(states, state => state.timestamp)].map(at => at.getTime())
  const timestamp = endedAt ?? new Date(signs.reduce((latest, sign) => Math.max(latest, sign)))
  return makeState(type, { timestamp, ...(message === undefined ? {} : { message }) })
}
