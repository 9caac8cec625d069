import { strict as assert } from 'node:assert'
import { Recorder } from '../../../kernel/cli/recorder'

describe('Recorder', () => {
  const stream = (text: string, name = 'stdout') => ['stream', { name, text }] as const
  const display = (id: string, text: string) =>
    ['display_data', { data: { 'text/plain': text }, metadata: { width: 3 }, transient: { display_id: id } }] as const

  it('joins what a stream writes in pieces, and starts anew when another stream came between', () => {
    const recorder = new Recorder()
    for (const message of [stream('a'), stream('b\n'), stream('!', 'stderr'), stream('c')])
      recorder.record(0, ...message)
    assert.deepEqual(recorder.outputsOf(0), [
      { output_type: 'stream', name: 'stdout', text: 'ab\n' },
      { output_type: 'stream', name: 'stderr', text: '!' },
      { output_type: 'stream', name: 'stdout', text: 'c' },
    ])
  })

  it('keeps no transient data, which nbformat does not know', () => {
    const recorder = new Recorder()
    recorder.record(0, ...display('a', 'x'))
    assert.deepEqual(recorder.outputsOf(0), [
      { output_type: 'display_data', data: { 'text/plain': 'x' }, metadata: { width: 3 } },
    ])
  })

  it('changes a display wherever it was shown, in earlier cells too', () => {
    const recorder = new Recorder()
    recorder.record(0, ...display('a', 'old'))
    recorder.record(1, ...display('a', 'old'))
    const [, content] = display('a', 'new')
    assert.equal(recorder.record(2, 'update_display_data', content)?.kind, 'updated')
    const texts = [0, 1, 2].map(cell =>
      recorder.outputsOf(cell).map(output => 'data' in output && output.data['text/plain']),
    )
    assert.deepEqual(texts, [['new'], ['new'], []])
  })

  it('shows nothing for an update of a display that was never shown', () => {
    const [, content] = display('a', 'new')
    assert.equal(new Recorder().record(0, 'update_display_data', content), undefined)
  })

  it('clears a cell at once, or only when its next output comes', () => {
    const recorder = new Recorder()
    recorder.record(0, ...stream('a'))
    recorder.record(0, 'clear_output', { wait: true })
    assert.equal(recorder.outputsOf(0).length, 1)
    recorder.record(0, ...stream('b'))
    assert.deepEqual(recorder.outputsOf(0), [{ output_type: 'stream', name: 'stdout', text: 'b' }])
    recorder.record(0, 'clear_output', { wait: false })
    assert.deepEqual(recorder.outputsOf(0), [])
  })

  it('ignores messages that show nothing', () => {
    const recorder = new Recorder()
    assert.equal(recorder.record(0, 'execute_input', { code: '1', execution_count: 1 }), undefined)
    assert.deepEqual(recorder.outputsOf(0), [])
  })
})
