import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import type { Output } from '../../kernel/cli/notebook'
import { readNotebook } from '../../kernel/cli/notebook-file'
import { type Answer, resultOf, TestKernel, textOf } from '../kernel/test-kernel'

describe("A notebook of tslab's kind, unchanged", function () {
  this.timeout(60_000)
  const notebook = readNotebook(join(__dirname, 'tslab.ipynb'))
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
  })

  after(() => kernel?.stop())

  for (const { source, outputs = [] } of notebook.cells.filter(({ cell_type }) => cell_type === 'code')) {
    it(`shows what stock tslab showed: ${source.split('\n')[0]}`, async () => {
      const answer = await kernel.execute(source)
      assert.equal(answer.reply.status, 'ok', String(answer.reply.evalue))
      assert.deepEqual(displaysOf(answer), savedDisplays(outputs))
      // stock tslab prints a cell's value, where Jupyter has results
      assert.equal(printedBy(answer), savedText(outputs, 'stdout'))
      assert.equal(textOf(answer, 'stderr'), savedText(outputs, 'stderr'), 'it has no type errors here either')
    })
  }

  it('knows the versions of what runs it', async () => {
    const code = "import * as tslab from 'tslab'\nObject.keys(tslab.versions)"
    assert.equal(resultOf(await kernel.execute(code)), "[ 'tslab', 'typescript', 'node' ]")
  })

  it('is told by its types what it may not show', async () => {
    const code = "import { display } from 'tslab'\nconst show = () => display.html(5)"
    assert.equal((await kernel.execute(code)).reply.status, 'ok')
    await kernel.until(() => kernel.published.some(({ content }) => /TS2345/.test(String(content.text))))
  })
})

/** What is left on the page in the end: an update stands in the place of what it replaces. */
function displaysOf({ outputs }: Answer): readonly unknown[] {
  const shown = new Map<unknown, unknown>()
  for (const { type, content } of outputs) {
    if (!type.endsWith('display_data')) continue
    const { display_id } = content.transient as { readonly display_id: string }
    shown.set(display_id, content.data)
  }
  return [...shown.values()]
}

function savedDisplays(outputs: readonly Output[]): readonly unknown[] {
  return outputs.flatMap(output => (output.output_type === 'display_data' ? [output.data] : []))
}

function printedBy(answer: Answer): string {
  const result = resultOf(answer)
  return textOf(answer) + (result === undefined ? '' : `${result}\n`)
}

function savedText(outputs: readonly Output[], name: 'stdout' | 'stderr'): string {
  return outputs.map(output => (output.output_type === 'stream' && output.name === name ? output.text : '')).join('')
}
