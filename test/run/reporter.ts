/**
 * Mocha's own report on the screen, and its counts in a file for whoever started it: main.ts prints them last.
 * It also ends a run whose tests left something open, which would otherwise hang for ever.
 */

import { writeFileSync } from 'node:fs'
import { type Runner, reporters, type Test } from 'mocha'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

/** Where the counts go. */
export const countsVariable = 'TASKLAB_TEST_COUNTS'

const leftOpenMs = 5_000

class CountingReporter extends reporters.Spec {
  constructor(runner: Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    const skipped: string[] = []
    runner.on('pending', (test: Test) => skipped.push(test.fullTitle()))
    runner.once('end', () => {
      const { passes, failures } = this.stats
      const counts: Counts = { passed: passes, failed: failures, skipped }
      const file = process.env[countsVariable]
      if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
      setTimeout(() => {
        process.stdout.write(`The tests left something open: ${process.getActiveResourcesInfo().join(', ')}\n`)
        process.exit(1)
      }, leftOpenMs).unref()
    })
  }
}

// mocha looks for a class under this name
export default CountingReporter
