import { strict as assert } from 'node:assert'
import { Failed, Success } from '../../../lib/state'
import { stateText } from '../../../lib/view/state-text'
import { displayWidth, textTable } from '../../../lib/view/text-table'
import { sampleStates, sampleTask, tutorial } from './sample'

describe('A table of text', () => {
  it('aligns columns, numbers to the right, and leaves no space at the end of a line', () => {
    const columns = [{ title: 'name' }, { title: 'rows', align: 'right' }, { title: 'note' }] as const
    const rows = [
      ['a', '1000', ''],
      ['longer', '7', 'x'],
    ]
    assert.equal(textTable(columns, rows), 'name    rows  note\na       1000\nlonger     7  x')
  })

  it('cuts the widest column where the line would be longer than the terminal', () => {
    const lines = textTable([{ title: 'a' }, { title: 'b' }], [['short', 'x'.repeat(100)]], 30).split('\n')
    assert.equal(lines[1], `short  ${'x'.repeat(22)}…`)
  })

  it('takes from equally wide columns alike, and leaves each what it needs', () => {
    const columns = [{ title: 'a', least: 12 }, { title: 'b' }, { title: 'c' }]
    const [, line = ''] = textTable(columns, [['x'.repeat(14), 'y'.repeat(40), 'z'.repeat(40)]], 36).split('\n')
    assert.deepEqual(
      line.split('  ').map(cell => cell.length),
      [12, 10, 10],
    )
  })

  it('puts every cell on one line and leaves out terminal colours', () => {
    assert.equal(textTable([{ title: 'a' }], [['two\n  \u001b[31mlines\u001b[0m']]), 'a\ntwo lines')
  })

  it('counts what is seen: wide characters twice, combining ones not at all', () => {
    assert.equal(displayWidth('日本'), 4)
    assert.equal(displayWidth('e\u0301'), 1)
    assert.equal(displayWidth('👍'), 2)
    const [, wide, narrow] = textTable(
      [{ title: 'a' }, { title: 'b' }],
      [
        ['日本', 'x'],
        ['abcd', 'y'],
      ],
    ).split('\n')
    assert.deepEqual([wide, narrow], ['日本  x', 'abcd  y'])
  })
})

describe('A state as text', () => {
  it('is an aligned table of its tasks', () => {
    assert.equal(
      stateText(tutorial().first, 200),
      [
        'retry example: Pending("Some terminal tasks are still pending.")',
        'task                   state       message                                                                                     attempts  duration  result',
        'create_payload         ✓ Success   Task run succeeded.                                                                         1 of 1         5 s  "http://127.0.0.1:8080/"',
        'ping_external_service  ↻ Retrying  Retrying Task (after attempt 1 of 2), in 1min: Error: Request failed with status code 418.  1 of 2        5 ms',
      ].join('\n'),
    )
  })

  it('fits into 80 letters where it must', () => {
    for (const line of stateText(tutorial().first, 80).split('\n').slice(1)) assert.ok(displayWidth(line) <= 80, line)
  })

  it('folds a long table and shows what failed', () => {
    const tasks = Array.from({ length: 200 }, (_, index) => sampleTask(`t${index}`))
    const text = stateText(
      sampleStates(tasks.map((task, index) => [task, index === 150 ? Failed({ message: 'boom' }) : Success({})])),
    )
    assert.match(text, /\n… 130 more: 130 Success\nt150 +✗ Failed +boom.*\n… 49 more: 49 Success$/)
  })
})
