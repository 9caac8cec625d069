/**
 * A flow as a graph to be drawn: numbered nodes with what is written beside and shown on them, pairs for edges.
 * A mapped task is one node that speaks for its children: it says how many, and has the colour of the worst of them.
 */
import type { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import type { State } from '../state'
import { maskSecrets } from '../store/secrets'
import type { Task } from '../task'
import type { Status } from './palette'
import { isCutOff, orderedTasks, runStatus, stateIn } from './run-facts'
import { countText, standingOf } from './standing'
import { taskLabels } from './task-line'
import { statusIn, taskRow } from './task-row'
import { formatDuration } from './time-text'

/** One circle. What is undefined is not shown. */
export interface GraphNode {
  readonly name: string
  readonly status: Status
  readonly mapped: boolean
  /** The printed state, with the children's counted behind it. */
  readonly state?: string
  readonly attempts?: string
  readonly duration?: string
}

/** What is drawn, before it has a place. */
export interface GraphModel {
  readonly nodes: readonly GraphNode[]
  readonly labels: readonly string[]
  readonly edges: readonly (readonly [from: number, to: number])[]
  /** What is written at each edge: the names of the inputs that it carries. */
  readonly keys: readonly string[]
  /** The flow's own state, where a run is shown. */
  readonly overall?: { readonly status: Status; readonly state: string }
  /** The states of the legend as they appear, what was not run before them. */
  readonly statuses: readonly Status[]
}

/** The flow's tasks in topological order, with their states in the run. */
export function graphModel(flow: Flow, run?: FlowState): GraphModel {
  const tasks = orderedTasks(flow)
  const numbers = new Map(tasks.map((task, index) => [task, index]))
  const names = taskLabels(tasks)
  const mapped = new Set([...flow.edges].filter(edge => edge.mapped).map(edge => edge.downstream))
  const nodes = tasks.map(task => graphNode(names.get(task) ?? task.name, task, mapped.has(task), run))
  const labels = tasks.map(
    (task, index) => (nodes[index]?.name ?? '') + countLabel(run && stateIn(run, task), mapped.has(task)),
  )
  const present = [...new Set(nodes.map(node => node.status))]
  return {
    nodes,
    labels,
    ...pairs(flow, numbers),
    ...(run === undefined ? {} : { overall: { status: runStatus(run), state: maskSecrets(String(run)) } }),
    statuses: run === undefined ? [] : present.sort((a, b) => Number(b === 'Not Run') - Number(a === 'Not Run')),
  }
}

function graphNode(name: string, task: Task, mapped: boolean, run: FlowState | undefined): GraphNode {
  const state = run && stateIn(run, task)
  if (run === undefined || state === undefined) return { name, status: 'Not Run', mapped }
  const row = taskRow(name, task, state, { now: run.timestamp.getTime() })
  const children = row.children === undefined ? '' : `, children: ${countText(row.children.counts)}`
  return {
    name,
    status: statusIn({ cutOff: isCutOff(run) }, standingOf(state)),
    mapped: mapped || state.type === 'Mapped',
    state: maskSecrets(String(state)) + children,
    ...(row.attempt === '' ? {} : { attempts: row.attempt }),
    ...(row.duration === undefined ? {} : { duration: formatDuration(row.duration) }),
  }
}

/** ` × 12` behind the name of a mapped task, ` × n` before it is known. */
function countLabel(state: State | undefined, mapped: boolean): string {
  if (state?.type === 'Mapped') return ` × ${state.mapStates.length}`
  return mapped ? ' × n' : ''
}

/** One line for two tasks, however many inputs go along it. */
function pairs(flow: Flow, numbers: ReadonlyMap<Task, number>): Pick<GraphModel, 'edges' | 'keys'> {
  const keys = new Map<string, { readonly pair: readonly [number, number]; readonly keys: string[] }>()
  for (const { upstream, downstream, key } of flow.edges) {
    const [from, to] = [numbers.get(upstream), numbers.get(downstream)]
    if (from === undefined || to === undefined) continue
    const known = keys.get(`${from} ${to}`) ?? { pair: [from, to] as const, keys: [] }
    if (key !== undefined) known.keys.push(key)
    keys.set(`${from} ${to}`, known)
  }
  const all = [...keys.values()]
  return { edges: all.map(each => each.pair), keys: all.map(each => each.keys.join(', ')) }
}
