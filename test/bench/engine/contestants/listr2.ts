/**
 * Listr2 with its silent renderer: states per task, no values, no graph beyond "all at once" and "one by one".
 */

import { Listr } from 'listr2'
import type { Contestant } from '../work'

export const contestant: Contestant = {
  prepare(shape, count) {
    const tasks = Array.from({ length: count }, (_, index) => ({ title: `noop-${index}`, task: async () => {} }))
    const list = new Listr(tasks, { concurrent: shape === 'wide', renderer: 'silent' })
    return { run: () => list.run() }
  },
}
