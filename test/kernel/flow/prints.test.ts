import { deepEqual, equal } from 'node:assert/strict'
import { tasksAlone } from '../../../kernel/flow/task-prints'
import { Flow, task } from '../../../lib/index'
import { FlowKernel } from './flow-kernel'

const step = task((..._before: readonly unknown[]) => 1)
const named = (name: string) => step.with({ name, slug: name })

describe('The tasks that nothing runs beside', () => {
  it('are all of a chain, none of independent ones, and the ends of a diamond', () => {
    const chain = new Flow('chain')
    chain.build(() => named('c')(named('b')(named('a')())))
    deepEqual([...tasksAlone(chain)], ['a', 'b', 'c'])
    const wide = new Flow('wide')
    wide.build(() => [named('a')(), named('b')(), named('c')()])
    deepEqual([...tasksAlone(wide)], [])
    const diamond = new Flow('diamond')
    diamond.build(() => {
      const a = named('a')()
      return named('d')(named('b')(a), named('c')(a))
    })
    deepEqual([...tasksAlone(diamond)], ['a', 'd'])
  })

  it('are not those beside a longer way around them', () => {
    const flow = new Flow('detour')
    flow.build(() => {
      const a = named('a')()
      const c = named('c')(named('b')(a))
      return named('e')(named('d')(a), c)
    })
    deepEqual([...tasksAlone(flow)], ['a', 'e'])
  })
})

describe('What a task prints', () => {
  let notebook: FlowKernel

  before(async () => {
    notebook = await FlowKernel.start()
  })

  after(() => notebook.stop())

  it('shows as it is where tasks run one after the other', async () => {
    await notebook.run(`
      const a = task(async function a() { console.log('one\\ntwo'); return 1 })
      const b = task(async function b(x: number) { process.stdout.write('three'); return x })
      const chain = new Flow('chain'); chain.build(() => b(a()))`)
    equal(await notebook.prints('const s = await chain.run()'), 'one\ntwo\nthree')
  })

  it('says in each line whose it is where several may run at once, from the first line on', async () => {
    await notebook.run(`
      const say = (name: string) => task({ name, maxRetries: 1, retryDelay: 0 }, async () => { console.log('begins'); await sleep(5); console.log('x\\ny') })
      const wide = new Flow('wide'); wide.build(() => { say('left')(); say('right')() })`)
    const lines = (await notebook.prints('const w = await wide.run()')).trimEnd().split('\n')
    deepEqual(
      lines.sort(),
      ['left', 'right'].flatMap(name => ['begins', 'x', 'y'].map(text => `[${name} #1] ${text}`)),
    )
  })

  it('says which attempt and which child', async () => {
    await notebook.run(`
      const each = task({ maxRetries: 1, retryDelay: 0 }, async function each(n: number) { console.log('at', n); if (n === 2 && context.taskRunCount === 1) throw new Error('once') })
      const mapped = new Flow('mapped'); mapped.build(() => each.map([1, 2]))`)
    const lines = (await notebook.prints('const m = await mapped.run({ wait: true })')).trimEnd().split('\n')
    deepEqual(lines.sort(), ['[each[0] #1] at 1', '[each[1] #1] at 2', '[each[1] #2] at 2'])
  })

  it('does not mix the lines of two tasks', async () => {
    await notebook.run(`
      const dots = (name: string) => task({ name }, async () => { for (let n = 0; n < 2; n++) { process.stdout.write('.'); await sleep(20) } })
      const dotted = new Flow('dotted'); dotted.build(() => { dots('p')(); dots('q')() })`)
    equal((await notebook.prints('const d = await dotted.run()')).includes('[p #1] .\n[q #1] .'), true)
  })

  it('stands in the log of its task, line by line, errors as errors', async () => {
    await notebook.run(`
      const noisy = task(async function noisy() { process.stdout.write('a'); process.stdout.write('b\\nc\\nd'); console.error('e'); context.logger.warn('f') })
      const loud = new Flow('loud'); const n = loud.build(() => noisy())
      const l = await loud.run()`)
    const logged = await notebook.prints(
      "console.log(l.logs(n).map(({ level, text }) => level + ':' + text).sort().join())",
    )
    equal(logged, 'error:e,info:ab,info:c,info:d,warn:f\n')
    equal((await notebook.prints('%logs noisy')).includes('noisy (attempt 1): ab\n'), true)
  })

  it('leaves alone what the cell itself prints meanwhile', async () => {
    equal(
      await notebook.prints("const r = wide.run(); console.log('mine'); await r; console.log('mine too')").then(text =>
        text
          .split('\n')
          .filter(line => line.startsWith('mine'))
          .join(),
      ),
      'mine,mine too',
    )
  })
})
