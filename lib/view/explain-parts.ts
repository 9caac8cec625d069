/**
 * What an explanation rests on, in lines: the tasks before it and how they stand, the values that it was given and where
 * they came from, the children of a mapped task that need a look.
 */
import type { FlowState } from '../flow-state'
import { isParameter } from '../recognise'
import type { State } from '../state'
import type { Task } from '../task'
import { errorTitle } from './error-text'
import { preview } from './preview'
import { isCutOff, isReused, knownInputs, runStart, stateIn } from './run-facts'
import { countStatuses, countText } from './standing'
import { waitingText, waitOf } from './state-times'
import { taskLabels } from './task-line'
import { statusIn } from './task-row'

const mostInputs = 10

/** The values that it was given, and which tasks made them. */
export function inputLines(task: Task, run: FlowState): readonly string[] {
  const inputs = Object.entries(knownInputs(run, task) ?? {})
  if (inputs.length === 0) return []
  const makers = makersOf(task, run)
  const lines = inputs.slice(0, mostInputs).map(([key, value]) => `  ${key} = ${preview(value)}${makers(key)}`)
  const more = inputs.length > mostInputs ? [`  … ${inputs.length - mostInputs} more`] : []
  return [inputs.length === 1 ? 'It was given:' : 'Its inputs:', ...lines, ...more]
}

function makersOf(task: Task, { flow }: FlowState): (key: string) => string {
  const labels = taskLabels(flow.tasks)
  const edges = [...flow.edges].filter(edge => edge.downstream === task)
  return key => {
    const names = edges.filter(edge => edge.key === key).map(edge => labels.get(edge.upstream) ?? edge.upstream.name)
    return names.length === 0 ? '' : ` (from ${names.join(', ')})`
  }
}

/** The tasks right before it whose states matter. */
export function upstreamLines(
  task: Task,
  run: FlowState,
  matters: (state: State | undefined) => boolean,
): readonly string[] {
  const labels = taskLabels(run.flow.tasks)
  const upstream = [...run.flow.upstreamTasks(task)].filter(before => !isParameter(before))
  return upstream.flatMap(before => {
    const state = stateIn(run, before)
    return matters(state) ? standingLines(labels.get(before) ?? before.name, state, run) : []
  })
}

function standingLines(name: string, state: State | undefined, run: FlowState): readonly string[] {
  if (state === undefined) return [`  ${name} has not run`]
  if (state.type !== 'Mapped') return [`  ${name} is ${state}${waitNote(state)}`]
  return [`  ${name} is mapped: ${childCounts(state.mapStates, run)}`, ...childLines(state.mapStates).map(indent)]
}

const indent = (line: string): string => `  ${line}`

/** `1 Retrying, 5 Success (4 reused)` */
export function childCounts(children: readonly State[], run: FlowState): string {
  const reused = children.filter(child => isReused(child, runStart(run))).length
  const statuses = children.map(child => statusIn({ cutOff: isCutOff(run) }, child.type))
  return `${countText(countStatuses(statuses))}${reused > 0 ? ` (${reused} reused)` : ''}`
}

const mostChildren = 10

/** The children that failed or are not finished. */
export function childLines(children: readonly State[]): readonly string[] {
  const troubled = children.flatMap((child, index) =>
    child.isFailed() || !child.isFinished() ? [`  [${index}] is ${child}${waitNote(child)}${errorNote(child)}`] : [],
  )
  const more = troubled.length > mostChildren ? [`  … ${troubled.length - mostChildren} more`] : []
  return [...troubled.slice(0, mostChildren), ...more]
}

function waitNote(state: State): string {
  const waiting = waitOf(state, Date.now())
  return waiting === undefined ? '' : `, ${waitingText(waiting)}`
}

/** What went wrong, where the message does not say it. */
function errorNote({ type, error, message = '' }: State): string {
  if (error === undefined || type === 'Cancelled') return ''
  const title = errorTitle(error)
  return message !== '' && title.endsWith(message) ? '' : `: ${title}`
}
