/**
 * What tasks print: each line is kept with its attempt, beside those of `context.logger`, and goes to the cell. Where
 * several tasks of the flow can be at work at the same time, or several runs are, each line says whose it is.
 * Whether they can is a matter of the graph, not of the moment: a task's lines look the same from first to last.
 */

import { context, type Flow, type HostRun, type Logger, type Task } from '../../lib/index'
import type { StreamName } from '../link'

interface PrintingRun {
  readonly flow: Flow
  /** Slugs of the tasks beside which nothing else can run. */
  alone: ReadonlySet<string> | undefined
}

/** What an attempt has printed since its last whole line. */
interface OpenLine {
  readonly logger: Logger
  readonly name: StreamName
  text: string
}

export class TaskPrints {
  readonly #runs = new Map<string, PrintingRun>()
  readonly #open = new Map<string, OpenLine>()
  /** Whose line stands open in the cell. */
  readonly #cursor: { [S in StreamName]?: string | undefined } = {}

  began({ runId, flow }: HostRun): void {
    this.#runs.set(runId, { flow, alone: undefined })
  }

  ended(runId: string): void {
    this.#runs.delete(runId)
    if (this.#runs.size === 0) for (const name of ['stdout', 'stderr'] as const) this.#cursor[name] = undefined
    for (const key of [...this.#open.keys()]) if (key.startsWith(`${runId}/`)) this.#flush(key)
  }

  /** A task has come to another state: what it printed last is a line, ended or not. */
  changed(runId: string, task: Task, mapIndex: number | undefined): void {
    if (this.#open.size > 0) this.#flush(keyOf(runId, task.slug, mapIndex))
  }

  /** Takes what is written; gives what the cell shows of it. */
  take(name: StreamName, text: string): string {
    if (this.#runs.size === 0) return text
    const { runId, taskSlug, taskName, taskRunCount, mapIndex, logger } = context
    const run = runId === undefined ? undefined : this.#runs.get(runId)
    if (run === undefined || runId === undefined || taskSlug === undefined || logger === undefined) return text
    const key = keyOf(runId, taskSlug, mapIndex)
    this.#log(key, name, text, logger)
    if (mapIndex === undefined && this.#runs.size === 1 && this.#isAlone(run, taskSlug)) return text
    const label = isOnlyName(run.flow, taskName) ? taskName : taskSlug
    const mark = `[${label}${mapIndex === undefined ? '' : `[${mapIndex}]`} #${taskRunCount}] `
    const open = this.#cursor[name]
    this.#cursor[name] = text.endsWith('\n') ? undefined : key
    const marks = text.replace(/\n(?!$)/g, `\n${mark}`)
    return open === key ? marks : `${open === undefined ? '' : '\n'}${mark}${marks}`
  }

  #log(key: string, name: StreamName, text: string, logger: Logger): void {
    const open = this.#open.get(key)
    if (open !== undefined && open.name !== name) this.#flush(key)
    const lines = `${open?.name === name ? open.text : ''}${text}`.split('\n')
    const rest = lines.pop() ?? ''
    for (const line of lines) write(logger, name, line)
    if (rest === '') this.#open.delete(key)
    else this.#open.set(key, { logger, name, text: rest })
  }

  #flush(key: string): void {
    const open = this.#open.get(key)
    this.#open.delete(key)
    if (open !== undefined) write(open.logger, open.name, open.text)
  }

  #isAlone(run: PrintingRun, slug: string): boolean {
    run.alone ??= tasksAlone(run.flow)
    return run.alone.has(slug)
  }
}

function keyOf(runId: string, slug: string, mapIndex: number | undefined): string {
  return `${runId}/${slug}/${mapIndex ?? ''}`
}

/** A carriage return draws a line anew: what stood before it is of no use in a log. */
function write(logger: Logger, name: StreamName, line: string): void {
  const text = line.replace(/\r$/, '').replace(/^.*\r/, '')
  if (name === 'stdout') logger.info(text)
  else logger.error(text)
}

function isOnlyName(flow: Flow, name: string | undefined): name is string {
  return name !== undefined && flow.getTasks({ name }).length === 1
}

/**
 * The tasks that stand before or after every other one. Where a task is the only one that is ready, all that is left
 * comes after it; from the end, all that is left comes before it. Both together are all the others, or it is not alone.
 */
export function tasksAlone(flow: Flow): ReadonlySet<string> {
  const tasks = [...flow.tasks].filter(task => !isParameter(task))
  const after = leftWhenOnlyReady(tasks, flow, 'upstream', 'downstream')
  const before = leftWhenOnlyReady(tasks, flow, 'downstream', 'upstream')
  const others = tasks.length - 1
  const isAlone = (task: Task): boolean => (after.get(task) ?? NaN) + (before.get(task) ?? NaN) === others
  return new Set(tasks.filter(isAlone).map(({ slug }) => slug))
}

/** Takes tasks whose way is free, one after the other; of those that were the only one, how many were left. */
function leftWhenOnlyReady(
  tasks: readonly Task[],
  flow: Flow,
  from: 'upstream' | 'downstream',
  to: 'upstream' | 'downstream',
): ReadonlyMap<Task, number> {
  const waiting = new Map(tasks.map(task => [task, new Set<Task>()]))
  const next = new Map(tasks.map(task => [task, new Set<Task>()]))
  for (const edge of flow.edges) {
    if (!next.has(edge[from])) continue
    waiting.get(edge[to])?.add(edge[from])
    next.get(edge[from])?.add(edge[to])
  }
  const ready = new Set(tasks.filter(task => waiting.get(task)?.size === 0))
  const found = new Map<Task, number>()
  for (let left = tasks.length - 1; ; left--) {
    const [task] = ready
    if (task === undefined) return found
    if (ready.size === 1) found.set(task, left)
    ready.delete(task)
    for (const other of next.get(task) ?? []) {
      const awaited = waiting.get(other)
      awaited?.delete(task)
      if (awaited?.size === 0) ready.add(other)
    }
  }
}

/** A Parameter runs nothing of its own. */
function isParameter(task: Task): boolean {
  return Reflect.get(task, Symbol.for('tasklab.Parameter')) === true
}
