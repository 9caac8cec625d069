import { strict as assert } from 'node:assert'
import { resultOf, TestKernel, textOf } from './test-kernel'

describe('A cell on a real kernel', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
  })

  after(() => kernel.stop())

  it('shows the value of its last expression', async () => {
    const answer = await kernel.execute('1 + 1')
    assert.equal(resultOf(answer), '2')
    assert.equal(answer.reply.status, 'ok')
    assert.deepEqual(
      answer.outputs.map(({ type }) => type),
      ['execute_input', 'execute_result'],
    )
  })

  it("shows Temporal's values as what they are, also where they are printed", async () => {
    const answer = await kernel.execute(
      "const day = Temporal.PlainDate.from('2018-04-01')\nconsole.log(day, Temporal.PlainDate.prototype)\n;[day, { for: Temporal.Duration.from('PT1H') }]",
    )
    assert.equal(textOf(answer, 'stdout'), 'Temporal.PlainDate 2018-04-01 Object [Temporal.PlainDate] {}\n')
    assert.equal(resultOf(answer), '[ Temporal.PlainDate 2018-04-01, { for: Temporal.Duration PT1H } ]')
  })

  it('counts executions, and tells the count in input, result and reply', async () => {
    const { reply, outputs } = await kernel.execute('"counted"')
    const [input, result] = outputs
    assert.equal(input?.content.execution_count, reply.execution_count)
    assert.equal(result?.content.execution_count, reply.execution_count)
    assert.equal(input?.content.code, '"counted"')
  })

  it('shows nothing for undefined, and nothing for a declaration', async () => {
    for (const code of ['undefined', 'const quiet = 1', 'void 0', '']) {
      assert.equal(resultOf(await kernel.execute(code)), undefined, code)
    }
  })

  it('understands TypeScript', async () => {
    const code =
      'interface Point { x: number }\nconst p: Point = { x: 3 }\nenum Color { Red, Green }\n;[p.x!, Color.Green] as number[]'
    assert.equal(resultOf(await kernel.execute(code)), '[ 3, 1 ]')
  })

  it('may declare a name again in any form', async () => {
    for (const code of ['let again = 1', 'const again = 2', 'function again() {}', 'class again {}', 'var again = 3']) {
      const { reply } = await kernel.execute(code)
      assert.equal(reply.status, 'ok', `${code}: ${reply.evalue}`)
    }
    assert.equal(resultOf(await kernel.execute('again')), '3')
  })

  it('awaits at its top level', async () => {
    assert.equal(resultOf(await kernel.execute('const late = await Promise.resolve(7)\nlate')), '7')
  })

  it('imports packages and builtin modules statically', async () => {
    const code = "import { basename } from 'node:path'\nimport ms from 'ms'\n;[basename('/a/b.txt'), ms('1 min')]"
    assert.equal(resultOf(await kernel.execute(code)), "[ 'b.txt', 60000 ]")
  })

  it('names a task after the variable that a nameless function is assigned to', async () => {
    const code = "import { task } from 'tasklab'\nconst fetchPage = task(async (url: string) => url)\nfetchPage.name"
    assert.equal(resultOf(await kernel.execute(code)), "'fetchPage'")
  })

  it('streams stdout and stderr, in order per stream, before its reply', async () => {
    const answer = await kernel.execute("for (let i = 0; i < 3; i++) { console.log(i); console.error('e' + i) }")
    assert.equal(textOf(answer), '0\n1\n2\n')
    assert.equal(textOf(answer, 'stderr'), 'e0\ne1\ne2\n')
  })

  it('streams what a subprocess writes to the inherited file descriptors', async () => {
    const answer = await kernel.execute(
      "require('node:child_process').execSync('echo from below', { stdio: 'inherit' })\n0",
    )
    assert.equal(textOf(answer), 'from below\n')
  })

  it('loses none of 20,000 lines', async () => {
    const answer = await kernel.execute('for (let i = 0; i < 20_000; i++) console.log(i)')
    assert.equal(textOf(answer), Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(''))
  })

  it('gets the output of its timers also when another cell has been run since', async () => {
    const first = await kernel.execute("setTimeout(() => console.log('late'), 50); 'id'")
    await kernel.execute("console.log('other')")
    const late = () =>
      kernel.published.find(({ header, content }) => header.msg_type === 'stream' && content.text === 'late\n')
    await kernel.until(() => late() !== undefined)
    const input = kernel.published.find(({ content }) => content.execution_count === first.reply.execution_count)
    assert.equal(late()?.parent.msg_id, input?.parent.msg_id)
  })

  it('keeps the indentation of a group that it leaves open to itself', async () => {
    const opened = await kernel.execute(
      "console.group('out'); console.log('in'); setTimeout(() => console.log('late'), 30)",
    )
    assert.match(textOf(opened), /^out\n {2}in\n/)
    await kernel.execute("console.group('failing'); throw new Error('x')")
    const next = await kernel.execute(
      "console.log('flush'); console.group('own'); console.log('in'); console.groupEnd(); console.log('out')",
    )
    assert.equal(textOf(next), 'flush\nown\n  in\nout\n')
    await kernel.until(() => kernel.published.some(({ content }) => String(content.text).endsWith('  late\n')))
  })

  it('reports an error once, the same in message and reply, with the lines of the cell', async () => {
    await kernel.execute("function fails(): never {\n  throw new RangeError('too far')\n}")
    const { reply, outputs } = await kernel.execute('const before = 1\nfails()')
    const { status, execution_count, ...error } = reply
    assert.equal(status, 'error')
    assert.deepEqual(outputs.at(-1), { type: 'error', content: error })
    assert.equal(error.ename, 'RangeError')
    assert.equal(error.evalue, 'too far')
    const traceback = plain(error.traceback)
    assert.match(traceback, /^RangeError: too far$/m)
    assert.match(traceback, new RegExp(`at fails \\(Cell \\[${Number(execution_count) - 1}\\], line 2\\)`))
    assert.match(traceback, new RegExp(`at Cell \\[${execution_count}\\], line 2$`, 'm'))
    assert.match(traceback, /2 \| {3}throw new RangeError\('too far'\)/)
    assert.doesNotMatch(traceback, /node:|evaluate/)
    assert.equal(resultOf(await kernel.execute('before')), '1', 'what it declared before it threw stays')
  })

  it('says of code that was made from text which line of which cell made it', async () => {
    const { reply } = await kernel.execute('const one = 1\neval("none.of.it")')
    assert.match(plain(reply.traceback), new RegExp(`eval at .*\\(Cell \\[${reply.execution_count}\\]:2:1\\)`))
  })

  it('reports a syntax error with its place', async () => {
    const { reply } = await kernel.execute('const x = 1\nconst y = = 2')
    assert.equal(reply.ename, 'SyntaxError')
    assert.match(plain(reply.traceback), /line 2/)
  })

  it('reports what was thrown although it is no error', async () => {
    const { reply } = await kernel.execute("throw 'just text'")
    assert.equal(reply.evalue, 'just text')
  })

  it('shows and updates displays', async () => {
    const { outputs } = await kernel.execute("const shown = display('one', { id: 'd1' })\nshown.update('two')\n0")
    const displays = outputs.filter(({ type }) => type.endsWith('display_data'))
    assert.deepEqual(
      displays.map(({ type, content }) => [type, content.data, content.transient]),
      [
        ['display_data', { 'text/plain': "'one'" }, { display_id: 'd1' }],
        ['update_display_data', { 'text/plain': "'two'" }, { display_id: 'd1' }],
      ],
    )
  })

  for (const [what, code, place] of [
    ['a file', "import { readFile } from 'node:fs/promises'\n\nawait readFile('/nowhere')", [3, 1]],
    [
      'what its function asked for',
      "const ask = async (): Promise<void> => void (await readFile('/nowhere'))\nawait ask()",
      [2, 1],
    ],
    ['an await in another', "await Promise.resolve(await readFile('/nowhere'))", [1, 23]],
    ['the second of two', "const two = [await 1, await readFile('/nowhere')]", [1, 23]],
    ['a value of a bare object', "{ text: await readFile('/nowhere') }", [1, 9]],
    [
      'a stream',
      "import { createReadStream } from 'node:fs'\n\nfor await (const part of createReadStream('/nowhere')) await part",
      [3, 1],
    ],
    ['a compiled line', "enum Kind { A } const of = { k: Kind.A, t: await readFile('/nowhere') }", [1, 44]],
  ] as const) {
    it(`names the await that an error without a frame of the cell came to: ${what}`, async () => {
      const { reply } = await kernel.execute(code)
      const [line, column] = place
      const [, frame, excerpt = '', caret] = plain(reply.traceback).split('\n')
      assert.equal(frame, `    at async Cell [${reply.execution_count}], line ${line}`)
      assert.equal(caret, `${' '.repeat(excerpt.indexOf('|') + 1 + column)}^`)
    })
  }

  it('names its own await, too, of an error with a frame of another cell alone', async () => {
    await kernel.execute("const ask = () => new Promise((_, no) => setTimeout(() => no(new Error('late')), 1))")
    const { reply } = await kernel.execute('\nawait ask()')
    assert.ok(plain(reply.traceback).endsWith(`\n    at async Cell [${reply.execution_count}], line 2`))
  })

  it('names no await that has gone well for an error that comes after it', async () => {
    const { reply } = await kernel.execute("const kept = await readFile('/nowhere').catch(e => e)\nthrow kept")
    assert.equal(plain(reply.traceback), "Error: ENOENT: no such file or directory, open '/nowhere'")
    for (const goesOn of [
      "try { await readFile('/nowhere') } catch {} throw kept",
      'for await (const part of [1]) await part\nthrow kept',
      "again: for (;;) { try { await readFile('/nowhere') } catch { break again } }\nthrow kept",
    ])
      assert.equal(plain((await kernel.execute(goesOn)).reply.traceback), plain(reply.traceback), goesOn)
    assert.equal(resultOf(await kernel.execute('if (await true) 1; else 2\n3')), '3')
  })

  it('updates a display of a kind with the same kind, unless the update says what it is', async () => {
    const { outputs } = await kernel.execute(
      "const page = display.html('<b>1</b>')\npage.update('<b>2</b>')\npage.update({ 'text/plain': 'raw' }, { raw: true })\npage.update(3)",
    )
    assert.deepEqual(
      outputs.slice(1).map(({ content }) => content.data),
      [
        { 'text/html': '<b>1</b>', 'text/plain': '<b>1</b>' },
        { 'text/html': '<b>2</b>', 'text/plain': '<b>2</b>' },
        { 'text/plain': 'raw' },
        { 'text/plain': '3' },
      ],
    )
  })

  it('shows an object by its own view', async () => {
    const code = "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>hi</b>', 'text/plain': 'hi' }) })"
    const { outputs } = await kernel.execute(code)
    assert.deepEqual(outputs.at(-1)?.content.data, { 'text/html': '<b>hi</b>', 'text/plain': 'hi' })
  })

  it('publishes nothing and counts nothing when it is silent', async () => {
    const before = (await kernel.execute('0')).reply.execution_count
    const { outputs, reply } = await kernel.execute('console.log(1); 2', { silent: true })
    assert.deepEqual(outputs, [])
    assert.equal(reply.status, 'ok')
    assert.equal((await kernel.execute('0')).reply.execution_count, Number(before) + 1)
  })

  it('answers user_expressions, each for itself', async () => {
    const user_expressions = { sum: '20 + 1', wrong: 'nowhere.x' }
    const { reply } = await kernel.execute('const base = 1', { user_expressions })
    const answers = reply.user_expressions as Record<string, Record<string, unknown>>
    assert.deepEqual(answers.sum, { status: 'ok', data: { 'text/plain': '21' }, metadata: {} })
    assert.equal(answers.wrong?.status, 'error')
    assert.equal(answers.wrong?.ename, 'ReferenceError')
  })

  it('is told, when its process ends, how it ended, and the next cell runs in a new one', async () => {
    const { reply } = await kernel.execute('process.exit(3)')
    assert.match(String(reply.evalue), /ended with exit code 3.*variables are lost/)
    assert.equal(resultOf(await kernel.execute("typeof again + ' ' + (6 * 7)")), "'undefined 42'")
  })
})

describe('Executes that wait behind an error', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
  })

  after(() => kernel.stop())

  it('are aborted, and only they', async () => {
    const [failed, aborted, info] = await Promise.all([
      kernel.execute("await new Promise(r => setTimeout(r, 50)); throw new Error('first')"),
      kernel.execute('1'),
      kernel.request('kernel_info_request'),
    ])
    assert.equal(failed.reply.status, 'error')
    assert.equal(aborted.reply.status, 'aborted')
    assert.equal(info.reply.status, 'ok')
    assert.equal((await kernel.execute('1')).reply.status, 'ok')
  })

  it('run all the same when stop_on_error is false', async () => {
    const [failed, next] = await Promise.all([
      kernel.execute("throw new Error('first')", { stop_on_error: false }),
      kernel.execute('1'),
    ])
    assert.equal(failed.reply.status, 'error')
    assert.equal(next.reply.status, 'ok')
  })
})

function plain(traceback: unknown): string {
  assert.ok(Array.isArray(traceback))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI colours start with the escape character
  return traceback.join('\n').replace(/\u001b\[\d+m/g, '')
}
