import { strict as assert } from 'node:assert'
import { statistics, timeitText } from '../../../kernel/magics/timeit'
import { resultOf, textOf } from '../test-kernel'
import { MagicKernel } from './magic-kernel'

const line =
  /^(?:The slowest run took [\d.]+ times longer .*\n)?[\d.]+ [mμn]?s ± [\d.]+ [mμn]?s per loop \(mean ± std\. dev\. of (\d+) runs?, ([\d,]+) loops? each\)\n$/

describe('What %timeit prints', () => {
  it('is mean and deviation of one pass, as IPython prints it', () => {
    const seconds = [0.299, 0.2925, 0.3055, 0.299, 0.299, 0.299, 0.299]
    assert.equal(
      timeitText(statistics(seconds, 10_000_000)),
      '29.9 ns ± 0.347 ns per loop (mean ± std. dev. of 7 runs, 10,000,000 loops each)\n',
    )
  })

  it('has singulars, and as many digits as are asked for', () => {
    assert.equal(
      timeitText(statistics([2.000_03], 1), 5),
      '2 s ± 0 ns per loop (mean ± std. dev. of 1 run, 1 loop each)\n',
    )
    assert.match(timeitText(statistics([1.234_56], 1), 5), /^1\.2346 s ±/)
  })

  it('warns where the runs differ by more than four times', () => {
    const warning =
      'The slowest run took 5.00 times longer than the fastest. This could mean that an intermediate result is being cached.\n'
    assert.ok(timeitText(statistics([0.1, 0.5], 10)).startsWith(warning))
    assert.ok(!timeitText(statistics([1e-7, 5e-7], 1)).startsWith(warning), 'but not below a microsecond')
  })
})

describe('%timeit and %%timeit', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
    await magic.run('const numbers = [3, 4]\nlet passes = 0')
  })

  after(() => magic.stop())

  it('run as many loops as they are told', async () => {
    const [, runs, loops] = line.exec(await magic.printed('%timeit -n 1_000 -r 3 passes++')) ?? []
    assert.deepEqual([runs, loops], ['3', '1,000'])
    assert.equal(resultOf(await magic.run('passes')), '3000')
  })

  it('find out how many loops take 0.2 s, in seven runs', async () => {
    const code = '%timeit { const end = performance.now() + 30; while (performance.now() < end) {} }'
    const [text, runs, loops] = line.exec(await magic.printed(code)) ?? []
    assert.deepEqual([runs, loops], ['7', '10'])
    assert.match(String(text), /^3\d(?:\.\d)? ms ±/)
  })

  it('await what the statement awaits', async () => {
    const text = await magic.printed('%timeit -n 2 -r 1 await new Promise(r => setTimeout(r, 20))')
    // a timer may come a little early by the clock
    assert.ok(Number(/^([\d.]+) ms ±/.exec(text)?.[1]) > 15, text)
  })

  it('run the setup before each run, and its names are the loop’s', async () => {
    await magic.run('%%timeit -n 2 -r 2 const own = numbers[0]\npasses = own\nconst again = passes + own')
    assert.equal(resultOf(await magic.run('[passes, typeof own, typeof again]')), "[ 3, 'undefined', 'undefined' ]")
  })

  it('give their numbers, quietly, for -o -q', async () => {
    const answer = await magic.run('%timeit -o -q -n 10 -r 2 numbers[0]')
    assert.equal(textOf(answer), '')
    assert.match(
      String(resultOf(answer)),
      /^<TimeitResult : .* per loop \(mean ± std\. dev\. of 2 runs, 10 loops each\)>$/,
    )
    await magic.run('const timed = %timeit -q -n 10 -r 2 numbers[0]')
    assert.equal(
      resultOf(await magic.run('[timed.loops, timed.timings.length, timed.best <= timed.worst]')),
      '[ 10, 2, true ]',
    )
  })

  it('take TypeScript, and report errors with the cell’s line', async () => {
    await magic.run('%timeit -n 1 -r 1 (numbers as number[]).at(0)!')
    const { reply } = await magic.kernel.execute('\n%timeit -n 1 -r 1 numbers[9].toFixed()')
    assert.equal(reply.ename, 'TypeError')
    assert.match(String(reply.traceback), /line 2/)
    assert.match(String(reply.traceback), /numbers\[9\]/)
  })

  it('refuse what is no statement by itself, and nothing at all', async () => {
    assert.equal((await magic.failure('%timeit numbers +')).ename, 'SyntaxError')
    assert.equal((await magic.failure('%timeit continue')).ename, 'SyntaxError')
    const { reply } = await magic.kernel.execute('%%timeit -n 3 const one = = 1\none')
    assert.match(String(reply.traceback), /line 1\n? *,? *1 \| +const one = = 1,/)
    assert.match((await magic.failure('%timeit -n 3')).evalue, /^%timeit: There is nothing to time\. Usage: %timeit/)
    assert.match((await magic.failure('%timeit -n no 3')).evalue, /-n is "no"; expected a whole number/)
  })

  it('are interrupted in the middle of the loop', async () => {
    const { done } = await magic.begin("console.log('go')\n%timeit -n 1 -r 1 while (true) {}", 'go')
    await magic.interrupt()
    assert.equal((await done).reply.ename, 'Interrupted')
    assert.equal(resultOf(await magic.run('numbers[1]')), '4')
  })
})
