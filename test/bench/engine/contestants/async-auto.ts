/**
 * `auto` of async: values travel by name, no states.
 */

import { auto } from 'async'
import type { Contestant } from '../work'

type Results = Record<string, number>
type AutoTask = (() => Promise<number>) | [string, (results: Results) => Promise<number>]

export const contestant: Contestant = {
  prepare(shape, count) {
    const tasks: Record<string, AutoTask> = {}
    for (let index = 0; index < count; index++) {
      const upstream = `noop-${index - 1}`
      tasks[`noop-${index}`] =
        shape === 'chain' && index > 0 ? [upstream, async results => results[upstream] ?? 0] : async () => index
    }
    return { run: () => auto(tasks) }
  },
}
