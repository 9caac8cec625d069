/** The table of what cells mean, against the compiler alone: cells run as the cell host runs them, in this process. */

import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { originalPosition } from '../../../kernel/cell/positions'
import { CellSyntaxError } from '../../../kernel/cell/syntax-error'
import { cellCases } from './cases'
import type { Expectation } from './cases/case'
import { type Outcome, TestSession } from './harness'

describe('Cells mean what TypeScript programmers expect', () => {
  for (const { title, cells, expect } of cellCases) {
    it(title, async () => {
      const session = new TestSession()
      try {
        let outcome: Outcome | undefined
        for (const cell of cells) outcome = await session.run(cell)
        assert.ok(outcome)
        check(outcome, expect)
      } finally {
        session.close()
      }
    })
  }
})

function check(outcome: Outcome, expect: Expectation): void {
  if ('result' in expect) {
    if ('thrown' in outcome) throw outcome.thrown
    const shown = outcome.value === undefined ? undefined : inspect(outcome.value)
    assert.equal(shown, expect.result)
    return
  }
  assert.ok('thrown' in outcome, 'the cell did not fail')
  const { name, message } = errorOf(outcome.thrown)
  assert.equal(name, expect.error)
  if (expect.message !== undefined) assert.ok(message.includes(expect.message), message)
  if (expect.line === undefined) return
  const place = placeOf(outcome)
  assert.equal(place?.line, expect.line)
  if (expect.column !== undefined) assert.equal(place?.column, expect.column)
}

function errorOf(thrown: unknown): { readonly name: string; readonly message: string } {
  return thrown instanceof Error ? thrown : { name: 'Uncaught', message: String(thrown) }
}

/** The first place in the last cell that the stack names, in the cell's own lines. */
function placeOf(
  outcome: Extract<Outcome, { readonly thrown: unknown }>,
): { line: number; column: number } | undefined {
  const { thrown, script } = outcome
  if (thrown instanceof CellSyntaxError) return thrown
  const frame = /cell-\d+\.ts:(\d+):(\d+)/.exec(thrown instanceof Error ? (thrown.stack ?? '') : '')
  return frame === null ? undefined : originalPosition(script?.map, Number(frame[1]), Number(frame[2]))
}
