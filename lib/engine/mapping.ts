/**
 * Mapped tasks: one child run per element. A parent expands as soon as the lengths of its lists are known, even while
 * the elements of a mapped upstream are still running; each child then goes its own way, through every step.
 * The parent ends when all of its children have, as a Mapped state; where its list fails or is skipped, so is it.
 */
import { makeState, type State } from '../state'
import type { FlowRun } from './flow-run'
import { flat, listOf } from './inputs'
import type { PlanArgument, PlanEdge } from './plan'
import { TaskRun } from './task-run'
import { waitingFor } from './upstream'

/** The children of a mapped task. */
export class Mapping {
  readonly children: TaskRun[] = []
  /** lists that are known as a whole, by the argument that takes their elements */
  readonly lists = new Map<PlanArgument, readonly unknown[]>()
  expanded = false
  /** upstream that every child waits for */
  sharedWaiting = 0
  /** children that have not ended */
  left = 0
}

/** Expands the parent into its children; gives the state in which it ends where that cannot be done. */
export function expand(run: FlowRun, parent: TaskRun, mapping: Mapping): State | undefined {
  const given = parent.given?.type === 'Mapped' ? parent.given : undefined
  let length = Number.POSITIVE_INFINITY
  for (const arg of parent.node.args) {
    if (!arg.mapped) continue
    const found = lengthOf(run, parent, mapping, arg)
    if (typeof found === 'number') length = Math.min(length, found)
    // A list of an earlier run is known by its children, whose inputs were kept.
    else if (given === undefined || found.isFinished()) return found
  }
  if (given !== undefined)
    length = Math.min(length, Math.max(given.mapStates.length, Number.isFinite(length) ? length : 0))
  mapping.expanded = true
  for (let index = 0; index < length; index++) {
    mapping.children.push(new TaskRun(parent.node, given?.mapStates[index], parent.isStart, parent, index))
  }
  mapping.left = mapping.children.length
  for (const child of mapping.children) {
    child.retryFailed = parent.isStart || given !== undefined
    child.waiting = waitsFor(run, child)
  }
  return undefined
}

/** The number of elements, or the state in which the parent ends. */
function lengthOf(run: FlowRun, parent: TaskRun, mapping: Mapping, arg: PlanArgument): number | State {
  const { source } = arg
  if (source.kind === 'constant') return listLength(run, mapping, arg, listOf(source.value), source.value)
  if (source.kind !== 'edge') {
    const isList = source.kind === 'array' || source.kind === 'set'
    return isList ? source.parts.length : notAList(run, arg, `a ${source.kind}`)
  }
  const { edge } = arg
  return edge === undefined ? 0 : edgeLength(run, parent, mapping, arg, edge)
}

function edgeLength(
  run: FlowRun,
  parent: TaskRun,
  mapping: Mapping,
  arg: PlanArgument,
  edge: PlanEdge,
): number | State {
  const upstream = run.run(edge.from)
  if (edge.reach === 'child') {
    if (upstream.mapping?.expanded) return upstream.mapping.children.length
    if (upstream.state?.type === 'Mapped') return upstream.state.mapStates.length
  }
  const { state } = upstream
  const timestamp = run.now()
  const { name } = edge.from.task
  if (state === undefined || !state.isFinished()) {
    if (parent.given !== undefined && !parent.isStart) return parent.given
    const message = parent.isStart
      ? `Input "${arg.key}" is not available: ${name} ${state === undefined ? 'has not run' : `is ${state.type}`}.`
      : waitingFor(name, state)
    return makeState('Pending', { message, timestamp })
  }
  if (state.isSkipped() && parent.node.settings.skipOnUpstreamSkip) {
    return makeState('Skipped', { message: 'Upstream task was skipped.', timestamp })
  }
  if (state.isFailed()) {
    const message = `The list "${arg.key}" is not there: ${name} failed.`
    return makeState('TriggerFailed', { message, error: new Error(message, { cause: state.error }), timestamp })
  }
  return listLength(run, mapping, arg, edge.edge.flat ? flat(state.result) : listOf(state.result), state.result)
}

function listLength(
  run: FlowRun,
  mapping: Mapping,
  arg: PlanArgument,
  list: readonly unknown[] | undefined,
  value: unknown,
): number | State {
  if (list === undefined) return notAList(run, arg, value === null ? 'null' : `a value of type ${typeof value}`)
  mapping.lists.set(arg, list)
  return list.length
}

function notAList(run: FlowRun, arg: PlanArgument, got: string): State {
  const error = new TypeError(`Cannot map over "${arg.key}": expected a list, got ${got}.`)
  return makeState('Failed', { message: error.message, error, timestamp: run.now() })
}

/** How many of the upstream that are a child's own have not ended. */
function waitsFor(run: FlowRun, child: TaskRun): number {
  if (!child.node.hasParts) return 0
  let count = 0
  for (const edge of child.node.incoming) {
    const upstream = run.run(edge.from)
    if (upstream.settled) continue
    if (edge.reach === 'element' && edge.element === child.mapIndex) count++
    if (edge.reach === 'child' && upstream.mapping?.children[child.mapIndex]?.settled === false) count++
  }
  return count
}

/** The state of a mapped task, from those of its children. */
export function mappedState(children: readonly TaskRun[], timestamp: Date, nothing: State): State {
  return makeState('Mapped', { mapStates: children.map(child => child.state ?? nothing), timestamp })
}
