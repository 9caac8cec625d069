/**
 * The options of a flow and of what is asked of it, checked where they enter.
 */
import type { Flow } from './flow'
import type { FlowState } from './flow-state'
import type { EdgeInput } from './graph'
import { type Check, checkOptions, checks, type OptionTable, requireOption } from './options'
import type { Schedule } from './schedule'
import type { Task } from './task'
import type { StateHandler } from './task-options'

/** Options of a flow; see each. */
export interface FlowOptions {
  readonly version?: string
  readonly description?: string
  /** when it is due; `run()` does not look at it */
  readonly schedule?: Schedule
  readonly stateHandlers?: readonly StateHandler<Flow>[]
  /** called when a run ended as Failed; never for Cancelled */
  readonly onFailure?: (flow: Flow, state: FlowState) => void | Promise<void>
}

/** Which tasks `getTasks` finds: all that is given must fit. */
export interface TaskFilter {
  readonly name?: string
  readonly slug?: string
  /** all of them */
  readonly tags?: Iterable<string>
}

/** What `setDependencies` takes. */
export interface Dependencies {
  readonly upstream?: Iterable<unknown>
  readonly downstream?: Iterable<Task>
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly mapped?: boolean
}

/** What `addEdge` takes besides the edge. */
export interface EdgeOptions {
  /** throws where the edge closes a cycle */
  readonly validate?: boolean
}

/** What a picture of a flow takes. */
export interface PictureOptions {
  /** default: the flow's name */
  readonly title?: string
}

const schedule: Check = value =>
  typeof (value as Schedule | null)?.next === 'function' ? undefined : 'a schedule, such as cronSchedule("0 9 * * 1-5")'

const flowTable: OptionTable<FlowOptions> = {
  version: checks.text,
  description: checks.text,
  schedule,
  stateHandlers: checks.functions,
  onFailure: checks.fn,
}

/** Throws a FlowError unless these are a name and options of a flow. */
export function checkFlowOptions(name: string, options: FlowOptions): void {
  requireOption('Flow', 'name', name, checks.name)
  checkOptions<FlowOptions>('Flow', options, flowTable)
}

/** Throws a FlowError unless this is a filter of tasks. */
export function checkTaskFilter(filter: TaskFilter): void {
  checkOptions<TaskFilter>('getTasks', filter, { name: checks.text, slug: checks.text, tags: checks.iterable })
}

/** Throws a FlowError unless these are dependencies of a task. */
export function checkDependencies(deps: Dependencies): void {
  requireOption('setDependencies', 'deps', deps, checks.record)
  checkOptions<Dependencies>('setDependencies', deps, {
    upstream: checks.iterable,
    downstream: checks.iterable,
    inputs: checks.record,
    mapped: checks.flag,
  })
}

/** Throws a FlowError unless this describes an edge. */
export function checkEdge(edge: EdgeInput, options: EdgeOptions): void {
  checkOptions<EdgeInput>('addEdge', edge, {
    upstream: checks.task,
    downstream: checks.task,
    key: checks.name,
    mapped: checks.flag,
  })
  for (const end of ['upstream', 'downstream'] as const) requireOption('addEdge', end, edge?.[end], checks.task)
  checkOptions<EdgeOptions>('addEdge', options, { validate: checks.flag })
}

/** Throws a FlowError unless these are options of a picture. */
export function checkPicture(where: string, options: PictureOptions): void {
  checkOptions<PictureOptions>(where, options, { title: checks.text })
}
