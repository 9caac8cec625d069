import { strict as assert } from 'node:assert'
import { resultOf, TestKernel, textOf } from '../test-kernel'

const times =
  /^CPU times: user [\d.]+ [mμn]?s, sys: [\d.]+ [mμn]?s, total: [\d.]+ [mμn]?s\nWall time: [\d.]+ [mμn]?s\n$/

describe('%time and %%time', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
  })

  after(() => kernel.stop())

  it('time a cell, and its result still shows', async () => {
    const answer = await kernel.execute('%%time\nconst timed = 3\ntimed * 2')
    assert.match(textOf(answer), times)
    assert.equal(resultOf(answer), '6')
  })

  it('time one statement among others, in its place', async () => {
    const answer = await kernel.execute("console.log('before')\n%time const t = 1 + 1\nconsole.log('after')\nt")
    const [before, cpu, wall, after] = textOf(answer).trimEnd().split('\n')
    assert.deepEqual([before, after], ['before', 'after'])
    assert.match(`${cpu}\n${wall}\n`, times)
    assert.equal(resultOf(answer), '2')
  })

  it('print also when the code throws, and the error has its line', async () => {
    const answer = await kernel.execute("%%time\n\nthrow new Error('no')")
    assert.match(textOf(answer), times)
    assert.match(String(answer.reply.traceback), /line 3/)
  })

  it('count the processor time of the cell host', async () => {
    const busy = '%%time\nconst { user } = process.cpuUsage()\nwhile (process.cpuUsage().user - user < 120_000) {}'
    const [, user] = /user ([\d.]+) ms/.exec(textOf(await kernel.execute(busy))) ?? []
    assert.ok(Number(user) > 100, `user ${user} ms`)
    const idle = textOf(await kernel.execute('%%time\nawait new Promise(r => setTimeout(r, 200))'))
    const [, wall] = /Wall time: ([\d.]+) ms/.exec(idle) ?? []
    assert.ok(Number(wall) >= 199, idle)
    assert.match(idle, /total: [\d.]+ ([μn]s|ms)/)
  })

  it('are not looked for where % is an operator', async () => {
    assert.equal(resultOf(await kernel.execute('const a = 7, time = 4\nconst rest = (a\n  %time)\nrest')), '3')
  })

  it('say what they need when there is nothing to time, and what there is when the name is unknown', async () => {
    const nothing = await kernel.execute('%%time')
    assert.match(String(nothing.reply.evalue), /nothing to time.*Usage/)
    const unknown = await kernel.execute('%tim 1')
    assert.match(String(unknown.reply.evalue), /no magic %tim.*%time/)
  })
})
