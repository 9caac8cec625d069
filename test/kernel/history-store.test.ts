import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { historyFile } from '../../kernel/front/history-file'
import { HistoryStore } from '../../kernel/front/history-store'

describe('HistoryStore', () => {
  let folder: string
  let file: string
  let open: HistoryStore[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    file = join(folder, 'below', 'history.sqlite')
    open = []
  })

  afterEach(() => {
    for (const store of open) store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function store(path = file, log?: (text: string) => void): HistoryStore {
    const made = new HistoryStore(path, log)
    open.push(made)
    return made
  }

  it('keeps cells and results across sessions, which are numbered', () => {
    const first = store()
    first.note(1, 'const a = 1')
    first.note(2, 'a', '1')
    first.close()
    const second = store()
    second.note(1, 'a + 1', '2')
    assert.deepEqual(second.tail(10), [
      { session: 1, line: 1, input: 'const a = 1', output: null },
      { session: 1, line: 2, input: 'a', output: '1' },
      { session: 2, line: 1, input: 'a + 1', output: '2' },
    ])
    assert.deepEqual(
      second.tail(1).map(({ input }) => input),
      ['a + 1'],
    )
  })

  it('knows a cell when it begins, and its result when it has ended', () => {
    const history = store()
    history.note(1, '6 * 7')
    assert.equal(history.tail(1)[0]?.output, null)
    history.note(1, '6 * 7', '42')
    assert.deepEqual(
      history.tail(5).map(({ output }) => output),
      ['42'],
    )
  })

  it('gives a range of this session (0), of the one before it (-1) or of any', () => {
    const first = store()
    for (const line of [1, 2, 3]) first.note(line, `first ${line}`)
    first.close()
    const second = store()
    for (const line of [1, 2, 3]) second.note(line, `second ${line}`)
    const inputs = (...range: Parameters<HistoryStore['range']>) => second.range(...range).map(({ input }) => input)
    assert.deepEqual(inputs(0, 2), ['second 2', 'second 3'])
    assert.deepEqual(inputs(0, 1, 2), ['second 1'])
    assert.deepEqual(inputs(-1, 1, 3), ['first 1', 'first 2'])
    assert.deepEqual(inputs(1, 3, 9), ['first 3'])
    assert.deepEqual(inputs(7, 1), [])
  })

  it('searches by a glob over whole inputs, newest last, each once when asked', () => {
    const history = store()
    const cells = ['let x = 1', 'x', 'x + 1', 'x', 'y']
    for (const [i, input] of cells.entries()) history.note(i + 1, input)
    const search = (...args: Parameters<HistoryStore['search']>) => history.search(...args).map(({ line }) => line)
    assert.deepEqual(search('x*'), [2, 3, 4])
    assert.deepEqual(search('x*', { unique: true }), [3, 4])
    assert.deepEqual(search('x*', { n: 2 }), [3, 4])
    assert.deepEqual(search('?'), [2, 4, 5])
    assert.deepEqual(search('*= [0-9]'), [1])
    assert.deepEqual(search('nothing'), [])
  })

  it('serves two kernels at once, each with a session of its own', () => {
    const [one, other] = [store(), store()]
    one.note(1, 'one')
    assert.equal(one.tail(1)[0]?.session, 1)
    other.note(1, 'other')
    assert.equal(other.tail(1)[0]?.session, 2)
    one.note(2, 'one more')
    assert.deepEqual(
      one.tail(9).map(({ input }) => input),
      ['one', 'one more', 'other'],
    )
  })

  it('is readable by its user alone', () => {
    const history = store()
    history.note(1, 'secret')
    history.tail(1)
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o077, 0)
  })

  it('goes on in memory, and says so once, where the file cannot be used', () => {
    writeFileSync(join(folder, 'plain'), 'no folder')
    writeFileSync(join(folder, 'broken.sqlite'), 'no database at all, but long enough to be taken for one'.repeat(50))
    for (const path of [join(folder, 'plain', 'history.sqlite'), join(folder, 'broken.sqlite')]) {
      const said: string[] = []
      const history = store(path, text => said.push(text))
      history.note(1, 'kept')
      history.note(2, 'kept too')
      assert.equal(history.tail(9).length, 2)
      history.note(3, 'and this')
      assert.equal(history.range(0, 1).length, 3)
      assert.equal(said.length, 1)
      assert.match(said[0] ?? '', /in memory only/)
    }
  })
})

describe('The history file', () => {
  it('lies where each system keeps the data of a user, or where TASKLAB_HISTORY says', () => {
    const table = [
      ['linux', {}, '/home/ann/.local/share/tasklab/history.sqlite'],
      ['linux', { XDG_DATA_HOME: '/data' }, '/data/tasklab/history.sqlite'],
      ['darwin', {}, '/home/ann/Library/Application Support/tasklab/history.sqlite'],
      ['linux', { TASKLAB_HISTORY: ':memory:' }, ':memory:'],
    ] as const
    for (const [platform, env, expected] of table) {
      assert.equal(historyFile({ platform, env, home: '/home/ann' }), expected)
    }
    const windows = { platform: 'win32', env: { APPDATA: 'C:\\Data' }, home: 'C:\\ann' } as const
    assert.equal(historyFile(windows), 'C:\\Data\\tasklab\\history.sqlite')
  })
})
