/**
 * A flow as plain JSON: what it is made of, by slug. It describes, and cannot be run: functions are not in it.
 */
import type { Flow } from './flow'
import { isParameter } from './recognise'
import type { Task } from './task'

/** What `flow.serialize()` gives. */
export interface FlowJson {
  readonly name: string
  readonly version?: string
  readonly description?: string
  readonly tasks: readonly TaskJson[]
  readonly edges: readonly EdgeJson[]
  readonly keyTasks: readonly string[]
}

/** A task of a flow; options are there where they were given and are plain data. */
export interface TaskJson {
  readonly slug: string
  readonly name: string
  readonly type: 'task' | 'parameter'
  readonly description?: string
  readonly tags: readonly string[]
  readonly [option: string]: unknown
}

export interface EdgeJson {
  readonly upstream: string
  readonly downstream: string
  readonly key?: string
  readonly mapped: boolean
}

/** The description of a flow, its tasks in topological order. */
export function serializeFlow(flow: Flow): FlowJson {
  const { version, description } = flow.options
  return {
    name: flow.name,
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    tasks: flow.sortedTasks().map(taskJson),
    edges: [...flow.edges].map(({ upstream, downstream, key, mapped }) => ({
      upstream: upstream.slug,
      downstream: downstream.slug,
      ...(key === undefined ? {} : { key }),
      mapped,
    })),
    keyTasks: [...flow.keyTasks].map(task => task.slug),
  }
}

const plainOptions = [
  'maxRetries',
  'retryDelay',
  'retryJitter',
  'timeout',
  'skipOnUpstreamSkip',
  'cacheFor',
  'version',
] as const

function taskJson(task: Task): TaskJson {
  const { options } = task
  const json: { -readonly [K in keyof TaskJson]: TaskJson[K] } = {
    slug: task.slug,
    name: task.name,
    type: isParameter(task) ? 'parameter' : 'task',
    tags: [...task.tags],
  }
  if (options.description !== undefined) json.description = options.description
  if (options.trigger !== undefined) json.trigger = options.trigger.name
  for (const name of plainOptions) {
    const value = options[name]
    if (value === undefined || typeof value === 'function') continue
    // JSON has no Infinity.
    json[name] = value === Number.POSITIVE_INFINITY ? 'Infinity' : value
  }
  if (isParameter(task)) {
    json.required = task.required
    if (task.default !== undefined) json.default = task.default
  }
  return json
}
