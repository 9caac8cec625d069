/**
 * `auto` of async: values travel by name, no states.
 */

import { type AsyncAutoTasks, auto } from 'async'
import type { Contestant } from '../work'

type Results = Record<string, number>

export const contestant: Contestant = {
  prepare(shape, count) {
    const tasks: AsyncAutoTasks<Results, Error> = {}
    for (let index = 0; index < count; index++) {
      const upstream = `noop-${index - 1}`
      tasks[`noop-${index}`] =
        shape === 'chain' && index > 0 ? [upstream, async (results: Results) => results[upstream]] : async () => index
    }
    return { run: () => auto<Results>(tasks) }
  },
}
