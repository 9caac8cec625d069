import { strict as assert } from 'node:assert'
import { needsPython } from '../run/environment'
import { JupyterClients } from './jupyter-clients'

/** All of jupyter_kernel_test 0.7.0; a newer release may have more. */
const tests = [
  ['test_kernel_info', 'says what it is'],
  ['test_execute_stdout', 'prints to stdout'],
  ['test_execute_stderr', 'prints to stderr'],
  ['test_execute_result', 'shows results'],
  ['test_display_data', 'displays values of several kinds'],
  ['test_clear_output', 'clears output'],
  ['test_error', 'reports an error with one message'],
  ['test_completion', 'completes to exactly what there is'],
  ['test_inspect', 'inspects'],
  ['test_is_complete', 'tells complete, incomplete and invalid code apart'],
  ['test_pager', 'shows help in the pager'],
  ['test_history', 'gives its history as tail, range and search'],
  ['test_recv_iopub_welcome_msg', 'welcomes a subscriber'],
] as const

describe('A kernel under jupyter_kernel_test, every hook set', () => {
  let clients: JupyterClients
  let ended: Readonly<Record<string, readonly string[]>>

  before(async function () {
    this.timeout(120_000)
    clients = new JupyterClients(needsPython(this))
    ended = JSON.parse(await clients.run('conformance.py'))
  })

  after(() => clients?.close())

  for (const [name, title] of tests) {
    it(title, () => {
      assert.equal(ended[name]?.join('\n'), 'passed')
    })
  }

  it('passes every test that the suite has, and none was skipped', () => {
    assert.deepEqual(Object.keys(ended).sort(), tests.map(([name]) => name).sort())
  })
})
