import { strict as assert } from 'node:assert'
import { Failed, type State, Success } from '../../../lib/state'
import { forgetSecrets, registerSecret } from '../../../lib/store/secrets'
import { taskCore } from '../../../lib/symbols'
import { flowGraph } from '../../../lib/view/graph'
import { recordTable } from '../../../lib/view/record-table'
import { stateTable } from '../../../lib/view/state-table'
import { stateText } from '../../../lib/view/state-text'
import { timeline } from '../../../lib/view/timeline'
import { at, sampleFlow, sampleRun, sampleTask } from './sample'

const value = `p<&"'ss\\wörd`

describe('A secret', () => {
  before(() => registerSecret('PASSWORD', value))
  after(forgetSecrets)

  const task = sampleTask('connect')
  const error = new Error(`login with ${value} refused`, { cause: new Error(value) })
  const attempts = [{ number: 1, startedAt: at(0), endedAt: at(9), error }]
  const states: Readonly<Record<string, State>> = {
    'a result': Success({ result: value }),
    'a result that is cut within it': Success({ result: ['x'.repeat(40), value] }),
    'a property or its name': Success({ result: { [value]: { deep: value } } }),
    'a message': Success({ message: `logged in with ${value}` }),
    'an error, its stack and its cause': Failed({
      message: error.message,
      error,
      attempts,
      startedAt: at(0),
      timestamp: at(9),
    }),
  }
  /** Any of the forms in which it could leak. */
  const forms = [value, JSON.stringify(value).slice(1, -1), 'p&lt;&amp;', 'ss\\\\w', 'wörd']

  for (const [place, state] of Object.entries(states)) {
    it(`is masked in ${place}, in every view`, async () => {
      const run = sampleRun(sampleFlow('flow', [task], []), state, [[task, state]])
      const graph = flowGraph(run.flow, run)
      const views = [
        stateTable(run),
        stateText(run),
        await graph.spec(),
        String(graph),
        await timeline(run).spec(),
        String(timeline(run)),
      ]
      const text = views.map(view => JSON.stringify(view)).join('\n')
      for (const form of forms) assert.equal(text.includes(JSON.stringify(form).slice(1, -1)), false, form)
      assert.ok(text.includes('***'))
    })
  }

  it('is masked in a table of records', () => {
    const text = JSON.stringify(recordTable([{ user: 'me', password: value }]))
    for (const form of forms) assert.equal(text.includes(JSON.stringify(form).slice(1, -1)), false, form)
    assert.ok(text.includes('***'))
  })

  it('is never shown as the result of its own task, however short it is', () => {
    const short = Object.assign(sampleTask('PIN'), { [taskCore]: { secret: true } })
    const run = sampleRun(sampleFlow('flow', [short], []), Success({}), [[short, Success({ result: '123' })]])
    assert.doesNotMatch(JSON.stringify(stateTable(run)), /"123|;123/)
  })
})
