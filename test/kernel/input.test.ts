import { strict as assert } from 'node:assert'
import { resultOf, TestKernel, textOf } from './test-kernel'

describe('Asking the person', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
    kernel.onInput = ({ prompt, password }) => ({ value: `${prompt}${password}` })
  })

  after(() => kernel.stop())

  const ask = (code: string) => kernel.execute(code, { allow_stdin: true })

  it('input gives what was typed, and asks for a password when told to', async () => {
    assert.equal(resultOf(await ask("await input('Name? ')")), "'Name? false'")
    assert.equal(resultOf(await ask("await input('Secret? ', { password: true })")), "'Secret? true'")
  })

  it('prompt stops the cell until the answer is there', async () => {
    assert.equal(resultOf(await ask("const typed = prompt('Name?')\ntyped")), "'Name? false'")
  })

  it('confirm is true for yes alone', async () => {
    for (const [typed, expected] of [
      ['y', 'true'],
      ['YES', 'true'],
      ['n', 'false'],
      ['', 'false'],
    ] as const) {
      kernel.onInput = () => ({ value: typed })
      assert.equal(resultOf(await ask("confirm('Sure?')")), expected, typed)
    }
  })

  it('two questions are asked one after the other', async () => {
    const asked: unknown[] = []
    kernel.onInput = ({ prompt }) => ({ value: String(asked.push(prompt)) })
    assert.equal(resultOf(await ask("await Promise.all([input('a'), input('b')])")), "[ '1', '2' ]")
    assert.deepEqual(asked, ['a', 'b'])
  })

  it('fails clearly where the front end cannot ask', async () => {
    for (const code of ["await input('x')", "prompt('x')"]) {
      const { reply } = await kernel.execute(code, { allow_stdin: false })
      assert.equal(reply.ename, 'InputError')
      assert.match(String(reply.evalue), /cannot ask/)
      assert.match(String(reply.traceback), /at Cell \[\d+\], line 1/)
    }
  })

  it('is told of where a package reads standard input instead', async () => {
    const answer = await ask(`
      const rl = require('node:readline').createInterface({ input: process.stdin, output: process.stdout })
      await new Promise(resolve => rl.once('close', resolve).question('Name? ', resolve))`)
    assert.equal(textOf(answer), 'Name? ')
    assert.match(textOf(answer, 'stderr'), /^Nobody can type into process\.stdin here\. .*await input\('…'\)\n$/)
  })

  it('can be interrupted while it waits', async () => {
    for (const code of ["await input('never')", "prompt('never')"]) {
      const asked = new Promise<void>(resolve => {
        kernel.onInput = () => {
          resolve()
          return undefined
        }
      })
      const running = ask(code)
      await asked
      await kernel.request('interrupt_request', {}, 'control')
      assert.equal((await running).reply.status, 'error')
      assert.equal(resultOf(await kernel.execute('40 + 2')), '42')
    }
  })

  it('does not wait for an answer when the cell has ended meanwhile: the next question is asked', async () => {
    const asked: unknown[] = []
    kernel.onInput = ({ prompt }) => void asked.push(prompt)
    for (const code of [
      "setTimeout(() => { throw new Error('meanwhile') }); await input('fails')",
      "void input('not awaited').catch(() => undefined)",
    ]) {
      await ask(code)
    }
    const late = "setTimeout(() => input('late').catch(error => console.log(error.message)))"
    await ask(late)
    await kernel.until(() =>
      kernel.published.some(({ content }) => /The cell that asks has ended/.test(String(content.text))),
    )
    kernel.onInput = ({ prompt }) => ({ value: `to ${prompt}` })
    assert.equal(resultOf(await ask("await input('next')")), "'to next'")
    assert.deepEqual(asked.slice(0, 2), ['fails', 'not awaited'])
  })
})
