import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import type { Message } from '../../kernel/wire/message'
import { resultOf, TestKernel, textOf, untilTypesAnswer } from './test-kernel'

const wrong = "const n: number = 'text'"
const shown = /^Cell \[\d+\], line 1: error TS2322: Type 'string' is not assignable to type 'number'\.$/m

describe('Type errors of a cell', () => {
  let kernel: TestKernel

  /** What is shown under a cell, whenever it comes. */
  async function errorsOf(code: string): Promise<string> {
    const { reply } = await kernel.execute(code)
    const isInput = ({ header, content }: Message): boolean =>
      header.msg_type === 'execute_input' && content.execution_count === reply.execution_count
    const cell = kernel.published.find(isInput)?.parent.msg_id
    const text = (): string =>
      plain(kernel.published.filter(({ parent, content }) => parent.msg_id === cell && content.name === 'stderr'))
    await kernel.until(() => text() !== '')
    return text()
  }

  before(async function () {
    this.timeout(30_000)
    kernel = await TestKernel.start()
    await untilTypesAnswer(kernel)
  })

  after(() => kernel.stop())

  it('are shown under it, after its result, with their line', async () => {
    const text = await errorsOf('const before = 1\nconst n: number = before > 0 ? "a" : "b"\nn')
    assert.match(text, /line 2: error TS2322/)
    assert.match(text, /^ {2}2 \| const n: number = before > 0 \? "a" : "b"\n {12}~$/m)
    const types = kernel.published.slice(-4).map(({ header }) => header.msg_type)
    assert.ok(types.indexOf('stream') > types.indexOf('execute_result'))
  })

  it('are shown with the lines that the person wrote, magics too', async () => {
    const text = await errorsOf('const one: number = %timeit -n 1 -r 1 -q -o 1')
    assert.match(text, /^ {2}1 \| const one: number = %timeit -n 1 -r 1 -q -o 1\n {12}~~~$/m)
    assert.match(await errorsOf("%time const two: number = 'x'"), /^ {2}1 \| %time const two: number = 'x'\n {18}~~~$/m)
  })

  it('come also of names that earlier cells declared, failed and interrupted ones too', async () => {
    await kernel.execute("const declared = { a: 1 }\nthrow new Error('after it')")
    const running = kernel.execute("let looped = 'x'; console.log('loops'); while (true) {}")
    await kernel.until(() => kernel.published.some(({ content }) => content.text === 'loops\n'))
    await kernel.request('interrupt_request', {}, 'control')
    await running
    assert.match(await errorsOf('declared.b'), /Property 'b' does not exist on type '{ a: number; }'/)
    assert.match(await errorsOf('const m: number = looped'), /Type 'string' is not assignable/)
  })

  it('do not say again what the error of the cell says of a module that is not there', async () => {
    for (const from of ['nowhere', '@own/nowhere/part', './nowhere', 'npm:nowhere']) {
      const text = await errorsOf(`const n: number = 'a'\nimport { a } from '${from}'`)
      assert.match(text, /line 1: error TS2322/)
      assert.doesNotMatch(text, /nowhere|TS2307/)
    }
    assert.match(await errorsOf("import type { A } from 'nowhere'"), /TS2307/)
    assert.match(await errorsOf("import type { A } from 'nowhere'\nthrow new Error('nowhere')"), /TS2307/)
  })

  it('are not shown for a silent cell, whose declarations count', async () => {
    const answer = await kernel.execute("const silent: number = 'text'", { silent: true })
    assert.deepEqual(answer.outputs, [])
    assert.match(await errorsOf('silent.nothing'), /Property 'nothing' does not exist on type 'number'/)
  })

  it('are none where a chart spec has a type, as packages declare them', async () => {
    const spec = "interface Spec { mark: 'bar'; data: { values: { a: number }[] } }\nconst spec: Spec = { mark: 'bar', "
    const text = await errorsOf(`${spec}data: { values: [{ a: 1 }] } }\ndisplay.vegaLite(spec)\nspec.nothing`)
    assert.deepEqual(text.match(/line \d: error/g), ['line 4: error'])
  })

  it('are not shown beside a syntax error, which says it all', async () => {
    const answer = await kernel.execute('const = 1')
    assert.equal(answer.reply.ename, 'SyntaxError')
    assert.equal(textOf(answer, 'stderr'), '')
  })

  it('are shown for the code that magics run, on its line of the cell', async () => {
    assert.match(await errorsOf("%%time\n\nconst t: number = 'x'"), /line 3: error TS2322/)
  })

  it('keep the cell from running under %typecheck strict', async () => {
    await kernel.execute('%typecheck strict')
    const answer = await kernel.execute("Reflect.set(globalThis, 'ran', true)\nconst s: number = 'x'")
    assert.equal(answer.reply.ename, 'TypeCheckError')
    assert.match(String(answer.reply.evalue), /Type 'string' is not assignable to type 'number'/)
    assert.match((answer.reply.traceback as string[]).join('\n'), /line 2: .*TS2322/)
    assert.equal(resultOf(await kernel.execute('typeof Reflect.get(globalThis, "ran")')), "'undefined'")
    assert.equal(resultOf(await kernel.execute('const right: number = 1\nright')), '1')
  })

  it('are not looked for under %typecheck off, and are again under warn', async () => {
    await kernel.execute('%typecheck off')
    assert.equal(textOf(await kernel.execute(wrong), 'stderr'), '')
    await kernel.execute('%typecheck warn')
    assert.match(await errorsOf(wrong), shown)
  })

  it('are all that is missing while the type service is dead, and come back with it', async () => {
    const front = Number(resultOf(await kernel.execute('process.ppid')))
    const service = await serviceOf(front)
    process.kill(service, 'SIGKILL')
    assert.equal(resultOf(await kernel.execute('const alive = 6 * 7\nalive')), '42')
    const { reply } = await kernel.request('complete_request', { code: 'aliv', cursor_pos: 4 })
    assert.deepEqual(reply.matches, ['alive'])
    const back = async (): Promise<boolean> => {
      await kernel.execute('await new Promise(resolve => setTimeout(resolve, 100))')
      return textOf(await kernel.execute(wrong), 'stderr') !== ''
    }
    while (!(await back()));
    assert.match(await errorsOf('alive.nothing'), /'nothing' does not exist on type/)
  })
})

describe('The type service', () => {
  it('ends with its kernel', async () => {
    const kernel = await TestKernel.start()
    const front = Number(resultOf(await kernel.execute('process.ppid')))
    await kernel.request('complete_request', { code: 'Math.', cursor_pos: 5 })
    const service = await serviceOf(front)
    await kernel.stop()
    assert.throws(() => process.kill(service, 0), { code: 'ESRCH' })
  })
})

/** All text of stream messages, without colours. */
function plain(messages: readonly Message[]): string {
  const text = messages.map(({ content }) => content.text).join('')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI colours start with the escape character
  return text.replace(/\u001b\[\d+m/g, '')
}

/** The process id of a kernel's type service. */
async function serviceOf(front: number): Promise<number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  const line = lines.find(text => new RegExp(`^\\s*\\d+\\s+${front}\\s.*--lsp`).test(text))
  assert.ok(line, 'the kernel has a type service')
  return Number.parseInt(line, 10)
}
