import { deepEqual, equal, match } from 'node:assert/strict'
import { displaysOf, FlowKernel, resultBundle } from './flow-kernel'

const define = `
const fetchPage = task({ name: 'fetch' }, async () => { console.log('fetching'); return 'page' })
const parse = task({ maxRetries: 1 }, async function parse(page: string) { if (context._fail) throw new Error('no such tag'); return page.length })
const save = task(async function save(n: number) { return n })
const f = new Flow('site map')
const page = f.build(() => { const p = fetchPage(); save(parse(p)); return p })`

const chartTypes = ['application/vnd.vegalite.v5+json', 'image/png', 'text/plain']

describe('The magics of flows', () => {
  let notebook: FlowKernel

  before(async () => {
    notebook = await FlowKernel.start()
  })

  after(() => notebook.stop())

  const usageError = async (cell: string): Promise<string> => {
    const { reply } = await notebook.kernel.execute(cell)
    equal(reply.ename, 'UsageError')
    return String(reply.evalue)
  }
  const complete = async (code: string): Promise<unknown> =>
    (await notebook.kernel.request('complete_request', { code, cursor_pos: code.length })).reply.matches

  describe('before anything is there', () => {
    it('say what is missing', async () => {
      match(await usageError('%states'), /^%states: There is no flow in this session: run the cells .* Usage: %states/)
      equal(await notebook.prints('%runs'), 'There are no stored runs.\n')
      deepEqual(await complete('%resume '), [])
    })
  })

  describe('after a run that has to be tried again', () => {
    before(() => notebook.run(define, 'const state = await context.with({ _fail: true }, () => f.run())'))

    it('%states shows the table, as aligned text too', async () => {
      const [shown] = displaysOf(await notebook.run('%states'))
      match(
        String(shown?.last['text/plain']),
        /^site map: Pending\("Some terminal tasks are still pending\."\)\ntask +state +message.*\nfetch +✓ Success/,
      )
      match(String(shown?.last['text/html']), /<table/)
    })

    it('take a flow by its name, quoted or not, or by a variable', async () => {
      for (const name of ['site map', '"site map"', 'f'])
        equal(displaysOf(await notebook.run(`%states ${name}`)).length, 1)
    })

    it('name the nearest flow or task, and the usage', async () => {
      match(
        await usageError('%resume sitemap'),
        /%resume: There is no flow "sitemap".* Did you mean "site map"\? Usage: %resume/,
      )
      match(
        await usageError('%why fetchh'),
        /%why: There is no task "fetchh"\. Did you mean "fetch"\? Usage: %why TASK/,
      )
      match(await usageError('%retry'), /%retry: A task is missing\. There are fetch, parse, save\./)
    })

    it('%why says which rule gave a task its state, by name, slug or variable', async () => {
      match(
        await notebook.prints('%why parse'),
        /^parse is Retrying\(.*\)\.\nAttempt 1 failed with Error: no such tag\n.*maxRetries: 1/,
      )
      match(await notebook.prints('%why save-1'), /^save is Pending.*\n.*not finished\.\n {2}parse is Retrying/)
      match(await notebook.prints('%why page'), /^fetch is Success/)
    })

    it('%logs prints what tasks logged and printed', async () => {
      match(await notebook.prints('%logs'), /^\d\d:\d\d:\d\d info {2}fetch \(attempt 1\): fetching\n$/)
      equal(await notebook.prints('%logs parse'), 'parse logged nothing.\n')
    })

    it('%runs of a flow that never ran says which did', async () => {
      equal(
        await notebook.prints('%runs sitemap'),
        'There are no stored runs of sitemap; there are runs of site map.\n',
      )
    })

    it('%runs lists the stored runs, with ids to copy', async () => {
      const [shown] = displaysOf(await notebook.run('%runs site map'))
      const id = await notebook.prints('console.log(state.runId)')
      match(
        String(shown?.last['text/plain']),
        new RegExp(`^run id .*\n${id.trim()} +site map +Pending\\(.*\\) +\\d{4}-`),
      )
    })

    it('%flow tells what the flow is, and draws its graph in the states of the run', async () => {
      const [facts, graph, ...more] = displaysOf(await notebook.run('%flow'))
      match(String(facts?.last['text/html']), /<summary>.*site map.* 3 tasks/)
      deepEqual([Object.keys(graph?.last ?? {}).sort(), more], [chartTypes, []])
    }).timeout(10_000)

    it('%timeline draws who ran when', async () => {
      const [shown] = displaysOf(await notebook.run('%timeline f'))
      deepEqual(Object.keys(shown?.last ?? {}).sort(), chartTypes)
    }).timeout(10_000)

    it('complete the names of flows and tasks', async () => {
      deepEqual(await complete('%resume '), ['f', 'site map'])
      deepEqual(await complete('%why p'), ['parse'])
      deepEqual(await complete('%resu'), ['%resume'])
    })

    it('are about runs of the flow: one task that is run again alone is none', async () => {
      const answer = await notebook.run('await f.rerun(page, state)')
      deepEqual(displaysOf(answer), [])
      equal(resultBundle(answer)?.['text/plain'], 'Success("Task run succeeded.")')
      const [shown] = displaysOf(await notebook.run('%states'))
      match(String(shown?.last['text/plain']), /\nfetch .*\nparse .*\nsave /)
    })

    it('find all of it in the store, after the process that ran it is gone', async () => {
      const { reply } = await notebook.kernel.execute('process.kill(process.pid, "SIGKILL")')
      equal(reply.ename, 'CellHostDied')
      const home = JSON.stringify(`${notebook.folder}/home`)
      await notebook.run(`process.env.TASKLAB_HOME = ${home}; import { context, Flow, task } from 'tasklab'`, define)
      match(await notebook.prints('%why parse'), /^parse is Retrying/)
      match(await notebook.prints('%logs fetch'), /fetch \(attempt 1\): fetching/)
      const [shown] = displaysOf(await notebook.run('%states'))
      match(String(shown?.last['text/plain']), /fetch +✓ Success .*\nparse +↻ Retrying/)
    })

    it('%retry runs a task of the last run again, and what comes after it', async () => {
      const answer = await notebook.run('const retried = %retry parse\nretried')
      deepEqual(resultBundle(answer)?.['text/plain'], 'Success("All key tasks succeeded.")')
      match(await notebook.prints('%why fetch'), /^fetch is Success.*\nIt was reused/)
      match(await usageError('%retry parse'), /parse is Success\(.*\): there is nothing to retry/)
    })

    it('%resume says what it reuses and why, and runs the rest', async () => {
      await notebook.run(define.replace('return n', 'return n + 1'))
      const answer = await notebook.run('%resume')
      match(
        String(answer.outputs.find(({ type }) => type === 'stream')?.content.text),
        /Reuses 2 tasks: fetch, parse\.\nRuns 1 task:\n {2}save: its code changed/,
      )
      const [table] = displaysOf(answer)
      match(String(table?.last['text/plain']), /^site map: Success/)
    })
  })

  it('are listed, with help', async () => {
    const listed = await notebook.prints('%lsmagic')
    for (const name of ['flow', 'states', 'timeline', 'runs', 'logs', 'resume', 'retry', 'why'])
      match(listed, new RegExp(`%${name}\\b`))
  })
})
