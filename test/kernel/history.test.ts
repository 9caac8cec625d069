import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestKernel } from './test-kernel'

describe('history_request', () => {
  let folder: string
  let kernel: TestKernel

  const history = async (content: object) =>
    (await kernel.request('history_request', { output: false, raw: true, ...content })).reply.history

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    const env = { TASKLAB_HISTORY: join(folder, 'history.sqlite') }
    const earlier = await TestKernel.start(undefined, env)
    await earlier.execute("'of an earlier session'")
    await earlier.stop()
    kernel = await TestKernel.start(undefined, env)
    for (const code of ['const a = 1', 'a + 1', 'throw new Error()', 'a + 1']) await kernel.execute(code)
  })

  after(async () => {
    await kernel.stop()
    rmSync(folder, { recursive: true })
  })

  it('gives the last cells, of earlier sessions too', async () => {
    assert.deepEqual(await history({ hist_access_type: 'tail', n: 5 }), [
      [1, 1, "'of an earlier session'"],
      [2, 1, 'const a = 1'],
      [2, 2, 'a + 1'],
      [2, 3, 'throw new Error()'],
      [2, 4, 'a + 1'],
    ])
  })

  it('gives results with the cells when it is asked for output', async () => {
    assert.deepEqual(await history({ hist_access_type: 'range', session: 0, start: 1, stop: 3, output: true }), [
      [2, 1, ['const a = 1', null]],
      [2, 2, ['a + 1', '2']],
    ])
  })

  it('searches by a glob, and leaves repetitions out when asked', async () => {
    const search = { hist_access_type: 'search', pattern: 'a*', n: 9 }
    assert.deepEqual(await history(search), [
      [2, 2, 'a + 1'],
      [2, 4, 'a + 1'],
    ])
    assert.deepEqual(await history({ ...search, unique: true }), [[2, 4, 'a + 1']])
  })

  it('holds neither silent cells nor those that are not to be stored', async () => {
    await kernel.execute("'silent'", { silent: true })
    await kernel.execute("'not stored'", { store_history: false })
    assert.deepEqual(await history({ hist_access_type: 'search', pattern: "'*", n: 9 }), [
      [1, 1, "'of an earlier session'"],
    ])
  })

  it('answers while a cell runs, which it knows already', async () => {
    const running = kernel.execute('await new Promise(() => {})')
    assert.deepEqual(await history({ hist_access_type: 'tail', n: 1 }), [[2, 5, 'await new Promise(() => {})']])
    await kernel.request('interrupt_request', {}, 'control')
    await running
  })

  it('refuses a way of access that there is not, naming it', async () => {
    const { reply } = await kernel.request('history_request', {
      hist_access_type: 'sideways',
      output: false,
      raw: true,
    })
    assert.equal(reply.status, 'error')
    assert.match(String(reply.evalue), /"sideways"; expected "tail", "range" or "search"/)
  })
})
