/** The table of what cells mean, through a real kernel: compiled in the front, run in the cell host, shown and reset. */

import { equal, ok } from 'node:assert/strict'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type Answer, TestKernel } from '../test-kernel'
import { cellCases } from './cases'
import type { Expectation } from './cases/case'

describe('Through the kernel, cells mean the same', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start(join(__dirname, 'files'))
  })

  after(() => kernel.stop())

  for (const { title, cells, expect } of cellCases) {
    it(title, async () => {
      await kernel.execute('%reset -f')
      let answer: Answer | undefined
      for (const cell of cells) answer = await kernel.execute(cell)
      ok(answer)
      check(answer, expect)
    })
  }
})

function check({ outputs }: Answer, expect: Expectation): void {
  const error = outputs.find(({ type }) => type === 'error')?.content
  if ('result' in expect) {
    equal(error, undefined, String(error?.evalue))
    const data: unknown = outputs.find(({ type }) => type === 'execute_result')?.content.data
    const text = typeof data === 'object' && data !== null && 'text/plain' in data ? data['text/plain'] : undefined
    equal(typeof text === 'string' ? stripVTControlCharacters(text) : undefined, expect.result)
    return
  }
  ok(error, 'the cell did not fail')
  equal(error.ename, expect.error)
  ok(String(error.evalue).includes(expect.message ?? ''), String(error.evalue))
  const traceback = stripVTControlCharacters(Array.isArray(error.traceback) ? error.traceback.join('\n') : '')
  if (expect.line !== undefined) ok(traceback.includes(`line ${expect.line}`), traceback)
}
