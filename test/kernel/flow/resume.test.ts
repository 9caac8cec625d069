import { equal, match } from 'node:assert/strict'
import { FlowKernel } from './flow-kernel'

const flowCell = `
const seen: string[] = []
const load = task(async function load() { seen.push('load'); return 1 })
const scale = task(async function scale(x: number) { seen.push('scale'); count(); return helper(x) })
const f = new Flow('scaling')
f.build(() => scale(load()))
await f.run()`

describe('Resuming a flow in a notebook', () => {
  let notebook: FlowKernel

  before(async () => {
    notebook = await FlowKernel.start()
    notebook.writeFile('weights.ts', 'export const weight = (): number => 10')
  })

  after(() => notebook.stop())

  beforeEach(() =>
    notebook
      .run(
        'const factor = 2',
        "import { weight } from './weights'",
        'let counter = 0; function count() { counter++ }',
        'function helper(x: number) { return x * factor + weight() }',
        flowCell,
      )
      .then(() => undefined),
  )

  const plan = (): Promise<string> => notebook.prints('console.log(String(await f.resumePlan()))')
  const resumed = (): Promise<string> =>
    notebook.prints('seen.length = 0; const again = await f.resume(); console.log(seen.join())')

  it('runs nothing again when nothing changed, though a counter moved', async () => {
    match(await plan(), /Runs nothing/)
    equal(await resumed(), '\n')
  })

  it('runs a task again when a helper in another cell was mended, and the plan names it', async () => {
    await notebook.run('function helper(x: number) { return x * factor + weight() + 1 }')
    match(await plan(), /Reuses 1 task: load\.\nRuns 1 task:\n {2}scale: helper changed/)
    equal(await resumed(), 'scale\n')
    match(await plan(), /Runs nothing/)
  })

  it('does not when a comment, the layout or a type changed', async () => {
    await notebook.run('function helper(x: number): number {\n  // the same\n  return x * factor + weight()\n}')
    match(await plan(), /Runs nothing/)
  })

  it('does when a constant that a helper uses has another value', async () => {
    await notebook.run('const factor = 3')
    match(await plan(), /scale: factor changed/)
  })

  it('does not when a cell failed before it came to the new declaration', async () => {
    await notebook.kernel.execute("throw new Error('first'); const factor = 4")
    match(await plan(), /Runs nothing/)
  })

  it('does when a local file was edited, and the plan names the file', async () => {
    await new Promise(done => setTimeout(done, 5)) // another time of change
    notebook.writeFile('weights.ts', 'export const weight = (): number => 20')
    match(await plan(), /scale: \.\/weights\.ts changed/)
    notebook.writeFile('weights.ts', 'export const weight = (): number => 10')
  })

  it('does when a helper was declared in another form, or is gone from use', async () => {
    await notebook.run('const helper = (x: number) => x * factor + weight()')
    match(await plan(), /scale: helper changed/)
  })
})

describe('A flow run that is interrupted', () => {
  let notebook: FlowKernel

  before(async () => {
    notebook = await FlowKernel.start()
    await notebook.run(`
      let isSlow = true
      const first = task(async function first() { return 1 })
      const second = task(async function second(x: number) { console.log('second begins'); if (isSlow) await sleep(60_000); return x + 1 })
      const busy = task(async function busy() { await sleep(10); console.log('busy begins'); while (isSlow) {} return 1 })`)
  })

  after(() => notebook.stop())

  it('has its tasks Cancelled and stored, and resume() goes on', async () => {
    await notebook.run("const f = new Flow('waiting'); const end = f.build(() => second(first()))")
    const { reply } = await notebook.interrupt('await f.run()', 'second begins')
    equal(reply.ename, 'Interrupted')
    const states = await notebook.prints(`
      import { openStore } from 'tasklab'
      const [row] = await openStore().runs({ flow: 'waiting' })
      const { tasks } = await openStore().load(row.runId)
      console.log(row.state.type, row.endedAt instanceof Date, tasks.map(({ slug, state }) => slug + ' ' + state.type).join())`)
    equal(states, 'Cancelled true first-1 Success,second-1 Cancelled\n')
    await notebook.run('isSlow = false')
    match(
      await notebook.prints('%resume waiting'),
      /Reuses 1 task: first\.\nRuns 1 task:\n {2}second: it was cancelled/,
    )
    equal(await notebook.prints('console.log((await f.resume()).value(end))'), '2\n')
  })

  it('is so too where a task loops and never yields', async () => {
    await notebook.run("isSlow = true; const g = new Flow('looping'); const done = g.build(() => second(busy()))")
    const { reply } = await notebook.interrupt('await g.run()', 'busy begins')
    equal(reply.status, 'error')
    await notebook.run('isSlow = false')
    match(await notebook.prints('console.log(String(await g.resumePlan()))'), /busy: it was cancelled/)
    equal(
      await notebook.prints('console.log(String((await g.resume()).value(done)))'),
      'busy begins\nsecond begins\n2\n',
    )
  })

  it('leaves the store at work, though it left something to be written', async () => {
    await notebook.run(`
      const wheel = task(async function wheel() { console.log('wheel turns'); while (true) {} })
      const stuck = new Flow('stuck'); stuck.build(() => { wheel() })
      isSlow = true
      const later = new Flow('later'); later.build(() => second(first()))`)
    await notebook.interrupt('await stuck.run()', 'wheel turns')
    const stored = await notebook.prints(`
      void later.run()
      await sleep(50)
      const [{ runId }] = await openStore().runs({ flow: 'later' })
      console.log((await openStore().load(runId)).tasks.map(({ slug, state }) => slug + ' ' + state.type).join())`)
    match(stored, /first-1 Success,second-1 Running\n$/)
  })
})
