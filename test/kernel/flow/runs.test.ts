import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import { displaysOf, FlowKernel, resultBundle } from './flow-kernel'

describe('A run in a cell', () => {
  let notebook: FlowKernel

  before(async () => {
    notebook = await FlowKernel.start()
    await notebook.run(
      'const nap = task(async function nap(ms: number) { await sleep(ms); return ms })',
      "const slow = new Flow('slow'); slow.build(() => nap(nap(300)))",
      "const quick = new Flow('quick'); quick.build(() => nap(1))",
    )
  })

  after(() => notebook.stop())

  it('shows one table that fills in while it goes on, and ends as the final one', async () => {
    const answer = await notebook.run('const state = await slow.run()')
    const [table, ...more] = displaysOf(answer)
    deepEqual(more, [])
    match(String(table?.first['text/plain']), /^slow · Running · 1 Pending, 1 Running · /)
    match(String(table?.first['text/html']), /so far/)
    equal(table?.last['text/plain'], await notebook.prints('%states').then(() => lastStates()))
    ok((table?.updates ?? 0) <= 11, `${table?.updates} updates in less than a second`)
    equal(resultBundle(answer), undefined)
  })

  const lastStates = (): unknown =>
    notebook.kernel.published
      .filter(({ header }) => header.msg_type === 'display_data')
      .map(({ content }) => Reflect.get(content.data as object, 'text/plain'))
      .at(-1)

  it('has its table once where its state is the value of the cell: in place, the result being the text', async () => {
    const answer = await notebook.run('await slow.run()')
    equal(displaysOf(answer).length, 1)
    deepEqual(resultBundle(answer), { 'text/plain': 'Success("All key tasks succeeded.")' })
  })

  it('shows the table as the result alone where it was quick', async () => {
    const answer = await notebook.run('await quick.run()')
    deepEqual(displaysOf(answer), [])
    ok('text/html' in (resultBundle(answer) ?? {}))
  })

  it('shows the table at the end of the cell where it was quick and is not its value', async () => {
    const answer = await notebook.run("const s = await quick.run()\nconsole.log('after')")
    const [table] = displaysOf(answer)
    match(String(table?.last['text/plain']), /^quick: Success/)
    equal(table?.updates, 0)
    equal(displaysOf(answer).length, 1)
  })

  it('shows none for each of many quick ones', async () => {
    const answer = await notebook.run('for (let n = 0; n < 20; n++) await quick.run()')
    deepEqual(displaysOf(answer), [])
  })

  it('has a table of its own beside those of others', async () => {
    const answer = await notebook
      .run("const other = new Flow('other'); other.build(() => nap(400))")
      .then(() => notebook.run('await Promise.all([slow.run(), other.run()]); 1'))
    const names = displaysOf(answer).map(({ last }) => String(last['text/plain']).split(':')[0])
    deepEqual(names.sort(), ['other', 'slow'])
  })

  it('goes on showing its table after its cell, in that cell', async () => {
    const answer = await notebook.run('const later = slow.run(); await sleep(300)')
    const [table] = displaysOf(answer)
    match(String(table?.first['text/plain']), /Running/)
    const before = notebook.kernel.published.length
    await notebook.run('await later; await sleep(20)')
    const updates = notebook.kernel.published
      .slice(before)
      .filter(({ header, parent }) => header.msg_type === 'update_display_data' && parent.msg_id !== undefined)
    match(String(Reflect.get(updates.at(-1)?.content.data as object, 'text/plain')), /^slow: Success/)
  })

  it('leaves the table Cancelled after an interrupt, and nothing goes on', async () => {
    await notebook.run(
      "const long = new Flow('long'); long.build(() => task(async function wait() { await sleep(250); console.log('here'); await sleep(60_000) })())",
    )
    const [table] = displaysOf(await notebook.interrupt('await long.run()', 'here'))
    match(String(table?.last['text/plain']), /^long · Cancelled · The cell was interrupted\./)
    const before = notebook.kernel.published.length
    await notebook.run('await sleep(700)')
    const late = notebook.kernel.published
      .slice(before)
      .filter(({ header }) => header.msg_type === 'update_display_data')
    deepEqual(late, [])
  })

  it('leaves the table Cut Off where its process dies under it, says how to go on, and is found so in the store', async () => {
    const other = await FlowKernel.start()
    try {
      const define = [
        // its own timer, which begins after the run's and so comes after the table
        "const nap = task(async function nap(ms: number) { if (ms > 1) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 350); await sleep(ms); return ms })",
        "const last = task(function last(_: number[]) {}); const dying = new Flow('dying')",
        'dying.build(() => last(nap.map([1, 60_000])))',
      ] as const
      await other.run(...define)
      const answer = await other.kernel.execute('await dying.run()')
      const [table, ...more] = displaysOf(answer)
      deepEqual([answer.reply.ename, more], ['CellHostDied', []])
      match(String(table?.first['text/plain']), /^dying · Running · 1 Pending, 1 Running · /)
      match(
        String(table?.last['text/plain']),
        /^dying · Cut Off · .* %resume goes on with what is left\. · 1 Pending, 1 Cut Off · /,
      )
      doesNotMatch(String(table?.last['text/html']), /Running|so far/)
      const last = answer.outputs.findLastIndex(({ type }) => type === 'update_display_data')
      ok(answer.outputs.findIndex(({ type }) => type === 'error') > last, 'the table stands before the error comes')

      await other.load()
      await other.run(...define)
      const [stored] = displaysOf(await other.run('%states'))
      match(String(stored?.last['text/plain']), /nap +↯ Cut Off +mapped: 1 Success, 1 Cut Off .*\nlast +· Not Run$/)
      match(await other.prints('%why nap'), /What was running was cut off: .*\nIt goes on with resume/)
      match(await other.prints('%why last'), /was not run: the process of the run ended before its turn came/)
    } finally {
      await other.stop()
    }
  })

  it('shows nothing at all in a silent cell', async () => {
    const { outputs } = await notebook.kernel.execute('await slow.run()', { silent: true })
    deepEqual(outputs, [])
  })

  it('shows the progress of a task in its row', async () => {
    await notebook.run(
      "const counting = new Flow('counting'); counting.build(() => task(async function count() { for (const _ of progress([1, 2, 3, 4])) await sleep(120) })())",
    )
    const [table] = displaysOf(await notebook.run('const c = await counting.run()'))
    match(String(table?.first['text/html']), /<progress/)
  })
})

describe('progress() outside of a task', () => {
  let notebook: FlowKernel

  before(async () => {
    notebook = await FlowKernel.start()
  })

  after(() => notebook.stop())

  it('is a bar of its own in the cell, which ends full', async () => {
    const [bar, ...more] = displaysOf(await notebook.run('for (const _ of progress([1, 2, 3, 4])) await sleep(100)'))
    deepEqual(more, [])
    match(String(bar?.first['text/plain']), /\] [12] of 4/)
    match(String(bar?.last['text/plain']), /4 of 4 \(100 %\)/)
  })

  it('moves in a loop that never yields', async () => {
    const busy = 'for (const _ of progress([1, 2, 3, 4])) { const t = Date.now(); while (Date.now() - t < 120); }'
    const [bar] = displaysOf(await notebook.run(busy))
    match(String(bar?.first['text/plain']), /\] [12] of 4/)
    match(String(bar?.last['text/plain']), /4 of 4/)
  })
})
