/**
 * OpenWorkflow: the durable peer. It too keeps each step in SQLite through node:sqlite, in the process itself and with
 * no server. It takes 1,000 steps in a run and no more. The time is that of the steps alone, without its polling.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { OpenWorkflow } from 'openworkflow'
import { BackendSqlite } from 'openworkflow/sqlite'
import { ownTime } from '../../own-time'
import type { Contestant, Resumer, Shape } from '../work'

type Step = (name: string, value: number) => Promise<number>

export const contestant: Contestant = {
  prepare(shape, count, file) {
    let took = Number.NaN
    const run = () =>
      runOnce(file, async step => {
        const start = ownTime()
        await runSteps(shape, count, step)
        took = ownTime() - start
      })
    return { run, ownMs: () => took }
  },
}

export const resumer: Resumer = {
  async leaveUnfinished(count, file) {
    await runOnce(file, async step => {
      await runSteps('wide', count, step)
      throw new Error('not yet')
    })
  },
  async resume(count, file) {
    const start = ownTime()
    let end = Number.NaN
    await runOnce(file, async step => {
      await runSteps('wide', count, step)
      end = ownTime()
    })
    return end - start
  },
}

/** Starts a run if the file holds none that waits, and works on it once. */
async function runOnce(file: string, body: (step: Step) => Promise<void>): Promise<void> {
  const backend = BackendSqlite.connect(file)
  const client = new OpenWorkflow({ backend })
  let ended = false
  const retryPolicy = { initialInterval: '1ms', maximumInterval: '1ms', maximumAttempts: 2 } as const
  const workflow = client.defineWorkflow({ name: 'bench', retryPolicy }, async ({ step }) => {
    try {
      await body((name, value) => step.run({ name }, async () => value))
    } finally {
      ended = true
    }
  })
  const worker = client.newWorker()
  if ((await worker.tick()) === 0) {
    await workflow.run()
    await worker.tick()
  }
  while (!ended) await sleep(1)
  await worker.stop() // waits until the end of the run is written too
  await backend.stop()
}

async function runSteps(shape: Shape, count: number, step: Step): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `noop-${index}`)
  if (shape === 'wide') {
    await Promise.all(names.map((name, index) => step(name, index)))
    return
  }
  let value = 0
  for (const name of names) value = await step(name, value)
}
