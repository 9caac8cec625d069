/**
 * Flows and states for the tests of the views, made by hand: what a view is given is data, so no run is needed,
 * and every time in it is a fixed one.
 */
import type { FlowState } from '../../../lib/flow-state'
import { Pending, Retrying, type State, Success } from '../../../lib/state'
import type { LogLine } from '../../../lib/store/store'
import { runFacts } from '../../../lib/symbols'
import type { Task } from '../../../lib/task'
import type { TaskStates } from '../../../lib/task-states'

export const start = new Date('2024-05-01T12:00:00Z')

/** So many milliseconds after the start. */
export const at = (milliseconds: number): Date => new Date(start.getTime() + milliseconds)

/** A task of the name, with as much of it as a view looks at. */
export function sampleTask(name: string, options: Task['options'] = {}, slug = `${name}-1`): Task {
  return { name, slug, options, tags: new Set(), toString: () => `<Task: ${name}>` } as unknown as Task
}

/** States in the order given, which is taken for topological. */
export function sampleStates(entries: readonly (readonly [Task, State])[]): TaskStates {
  const states = new Map(entries)
  const text = entries.map(([task, state]) => `${task}: ${state}`).join(', ')
  const methods = { get: (task: Task) => states.get(task), has: (task: Task) => states.has(task), size: states.size }
  return { ...methods, [Symbol.iterator]: () => states.entries(), toString: () => `{${text}}` } as unknown as TaskStates
}

export type SampleEdge = readonly [upstream: Task, downstream: Task, key?: string, mapped?: boolean]

/** A flow of tasks that are given in topological order. */
export function sampleFlow(name: string, tasks: readonly Task[], edges: readonly SampleEdge[]): FlowState['flow'] {
  const parts = edges.map(([upstream, downstream, key, mapped = false]) => ({ upstream, downstream, key, mapped }))
  const methods = {
    [Symbol.iterator]: () => tasks[Symbol.iterator](),
    toString: () => `<Flow: ${name}>`,
  }
  return { name, tasks: new Set(tasks), edges: new Set(parts), ...methods } as unknown as FlowState['flow']
}

/** A flow's state with the states of some of its tasks. */
export function sampleRun(
  flow: FlowState['flow'],
  state: State,
  entries: readonly (readonly [Task, State])[],
  startedAt = start,
  logs: readonly LogLine[] = [],
): FlowState {
  const result = sampleStates(entries)
  const { type, message, timestamp, attempts } = state
  const facts = { startedAt, state: () => undefined, inputs: () => undefined, logs: () => logs }
  const fields = { type, message, timestamp, attempts, runId: 'run-1', flow, result, [runFacts]: facts }
  return { ...fields, toString: () => String(state) } as unknown as FlowState
}

/** The tutorial: the service is down at first, and the second run starts with the task that waits. */
export function tutorial(): {
  readonly flow: FlowState['flow']
  readonly first: FlowState
  readonly second: FlowState
  readonly payload: Task
  readonly ping: Task
} {
  const payload = sampleTask('create_payload')
  const ping = sampleTask('ping_external_service', { maxRetries: 1 })
  const flow = sampleFlow('retry example', [payload, ping], [[payload, ping, 'url']])
  const error = new Error('Request failed with status code 418.')
  const attempts = [{ number: 1, startedAt: at(5004), endedAt: at(5009), error }]
  const retrying = Retrying({
    message: 'Retrying Task (after attempt 1 of 2)',
    startTime: at(65_009),
    runCount: 1,
    cachedInputs: { url: 'http://127.0.0.1:8080/' },
    error,
    attempts,
    startedAt: at(5004),
    timestamp: at(5009),
  })
  const made = Success({
    message: 'Task run succeeded.',
    result: 'http://127.0.0.1:8080/',
    startedAt: at(2),
    timestamp: at(5003),
  })
  const got = Success({
    message: 'Task run succeeded.',
    result: 'I am a teapot.',
    attempts,
    startedAt: at(9001),
    timestamp: at(9168),
  })
  const pending = Pending({ message: 'Some terminal tasks are still pending.', timestamp: at(5010) })
  const succeeded = Success({ message: 'All key tasks succeeded.', timestamp: at(9170) })
  return {
    flow,
    payload,
    ping,
    first: sampleRun(
      flow,
      pending,
      [
        [payload, made],
        [ping, retrying],
      ],
      at(0),
    ),
    second: sampleRun(flow, succeeded, [[ping, got]], at(9000)),
  }
}
