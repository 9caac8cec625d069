/**
 * Finds the flow or the task that a magic's argument means, by its own name or by that of a variable that holds it.
 * What is not found is answered with the nearest name that there is.
 */

import { type Flow, type FlowState, storedState, type Task } from '../../lib/index'
import { nearest } from '../cli/nearest'
import { UsageError } from '../host/magics/usage-error'
import type { FlowSession } from './flow-session'

export interface FoundTask {
  readonly flow: Flow
  readonly task: Task
}

/** @param text a name, with or without quotes; the empty text means the flow that ran last. @throws UsageError */
export function findFlow(session: FlowSession, text: string): Flow {
  const name = unquoted(text)
  const found = name === '' ? session.latestFlow() : session.flows().get(name)
  if (found !== undefined) return found
  if (name === '') throw new UsageError('There is no flow in this session: run the cells that define it first.')
  throw new UsageError(`There is no flow ${JSON.stringify(name)} in this session. ${instead(name, flowNames(session))}`)
}

/** A task by slug, name or variable: of the flow that ran last if it has one so called, else of any. @throws UsageError */
export function findTask(session: FlowSession, text: string): FoundTask {
  const name = unquoted(text)
  if (name === '') throw new UsageError(`A task is missing. ${instead('', taskNames(session))}`)
  const held = session.taskOf(name)
  for (const flow of flowsByAge(session)) {
    const [bySlug] = flow.getTasks({ slug: name })
    if (bySlug !== undefined) return { flow, task: bySlug }
    if (held !== undefined && flow.tasks.has(held)) return { flow, task: held }
    const [first, ...more] = flow.getTasks({ name })
    if (first === undefined) continue
    if (more.length === 0) return { flow, task: first }
    const slugs = [first, ...more].map(({ slug }) => slug)
    throw new UsageError(`${flow.name} has ${slugs.length} tasks named ${name}: ${shortList(slugs)}.`)
  }
  throw new UsageError(`There is no task ${JSON.stringify(name)}. ${instead(name, taskNames(session))}`)
}

/** The state of the flow's newest run: of this session, or of an earlier one as the store has it. */
export function lastState(session: FlowSession, flow: Flow): FlowState | undefined {
  return session.lastRun(flow)?.state ?? storedState(flow)
}

export function flowNames(session: FlowSession): readonly string[] {
  return [...session.flows().keys()]
}

export function taskNames(session: FlowSession): readonly string[] {
  return [...new Set([...flowsByAge(session)].flatMap(flow => labelled(flow).map(([, label]) => label)))]
}

/** What a flow's tasks are called: by their names, or by their slugs where a name is not one task's alone. */
export function labelled(flow: Flow): readonly (readonly [task: Task, label: string])[] {
  const tasksOf = Map.groupBy(flow.tasks, ({ name }) => name)
  return [...flow.tasks].map(task => [task, tasksOf.get(task.name)?.length === 1 ? task.name : task.slug])
}

/** Newest first. */
function flowsByAge(session: FlowSession): ReadonlySet<Flow> {
  const latest = session.latestFlow()
  const others = [...session.flows().values()].reverse()
  return new Set(latest === undefined ? others : [latest, ...others])
}

const mostNamed = 8

function instead(name: string, known: readonly string[]): string {
  const close = nearest(name, known)
  if (close !== undefined) return `Did you mean ${JSON.stringify(close)}?`
  return known.length === 0 ? 'Run the cells that define it first.' : `There are ${shortList(known)}.`
}

function shortList(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return names.slice(0, mostNamed).join(', ') + more
}

export function unquoted(text: string): string {
  return /^(['"`])(.*)\1$/.exec(text.trim())?.[2] ?? text.trim()
}
