import { strict as assert } from 'node:assert'
import { EventEmitter } from 'node:events'
import { StopSignals } from '../../../kernel/cli/stop-signals'

describe('StopSignals', () => {
  function setUp() {
    const source = new EventEmitter()
    let time = 0
    let seconds = 0
    const stop = new StopSignals(() => seconds++, { source, now: () => time })
    const send = (name: string, at: number) => {
      time = at
      source.emit(name, name)
    }
    return { stop, source, send, seconds: () => seconds }
  }

  for (const [name, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`aborts at ${name}, for the exit code ${exitCode}`, () => {
      const { stop, send } = setUp()
      assert.ok(!stop.signal.aborted)
      send(name, 10)
      assert.ok(stop.signal.aborted)
      assert.equal(stop.exitCode, exitCode)
    })
  }

  it('takes the Ctrl-C that npm passes on for the same one', () => {
    const { send, seconds } = setUp()
    send('SIGINT', 0)
    send('SIGINT', 400)
    assert.equal(seconds(), 0)
  })

  it('insists when a person presses Ctrl-C again', () => {
    const { stop, send, seconds } = setUp()
    send('SIGINT', 0)
    send('SIGTERM', 600)
    assert.equal(seconds(), 1)
    assert.equal(stop.exitCode, 130)
  })

  it('hears nothing more once it is disposed', () => {
    const { stop, source } = setUp()
    stop.dispose()
    assert.deepEqual(source.eventNames(), [])
  })
})
