import { strict as assert } from 'node:assert'
import { resultOf, TestKernel } from './test-kernel'

/** What a cell may be doing when it is interrupted; each must give control back with the variables kept. */
const cases: readonly (readonly [string, string])[] = [
  ['a loop that never yields', 'while (true) {}'],
  ['a loop of awaited promises', 'for (;;) await 0'],
  ['a loop of awaited timers', 'for (;;) await new Promise(r => setTimeout(r, 10))'],
  ['a promise that never settles', 'await new Promise(() => {})'],
  ['a loop after an await', 'await 1; while (true) {}'],
  ['a loop that catches everything', 'for (;;) { try { for (;;); } catch {} finally { continue } }'],
  ['a loop in a timer', 'await new Promise(() => setTimeout(() => { while (true) {} }, 1))'],
  [
    'a loop in an event handler',
    "const { EventEmitter } = require('events'); const e = new EventEmitter(); e.on('x', () => { while (true) {} }); e.emit('x')",
  ],
  ['a regular expression that backtracks', "/^(a+)+$/.test('a'.repeat(40) + 'b')"],
  ['Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  ['a subprocess that is waited for', "require('child_process').execSync('sleep 100')"],
  ['a subprocess whose end throws nothing', "require('child_process').spawnSync('sleep', ['100'])"],
  ['what `using` got at its end', 'using r = { [Symbol.dispose]() { while (true) {} } }'],
  ['a loop that starts it again', "for (;;) try { require('child_process').execSync('sleep 100') } catch {}"],
]

/** Loops of the top level, which work on copies of `turns`, and say so when they have turned for a while. */
const loops: readonly (readonly [string, string])[] = [
  ['a loop that counts', "while (true) if (++turns === 2000) console.log('started')"],
  [
    'a loop that calls functions',
    "const next = (n: number) => n + 1\nfor (;;) if ((turns = next(turns)) === 2000) console.log('started')",
  ],
  [
    'a loop that runs a script, which loops itself',
    "const vm = require('vm')\nfor (;;) if (++turns === 2000) vm.runInThisContext(`console.log('started'); for (;;);`)",
  ],
  [
    'a loop after an await',
    "await 1; for (let i = 0; ; i++) if ((turns = Math.max(turns, i)) === 2000) console.log('started')",
  ],
]

describe('Interrupting', () => {
  let kernel: TestKernel

  before(async () => {
    kernel = await TestKernel.start()
    await kernel.execute("let kept = 42; const elsewhere = Object.assign(new Error('x'), { stack: 'Error: x' })")
  })

  after(() => kernel.stop())

  /** Of a cell that prints `started`. */
  const interruptOnceStarted = async (code: string): Promise<void> => {
    const started = kernel.published.length
    const running = kernel.execute(code)
    await kernel.until(() => kernel.published.slice(started).some(({ content }) => content.text === 'started\n'))
    const { reply } = await kernel.request('interrupt_request', {}, 'control')
    assert.equal(reply.status, 'ok')
    assert.equal((await running).reply.status, 'error')
  }

  for (const [what, code] of cases) {
    it(`ends ${what}, and the variables stay`, async () => {
      await interruptOnceStarted(`console.log('started'); ${code}`)
      assert.equal(resultOf(await kernel.execute('kept')), '42')
      const { traceback } = (await kernel.execute('throw elsewhere')).reply
      assert.doesNotMatch(String(traceback), /Cell/, 'an error is not at the await that was interrupted')
    })
  }

  for (const [what, code] of loops) {
    it(`keeps what ${what} has done so far`, async () => {
      await kernel.execute('let turns = 0')
      await interruptOnceStarted(code)
      assert.ok(Number(resultOf(await kernel.execute('turns'))) > 1000)
    })
  }

  it('brings each of many cells in a row back, whatever they do, with the variables kept', async () => {
    const begun = (): number => kernel.published.filter(({ content }) => content.text === 'begun\n').length
    for (const code of Array(4)
      .fill(['await new Promise(() => {})', 'for (;;) await 0', 'await 1; while (true) {}'])
      .flat()) {
      const before = begun()
      const running = kernel.execute(`console.log('begun'); ${code}`)
      await kernel.until(() => begun() > before)
      await kernel.request('interrupt_request', {}, 'control')
      assert.equal((await running).reply.evalue, 'The cell was interrupted.')
    }
    assert.equal(resultOf(await kernel.execute('kept')), '42')
  })

  it('stops a loop for good: it prints nothing more', async () => {
    const running = kernel.execute(
      "for (let i = 0; ; i++) { console.log('tick ' + i); await new Promise(r => setTimeout(r, 5)) }",
    )
    const ticks = () => kernel.published.filter(({ content }) => String(content.text).startsWith('tick')).length
    await kernel.until(() => ticks() > 2)
    await kernel.request('interrupt_request', {}, 'control')
    assert.equal((await running).reply.ename, 'Interrupted')
    const before = ticks()
    await kernel.execute('await new Promise(r => setTimeout(r, 50))')
    assert.equal(ticks(), before)
  })

  describe('stops what the cell has left to come', () => {
    /** What each begins turns a counter for ever. */
    const chains: readonly (readonly [string, string])[] = [
      ['an interval', 'setInterval(() => turns[0]++, 1)'],
      ['a chain of immediates', 'const again = () => { turns[0]++; setImmediate(again) }; again()'],
      ['a chain of timers', 'const later = () => { turns[0]++; setTimeout(later, 1) }; later()'],
      [
        'a worker thread',
        "new (require('worker_threads').Worker)('for (;;) require(\"worker_threads\").workerData[0]++', { eval: true, workerData: turns })",
      ],
    ]
    const ends = {
      'that loops':
        'while (turns[0] < 20) await new Promise(r => setImmediate(r))\nconsole.log("started"); while (true) {}',
      'that waits':
        'while (turns[0] < 20) await new Promise(r => setImmediate(r))\nconsole.log("started"); await new Promise(() => {})',
    }
    for (const [what, code] of chains) {
      for (const [how, end] of Object.entries(ends)) {
        it(`${what} of a cell ${how}`, async () => {
          await kernel.execute('const turns = new Int32Array(new SharedArrayBuffer(4))')
          await interruptOnceStarted(`${code}\n${end}`)
          await kernel.execute('await new Promise(r => setTimeout(r, 20)); let before = turns[0]')
          assert.equal(
            resultOf(await kernel.execute('await new Promise(r => setTimeout(r, 20)); turns[0] - before')),
            '0',
          )
        })
      }
    }

    it('subprocesses, those aside that are to outlive it', async () => {
      await interruptOnceStarted(
        "const { spawn } = require('child_process'); const own = spawn('sleep', ['100'])\n" +
          "const free = spawn('sleep', ['100'], { detached: true }); console.log('started'); await new Promise(() => {})",
      )
      const code =
        'for (let i = 0; own.signalCode === null && i < 1000; i++) await new Promise(r => setTimeout(r, 1)); const seen = [own.signalCode, free.signalCode]; free.kill(); seen'
      assert.equal(resultOf(await kernel.execute(code)), "[ 'SIGTERM', null ]")
    })

    it('although a cell has put its own in the place of timers and ticks, and cells go on to run', async () => {
      await kernel.execute('let one = 1; const { nextTick } = process; const timers = { setTimeout, setImmediate }')
      await interruptOnceStarted("setInterval(() => one++, 1); console.log('started'); while (true) {}")
      await kernel.execute(
        'Object.assign(globalThis, { setTimeout: () => 0, setImmediate: () => 0 }); process.nextTick = () => undefined',
      )
      try {
        assert.equal(resultOf(await kernel.execute('one > 0')), 'true')
        await interruptOnceStarted("console.log('started'); while (true) {}")
      } finally {
        await kernel.execute('Object.assign(globalThis, timers); process.nextTick = nextTick')
      }
      assert.equal(resultOf(await kernel.execute('kept')), '42')
    })

    it('but not what another cell began, or waits for', async () => {
      await kernel.execute('let ticks = 0; const ticker = setInterval(() => ticks++, 1)')
      await interruptOnceStarted(
        "const soon = new Promise(r => setTimeout(r, 20, 'came')); console.log('started'); while (true) {}",
      )
      await kernel.execute('const had = ticks')
      assert.equal(resultOf(await kernel.execute('[await soon, ticks > had]')), "[ 'came', true ]")
      await kernel.execute('clearInterval(ticker)')
    })
  })

  it('fails a cell at once that is cut off with what it waits for together, and which has it when it runs again', async () => {
    await kernel.execute('const { promise: shared, resolve } = Promise.withResolvers<string>()')
    await interruptOnceStarted("console.log('started'); await shared; console.log('goes on')")
    const { reply, outputs } = await kernel.execute("setTimeout(() => resolve('there'), 5); await shared")
    assert.equal(reply.ename, 'CutOff')
    assert.ok(!outputs.some(({ type }) => type === 'stream'), 'the interrupted one does not go on')
    assert.equal(resultOf(await kernel.execute('await shared')), "'there'")
  })

  it('leaves a cell alone that wakes what an interrupted one waits for', async () => {
    await kernel.execute("const { EventEmitter, once } = require('events'); const bell = new EventEmitter()")
    await interruptOnceStarted("console.log('started'); await once(bell, 'ring')")
    assert.equal(resultOf(await kernel.execute("bell.emit('ring')")), 'true')
  })

  it('does nothing when nothing runs', async () => {
    const { reply } = await kernel.request('interrupt_request', {}, 'control')
    assert.equal(reply.status, 'ok')
    assert.equal(resultOf(await kernel.execute('kept')), '42')
  })
})
