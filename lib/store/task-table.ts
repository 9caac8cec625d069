/**
 * The newest entry of each task and of each child of a mapped one: what a journal holds of its run while it goes on,
 * and what a line of runs is put together in. Children stand under their task, by index.
 */
import { FlowError } from '../error'
import { withChildren } from './mapped-children'
import type { LogLine, RunHead, RunLine, StoredTask, StoredTaskFamily, Work } from './store'

/** What an entry is found by. */
export interface TaskKey {
  readonly slug: string
  readonly mapIndex?: number | undefined
}

export class TaskTable<T extends TaskKey> {
  readonly #whole = new Map<string, T>()
  readonly #children = new Map<string, Map<number, T>>()

  get(slug: string, mapIndex?: number): T | undefined {
    return mapIndex === undefined ? this.#whole.get(slug) : this.#children.get(slug)?.get(mapIndex)
  }

  set(entry: T): void {
    const { slug, mapIndex } = entry
    if (mapIndex === undefined) {
      this.#whole.set(slug, entry)
      return
    }
    const children = this.#children.get(slug)
    if (children === undefined) this.#children.set(slug, new Map([[mapIndex, entry]]))
    else children.set(mapIndex, entry)
  }

  /** Tasks in the order in which they first changed, then children by index. */
  *entries(): Iterable<T> {
    yield* this.#whole.values()
    for (const children of this.#children.values()) {
      for (const [, child] of [...children].sort(([a], [b]) => a - b)) yield child
    }
  }
}

/** An entry that has not been read yet: in a line of runs most of them never are. */
export interface LazyEntry extends TaskKey, Work {
  readonly given?: boolean | undefined
  read(): StoredTask
}

/** A run as a store keeps it, in memory or in its file. */
export interface KeptRun {
  readonly head: RunHead
  lazyEntries(): Iterable<LazyEntry>
  logs(): readonly LogLine[]
}

/**
 * Puts a run and those that it came from together. A task's newest state from a run that ran it counts: that a later
 * run was given it says nothing new. Only a state that no run of the line made is taken from where it was given.
 */
export function lineOf(runId: string, find: (runId: string) => KeptRun | undefined): RunLine {
  const runs: KeptRun[] = []
  const seen = new Set<string>()
  for (let at = find(runId); at !== undefined && !seen.has(at.head.runId); ) {
    runs.push(at)
    seen.add(at.head.runId)
    at = at.head.resumedFrom === undefined ? undefined : find(at.head.resumedFrom)
  }
  if (runs.length === 0) throw runNotFound(runId)
  let table: TaskTable<LazyEntry> | undefined
  const entries = () => {
    table ??= newest(runs)
    return table
  }
  let tasks: RunLine['tasks'] | undefined
  return {
    runs: runs.map(run => run.head),
    get tasks() {
      tasks ??= families(entries())
      return tasks
    },
    work: (slug, mapIndex) => entries().get(slug, mapIndex),
    logs: () => runs.toReversed().flatMap(run => run.logs()),
  }
}

export function runNotFound(runId: string): FlowError {
  return new FlowError('RUN_NOT_FOUND', `There is no run "${runId}" in this store.`)
}

function newest(runs: readonly KeptRun[]): TaskTable<LazyEntry> {
  const table = new TaskTable<LazyEntry>()
  const given: LazyEntry[] = []
  const add = (entry: LazyEntry) => {
    if (table.get(entry.slug, entry.mapIndex) === undefined) table.set(entry)
  }
  for (const run of runs) {
    for (const entry of run.lazyEntries()) {
      if (entry.given === true) given.push(entry)
      else add(entry)
    }
  }
  given.forEach(add)
  return table
}

function families(table: TaskTable<LazyEntry>): Map<string, StoredTaskFamily> {
  return familiesOf(Array.from(table.entries(), entry => entry.read()))
}

/** For all the tasks that are not mapped. */
const noChildren = new Map<number, StoredTask>()

/** Entries by task; a Mapped state gets the children that stand beside it. */
export function familiesOf(entries: Iterable<StoredTask>): Map<string, StoredTaskFamily> {
  const found = new Map<string, { whole?: StoredTask; children: Map<number, StoredTask> }>()
  for (const entry of entries) {
    const { slug, mapIndex } = entry
    const family = found.get(slug)
    if (mapIndex === undefined) {
      if (family === undefined) found.set(slug, { whole: entry, children: noChildren })
      else family.whole = entry
    } else if (family === undefined) found.set(slug, { children: new Map([[mapIndex, entry]]) })
    else if (family.children === noChildren) family.children = new Map([[mapIndex, entry]])
    else family.children.set(mapIndex, entry)
  }
  for (const family of found.values()) {
    const { whole, children } = family
    if (whole?.state.type === 'Mapped') family.whole = { ...whole, state: withChildren(whole.state, children) }
  }
  return found
}
