/**
 * What the store notes with each task, to know in a later run whether its result still holds: its code, and its
 * wiring, which is how its inputs are made. Whether the results that it takes are the same is a matter of the tasks
 * that make them.
 */
import type { Flow } from '../flow'
import type { Host } from '../host'
import { type CodeIdentity, codeIdentity } from '../store/code-identity'
import type { TaskIdentity } from '../store/store'
import { flowGraph } from '../symbols'
import type { Body } from '../task'
import { type PlanNode, planOf } from './plan'
import { elementWiring, wiringOf } from './wiring'

/** Tells a task's identity by its slug, when it is asked for. */
export type Identities = (slug: string) => TaskIdentity | undefined

/**
 * The identities of a flow's tasks. With a host that knows declarations, all code is looked at now: a cell may declare
 * a helper anew while the flow runs, and what counts is what the run began with.
 */
export function taskIdentities(flow: Flow, host: Host | undefined): Identities {
  const { byTask, nodes } = planOf(flow)
  const graph = flow[flowGraph]
  const codeOf = codes(host)
  if (host?.identify !== undefined) for (const node of nodes) codeOf(node)
  // Of a mapped task every child asks.
  const mapped = new Map<string, TaskIdentity>()
  return slug => {
    const made = mapped.get(slug)
    if (made !== undefined) return made
    const task = graph.bySlug(slug)
    const node = task && byTask.get(task)
    if (node === undefined) return undefined
    if (!node.mapped) return { code: codeOf(node), wiring: wiringOf(node) }
    const identity = { code: codeOf(node), wiring: wiringOf(node), element: elementWiring(node) }
    mapped.set(slug, identity)
    return identity
  }
}

/** The code of each task, looked at once for each function and version. */
function codes(host: Host | undefined): (node: PlanNode) => CodeIdentity {
  const identify = host?.identify?.bind(host)
  const known = new Map<Body, Map<string | undefined, CodeIdentity>>()
  return ({ core, task }) => {
    const { version } = task.options
    let versions = known.get(core.fn)
    if (versions === undefined) {
      versions = new Map()
      known.set(core.fn, versions)
    }
    let code = versions.get(version)
    if (code === undefined) {
      // The engine's own bodies use nothing of a notebook's.
      code = codeIdentity(core.fn, version, core.inline === undefined ? identify : undefined)
      versions.set(version, code)
    }
    return code
  }
}
