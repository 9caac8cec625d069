/**
 * The arguments of a task: for each the upstream's result, the constant, or what an earlier run kept.
 * A result fresh from this run wins over what was kept, and that over the result of an upstream that was not run.
 * An input that nobody supplies is never silently undefined: the task waits and says which.
 */
import type { Pattern, Source } from '../argument'
import type { Mapped, State } from '../state'
import type { FlowRun } from './flow-run'
import type { PlanArgument, PlanEdge } from './plan'
import type { TaskRun } from './task-run'
import { upstreamOf } from './upstream'

/** An input that nobody supplies. */
export class MissingInput {
  readonly key: string
  readonly from: PlanEdge
  readonly state: State | undefined
  constructor(key: string, from: PlanEdge, state: State | undefined) {
    this.key = key
    this.from = from
    this.state = state
  }
  toString(): string {
    const { name } = this.from.from.task
    const why = this.state === undefined ? 'has not run' : this.state.isFailed() ? 'failed' : `is ${this.state.type}`
    return `Input "${this.key}" is not available: ${name} ${why}.`
  }
}

/** In a kept input, what it has no value for. */
const absent: unique symbol = Symbol('absent')

/** The arguments by place, or the first that is missing. */
export function argumentsOf(run: FlowRun, unit: TaskRun): unknown[] | MissingInput {
  const args: unknown[] = []
  for (const arg of unit.node.args) {
    // A parameter that is left out before one that is given gets its default too.
    while (args.length < arg.index) args.push(undefined)
    const value = argumentValue(run, unit, arg)
    if (value instanceof MissingInput) return value
    args.push(value)
  }
  return args
}

/** What the task was given, by the names of its parameters. */
export function inputsRecord(unit: TaskRun): Record<string, unknown> {
  const inputs: Record<string, unknown> = {}
  for (const { key, index } of unit.node.args) inputs[key] = unit.args[index]
  return inputs
}

function argumentValue(run: FlowRun, unit: TaskRun, arg: PlanArgument): unknown {
  const kept = cachedInput(unit, arg.key)
  if (!arg.mapped || unit.mapIndex < 0) return sourceValue(run, unit, arg, arg.source, kept)
  const { source } = arg
  const list = unit.parent?.mapping?.lists.get(arg)
  if (source.kind !== 'edge' && source.kind !== 'constant') {
    const part = source.parts[unit.mapIndex]?.[1]
    return part === undefined ? undefined : sourceValue(run, unit, arg, part, kept)
  }
  const { edge } = arg
  if (edge !== undefined) {
    if (list === undefined) return edgeValue(run, unit, arg.key, edge, kept)
    // The list is there as a whole; of it a child takes its element by the same rules as a task its result.
    if (!run.run(edge.from).fresh && kept !== absent) return kept
  }
  return list?.[unit.mapIndex]
}

function sourceValue(run: FlowRun, unit: TaskRun, arg: PlanArgument, source: Source, kept: unknown): unknown {
  if (source.kind === 'constant') return source.value
  if (source.kind === 'edge') {
    const edge = arg.edge ?? arg.parts?.get(source)
    return edge === undefined ? undefined : edgeValue(run, unit, arg.key, edge, kept)
  }
  return patternValue(run, unit, arg, source, kept)
}

function edgeValue(run: FlowRun, unit: TaskRun, key: string, edge: PlanEdge, kept: unknown): unknown {
  const upstream = upstreamOf(run, unit, edge)
  const state = upstream.state
  if (kept !== absent && !(upstream.fresh && state?.isFinished() && !(unit.isStart && state.isFailed()))) return kept
  if (state === undefined || !state.isFinished()) return new MissingInput(key, edge, state)
  if (state.isFailed() && state.type !== 'Mapped')
    return unit.isStart ? new MissingInput(key, edge, state) : state.error
  const result = state.type === 'Mapped' ? elementsOf(state) : state.result
  return edge.edge.flat ? flat(result) : result
}

/** The results of a mapped task; where a trigger lets its failures pass, their errors in their places. */
function elementsOf(state: Mapped): unknown {
  return state.isFailed() ? state.mapStates.map(child => (child.isFailed() ? child.error : child.result)) : state.result
}

function patternValue(run: FlowRun, unit: TaskRun, arg: PlanArgument, pattern: Pattern, kept: unknown): unknown {
  const values: [unknown, unknown][] = []
  for (const [n, [name, part]] of pattern.parts.entries()) {
    const value = sourceValue(run, unit, arg, part, partOf(kept, pattern, name, n))
    if (value instanceof MissingInput) return value
    values.push([name, value])
  }
  switch (pattern.kind) {
    case 'array':
      return values.map(([, value]) => value)
    case 'set':
      return new Set(values.map(([, value]) => value))
    case 'map':
      return new Map(values)
    case 'object':
      return Object.fromEntries(values as [string, unknown][])
  }
}

function cachedInput(unit: TaskRun, key: string): unknown {
  const { given } = unit
  if (given === undefined || !('cachedInputs' in given)) return absent
  const kept = given.cachedInputs
  return kept !== undefined && Object.hasOwn(kept, key) ? kept[key] : absent
}

/** The same part of a kept structure. */
function partOf(kept: unknown, pattern: Pattern, name: unknown, n: number): unknown {
  if (typeof kept !== 'object' || kept === null) return absent
  if (pattern.kind === 'map') return kept instanceof Map && kept.has(name) ? kept.get(name) : absent
  if (pattern.kind === 'set') return kept instanceof Set && n < kept.size ? [...kept][n] : absent
  const key = name as string
  return Object.hasOwn(kept, key) ? Reflect.get(kept, key) : absent
}

/** The elements of a value that can be mapped over; text is one value, not a list of letters. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return undefined
  return [...(value as Iterable<unknown>)]
}

/** One list of the elements of several. */
export function flat(value: unknown): readonly unknown[] | undefined {
  return listOf(value)?.flatMap(element => listOf(element) ?? [element])
}
