import { strict as assert } from 'node:assert'
import { compileCell } from '../../kernel/cell/compile'
import { CellSession } from '../../kernel/cell/session'
import { refusalReport } from '../../kernel/front/refusal-report'

function syntaxMessage(source: string): string {
  try {
    compileCell(source, { url: 'cell', session: new CellSession() })
  } catch (error) {
    return refusalReport(error, 'Cell [1]').evalue
  }
  throw new Error(`${source} is right`)
}

describe('refusalReport', () => {
  it('says where magics stand, if the line that is wrong may be meant for one', () => {
    for (const line of ['%timeit 1 + 1', '%%time', '!echo inside']) {
      assert.match(syntaxMessage(`for (;;) {\n  ${line}\n}`), /a magic: it stands alone on a line/, line)
    }
    for (const line of ['%nothing 1', '% 3', '!', 'let = 1']) {
      assert.doesNotMatch(syntaxMessage(`for (;;) {\n  ${line}\n}`), /a magic/, line)
    }
  })

  it('tells a fault of the kernel from one of the cell', () => {
    const { ename, evalue } = refusalReport(new TypeError('no such thing'), 'Cell [1]')
    assert.deepEqual([ename, evalue], ['KernelFault', 'A fault in the kernel, not in the cell: no such thing'])
  })
})
