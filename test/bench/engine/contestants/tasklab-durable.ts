/**
 * Ours with its store in a file: every state, input and result is on disk before the run ends.
 */

import { openStore, task } from 'tasklab'
import { ownTime } from '../../own-time'
import type { Contestant, Resumer } from '../work'
import { buildFlow, runFlow } from './tasklab'

export const contestant: Contestant = {
  prepare(shape, count, file) {
    const flow = buildFlow(shape, count)
    const store = openStore(file)
    return { run: () => runFlow(flow, store), close: () => store.close() }
  },
}

export const resumer: Resumer = {
  async leaveUnfinished(count, file) {
    const { flow, store } = unfinished(count, file, true)
    await flow.run({ store })
    await store.close()
  },
  async resume(count, file) {
    const { flow, store } = unfinished(count, file, false)
    const start = ownTime()
    const state = await flow.resume(undefined, { store })
    const took = ownTime() - start
    if (!state.isSuccessful()) throw new Error(`The flow ended as ${state}.`)
    await store.close()
    return took
  },
}

function unfinished(count: number, file: string, fails: boolean) {
  const flow = buildFlow('wide', count)
  const last = task(async function last(failing: { now: boolean }) {
    if (failing.now) throw new Error('not yet')
  })
  flow.build(() => last({ now: fails }))
  return { flow, store: openStore(file) }
}
