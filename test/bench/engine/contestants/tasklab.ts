/**
 * Ours, by the package's own name: what a user's script gets. In memory here; durable.ts adds the store.
 */

import { Flow, type RunStore, type Task, task } from 'tasklab'
import type { Contestant, Shape } from '../work'

const noop = task(async function noop(value: number) {
  return value
})

export function buildFlow(shape: Shape, count: number): Flow {
  const flow = new Flow('bench')
  flow.build(() => {
    let last: Task<number> | undefined
    for (let index = 0; index < count; index++) last = noop(shape === 'chain' && last !== undefined ? last : index)
  })
  return flow
}

/** @throws when the flow does not end as Success: a figure for work that was not done would be worse than none. */
export async function runFlow(flow: Flow, store: RunStore | null): Promise<unknown> {
  const state = await flow.run({ store })
  if (!state.isSuccessful()) throw new Error(`The flow ended as ${state}.`)
  return state
}

export const contestant: Contestant = {
  prepare(shape, count) {
    const flow = buildFlow(shape, count)
    return { run: () => runFlow(flow, null) }
  },
}
