/**
 * The run that a resume goes on from, wherever it is known: in a store, with the runs that it came from, or only in
 * the FlowState that it gave (`store: null`, or a store that is no longer there).
 */
import { FlowError } from '../error'
import type { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import { isFlowState } from '../recognise'
import type { EngineStore, LogLine, RunHead, RunLine, StoredTask, StoredTaskFamily, Work } from '../store/store'
import { familiesOf } from '../store/task-table'
import { factsOf } from './given'
import { taskIdentities } from './identity'
import { workOfRun } from './work-keys'

export interface PastRun {
  readonly runId: string
  readonly flow: string
  readonly lineage: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly tasks: ReadonlyMap<string, StoredTaskFamily>
  readonly alive?: RunHead['alive']
  /** When the process of the run with this id last gave a sign. */
  lastSeen(runId: string): Date | undefined
  work(slug: string, mapIndex?: number): Work | undefined
  logs(): readonly LogLine[]
}

/** The run to go on from; undefined where the flow has never run. Throws `RUN_NOT_FOUND`, `OTHER_FLOW`, `RUN_ALIVE`. */
export function pastRun(
  flow: Flow,
  from: FlowState | string | undefined,
  store: EngineStore | undefined,
): PastRun | undefined {
  const past = isFlowState(from) ? ofState(from, store) : ofStore(flow, from, store)
  if (past === undefined) return undefined
  if (past.flow !== flow.name) {
    throw new FlowError('OTHER_FLOW', `The run ${past.runId} is of the flow "${past.flow}", not of "${flow.name}".`)
  }
  if (past.alive !== undefined) throw stillGoingOn(past, past.alive)
  return past
}

function ofStore(flow: Flow, runId: string | undefined, store: EngineStore | undefined): PastRun | undefined {
  const head = store?.find(runId === undefined ? { flow: flow.name } : { runId })
  if (store !== undefined && head !== undefined) return stored(head, store)
  if (runId === undefined) return undefined
  throw new FlowError('RUN_NOT_FOUND', `There is no run "${runId}" in this store.`)
}

function stored(head: RunHead, store: EngineStore): PastRun {
  const { runId, flow, lineage, parameters, alive } = head
  // A run that is still going on is refused: no need to read it.
  const line: RunLine =
    alive === undefined ? store.line(runId) : { runs: [head], tasks: new Map(), work: () => undefined, logs: () => [] }
  const seen = new Map(line.runs.map(run => [run.runId, run.lastSeenAt]))
  const past = {
    runId,
    flow,
    lineage,
    parameters,
    tasks: line.tasks,
    lastSeen: (id: string) => seen.get(id),
    work: line.work,
    logs: line.logs,
  }
  return alive === undefined ? past : { ...past, alive }
}

function ofState(state: FlowState, store: EngineStore | undefined): PastRun {
  const head = store?.find({ runId: state.runId })
  if (store !== undefined && head !== undefined) return stored(head, store)
  const { lineage, parameters, journal, logs } = factsOf(state)
  // Nobody noted the code when it ran: that of the state's own flow is the next best.
  const identify = taskIdentities(state.flow, undefined)
  const entries = Array.from(journal.entries(), (entry): StoredTask => ({ identity: identify(entry.slug), ...entry }))
  return {
    runId: state.runId,
    flow: state.flow.name,
    lineage,
    parameters,
    tasks: familiesOf(entries),
    lastSeen: () => undefined,
    work: workOfRun(state.runId, undefined, factsOf(state)),
    logs,
  }
}

function stillGoingOn({ runId, flow }: PastRun, { pid, machine, here }: NonNullable<RunHead['alive']>): FlowError {
  const where = here ? `in this process (${pid} on ${machine})` : `in process ${pid} on ${machine}`
  return new FlowError('RUN_ALIVE', `The run ${runId} of "${flow}" is still going on ${where}.`, {
    hint: 'Wait until it has ended, or end that process; or start a new run with run().',
  })
}
