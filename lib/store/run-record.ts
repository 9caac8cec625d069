/** How runs look to a reader of the store: which of them, their outcome in one word, and a run with its tasks. */
import { checkOptions, checks } from '../options'
import type { LogLine, RunFilter, RunOutcome, RunRecord, TaskRecord } from './store'
import { familiesOf, type KeptRun } from './task-table'

/** The filter with its defaults. Throws a FlowError unless it is one. */
export function runFilter(given: RunFilter): { readonly flow: string | undefined; readonly limit: number } {
  checkOptions<RunFilter>('runs', given, { flow: checks.text, limit: checks.amount })
  return { flow: given.flow, limit: given.limit ?? 100 }
}

/** How a run stands; prints as the state of its type does. */
export function outcome(type: RunOutcome['type'], message?: string): RunOutcome {
  const text = message === undefined ? `${type}()` : `${type}("${message}")`
  return { type, ...(message === undefined ? {} : { message }), toString: () => text }
}

/** A run with its tasks, as `load` gives it: each with the lines that it logged, children after their task. */
export function toRecord(run: KeptRun): RunRecord {
  const { head } = run
  const logs = run.logs()
  const families = familiesOf(Array.from(run.lazyEntries(), entry => entry.read()))
  const entries = [...families.values()].flatMap(({ whole, children }) => [
    ...(whole ? [whole] : []),
    ...children.values(),
  ])
  const { runId, flow, startedAt, endedAt, state, resumedFrom, parameters } = head
  const lines = new Map<string, LogLine[]>()
  for (const line of logs) {
    const key = keyOf(line.task, line.mapIndex)
    const known = lines.get(key)
    if (known === undefined) lines.set(key, [line])
    else known.push(line)
  }
  const tasks = Array.from(entries, (entry): TaskRecord => {
    const { slug, mapIndex, state, inputs = {} } = entry
    const own = lines.get(keyOf(slug, mapIndex)) ?? []
    return { slug, ...(mapIndex === undefined ? {} : { mapIndex }), state, inputs, logs: own }
  })
  const row = {
    runId,
    flow,
    startedAt,
    state,
    ...(endedAt ? { endedAt } : {}),
    ...(resumedFrom ? { resumedFrom } : {}),
  }
  return { ...row, parameters, tasks }
}

function keyOf(slug: string, mapIndex: number | undefined): string {
  return mapIndex === undefined ? slug : `${slug}\n${mapIndex}`
}
