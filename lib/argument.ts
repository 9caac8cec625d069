/**
 * Arguments of a task's call: a plain value, a task's result, or a structure that holds results somewhere within.
 * A structure is kept as a pattern, whose edges are filled in when the task runs; an argument without tasks in it is
 * one constant, whatever its size. Sources are told apart by `kind`: a task may be another copy's of the library.
 */
import { EdgeRecord } from './edge'
import { FlowError } from './error'
import { isTask } from './recognise'
import { isBranded, wrapperBrand } from './symbols'
import type { Task } from './task'

/** What an argument, or a part of it, is made of. */
export type Source = EdgeRecord | Constant | Pattern

/** A value that is known when the flow is built. */
export class Constant {
  readonly value: unknown
  /** the elements are mapped over, not the value given whole */
  readonly mapped: boolean
  constructor(value: unknown, mapped = false) {
    this.value = value
    this.mapped = mapped
  }
  get kind(): 'constant' {
    return 'constant'
  }
}

/** A structure with results in it. */
export class Pattern {
  readonly kind: 'array' | 'object' | 'map' | 'set'
  readonly parts: readonly (readonly [key: unknown, source: Source])[]
  readonly mapped: boolean
  constructor(kind: Pattern['kind'], parts: Pattern['parts'], mapped = false) {
    this.kind = kind
    this.parts = parts
    this.mapped = mapped
  }
}

/** In `map`, an argument that is given whole to every child. */
export interface Unmapped<T> {
  readonly unmapped: T | Task<T>
}
/** A list of lists, taken as one list. */
export interface Flattened<T> {
  readonly flatten: Task<T[][]>
}

/** Gives a value, or a task's result, whole to every child of a mapped task. */
export function unmapped<T>(value: T | Task<T>): Unmapped<T> {
  return { unmapped: value, [wrapperBrand]: true } as Unmapped<T>
}

/** Maps over the elements of a list of lists. */
export function flatten<T>(task: Task<T[][]>): Flattened<T> {
  if (!isTask(task)) throw new FlowError('BAD_ARGUMENT', 'flatten() takes a task, whose result is a list of lists.')
  return { flatten: task, [wrapperBrand]: true } as Flattened<T>
}

/** Reads an argument into a source; new edges into `downstream` are handed to `onEdge`. */
export function sourceOf(
  value: unknown,
  downstream: Task,
  key: string,
  mapped: boolean,
  onEdge: (edge: EdgeRecord) => void,
): Source {
  if (typeof value !== 'object' || value === null) return new Constant(value, mapped)
  if (isBranded(value, wrapperBrand)) {
    if ('flatten' in value) return edge(value.flatten as Task, downstream, key, mapped, true, false, onEdge)
    return sourceOf((value as Unmapped<unknown>).unmapped, downstream, key, false, onEdge)
  }
  if (isTask(value)) return edge(value, downstream, key, mapped, false, false, onEdge)
  return pattern(value, downstream, key, mapped, onEdge, new Set()) ?? new Constant(value, mapped)
}

function edge(
  upstream: Task,
  downstream: Task,
  key: string,
  mapped: boolean,
  flat: boolean,
  part: boolean,
  onEdge: (edge: EdgeRecord) => void,
): EdgeRecord {
  const made = new EdgeRecord(upstream, downstream, key, mapped, flat, part)
  onEdge(made)
  return made
}

/** The pattern of a structure with tasks in it; undefined where there is none, so that it is used as it is. */
function pattern(
  value: object,
  downstream: Task,
  key: string,
  mapped: boolean,
  onEdge: (edge: EdgeRecord) => void,
  above: Set<object>,
): Pattern | undefined {
  const parts = above.has(value) ? undefined : partsOf(value)
  if (parts === undefined) return undefined
  above.add(value)
  const found: [unknown, Source][] = []
  let tasks = false
  for (const [name, part] of parts.entries) {
    const source = partSource(part, downstream, pathTo(key, parts.kind, name), onEdge, above)
    tasks ||= source.kind !== 'constant'
    found.push([name, source])
  }
  above.delete(value)
  return tasks ? new Pattern(parts.kind, found, mapped) : undefined
}

function partSource(
  part: unknown,
  downstream: Task,
  key: string,
  onEdge: (edge: EdgeRecord) => void,
  above: Set<object>,
): Source {
  if (typeof part !== 'object' || part === null) return new Constant(part)
  if (isTask(part)) return edge(part, downstream, key, false, false, true, onEdge)
  return pattern(part, downstream, key, false, onEdge, above) ?? new Constant(part)
}

interface Parts {
  readonly kind: Pattern['kind']
  readonly entries: Iterable<readonly [unknown, unknown]>
}

function partsOf(value: object): Parts | undefined {
  if (Array.isArray(value)) return { kind: 'array', entries: value.entries() }
  if (value instanceof Map) return { kind: 'map', entries: value.entries() }
  if (value instanceof Set) return { kind: 'set', entries: [...value].entries() }
  const prototype: unknown = Object.getPrototypeOf(value)
  // A class instance is a value of its own, whatever it holds.
  if (prototype === null || Object.getPrototypeOf(prototype) === null)
    return { kind: 'object', entries: Object.entries(value) }
  return undefined
}

function pathTo(key: string, kind: Pattern['kind'], name: unknown): string {
  return kind === 'object' ? `${key}.${String(name)}` : `${key}[${String(name)}]`
}

/** The same source with its edges replaced; what has none stays the same object. */
export function mapEdges(source: Source, change: (edge: EdgeRecord) => Source): Source {
  if (source.kind === 'edge') return change(source)
  if (source.kind === 'constant') return source
  return new Pattern(
    source.kind,
    source.parts.map(([key, part]) => [key, mapEdges(part, change)]),
    source.mapped,
  )
}

/** The edges of a source, in order. */
export function* edgesOf(source: Source): Generator<EdgeRecord> {
  if (source.kind === 'edge') yield source
  else if (source.kind !== 'constant') for (const [, part] of source.parts) yield* edgesOf(part)
}
