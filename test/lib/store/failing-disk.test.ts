import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { mock } from 'node:test'
import { Success } from '../../../lib/state'
import type { EngineStore } from '../../../lib/store/store'
import { start, write } from './contract'
import { file, folder, open, turn, withFolder } from './store-folder'

const nothing = () => undefined

describe('A store that the disk fails', () => {
  withFolder()
  const told: string[] = []
  const warn = (sentence: string) => told.push(sentence)
  beforeEach(() => told.splice(0))

  async function runInMemory(store: EngineStore): Promise<void> {
    const journal = store.begin(start('r1', { warn }))
    const shown: string[] = []
    journal.change({ slug: 'a', state: Success({ result: 1 }) }, () => shown.push('a'))
    assert.deepEqual(shown, ['a'])
    await journal.end({ type: 'Success' })
    assert.equal(store.line('r1').tasks.get('a')?.whole?.state.result, 1)
    assert.equal(store.find({ flow: 'pings' })?.runId, 'r1')
    assert.equal(told.length, 1)
  }

  it('goes on in memory where the file is damaged, and keeps the file aside as it is', async () => {
    writeFileSync(file, 'this is no database at all, but it is long enough to be looked at as one'.repeat(20))
    const before = readFileSync(file)
    await runInMemory(open())
    assert.match(told[0] ?? '', /is damaged .*It is kept as runs\.sqlite\.damaged-/)
    const aside = readdirSync(folder).find(name => name.includes('.damaged-')) ?? assert.fail()
    assert.deepEqual(readFileSync(join(folder, aside)), before)
  })

  it('makes a new file for the next run after a damaged one was kept aside', async () => {
    writeFileSync(file, 'garbage '.repeat(500))
    const store = open()
    await runInMemory(store)
    await write(store, start('r2', { warn, startedAt: new Date(Date.now() + 5) }), { a: Success({ result: 2 }) })
    assert.equal(open().line('r2').tasks.get('a')?.whole?.state.result, 2)
    assert.equal(store.find({ flow: 'pings' })?.runId, 'r2')
  })

  it('says so where it is only asked for earlier runs, once', () => {
    const warned = mock.method(console, 'warn', () => undefined)
    writeFileSync(file, 'this is no database'.repeat(200))
    const store = open()
    assert.equal(store.find({ flow: 'pings' }), undefined)
    assert.equal(store.find({ flow: 'pings' }), undefined)
    const [call, ...more] = warned.mock.calls
    mock.restoreAll()
    const expected = /is damaged .* It is kept as runs\.sqlite\.damaged-\S+ The runs in it are not known\.$/
    assert.match(String(call?.arguments[0]), expected)
    assert.equal(more.length, 0)
  })

  it('goes on in memory where the file is of a newer format, and leaves it alone', async () => {
    const first = open()
    await write(first, start('r0'), {})
    await first.close()
    const database = new DatabaseSync(file)
    database.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE')
    database.close()
    const before = readFileSync(file)
    await runInMemory(open())
    assert.match(told[0] ?? '', /format 99, made by a newer version of tasklab/)
    assert.deepEqual(readFileSync(file), before)
    assert.deepEqual(readdirSync(folder), ['runs.sqlite'])
    await assert.rejects(open().runs(), { code: 'STORE_NEWER' })
  })

  it('goes on in memory where the file is another program’s, and leaves it alone', async () => {
    const database = new DatabaseSync(file)
    database.exec('CREATE TABLE theirs (x)')
    database.close()
    const before = readFileSync(file)
    await runInMemory(open())
    assert.match(told[0] ?? '', /another program/)
    assert.deepEqual(readFileSync(file), before)
  })

  it('goes on in memory where the folder cannot be made', async () => {
    writeFileSync(join(folder, 'a-file'), '')
    await runInMemory(open(join(folder, 'a-file', 'runs.sqlite')))
    assert.match(told[0] ?? '', /cannot be/)
  })

  it('goes on in memory when the file fails in the middle of a run, and shows what waited', async () => {
    const store = open()
    const journal = store.begin(start('r1', { warn }))
    journal.change({ slug: 'a', state: Success({ result: 1 }) }, nothing)
    await turn()
    const vandal = new DatabaseSync(file)
    vandal.exec('DROP TABLE change')
    vandal.close()
    const shown: string[] = []
    journal.change({ slug: 'b', state: Success({ result: 2 }) }, () => shown.push('b'))
    assert.equal(shown.length, 0)
    await turn()
    assert.equal(shown.join(), 'b')
    journal.change({ slug: 'c', state: Success({ result: 3 }) }, () => shown.push('c'))
    assert.equal(shown.join(), 'b,c')
    await journal.end({ type: 'Success', message: 'done' })
    assert.equal(told.length, 1)
    assert.match(told[0] ?? '', /is damaged .*It is kept as .* goes on in memory/)
    const { tasks } = store.line('r1')
    assert.deepEqual(
      ['a', 'b', 'c'].map(slug => tasks.get(slug)?.whole?.state.result),
      [1, 2, 3],
    )
  })

  it('keeps a file aside that turns out damaged in the middle of a run', async () => {
    const store = open()
    await write(store, start('r0'), { a: Success() })
    await store.close()
    const bytes = readFileSync(file)
    // Past the first page, which says what the file is.
    bytes.fill(0x5a, 4096)
    writeFileSync(file, bytes)
    const broken = open()
    const journal = broken.begin(start('r1', { warn }))
    journal.change({ slug: 'a', state: Success({ result: 1 }) }, nothing)
    await journal.end({ type: 'Success' })
    assert.equal(told.length, 1)
    assert.match(told[0] ?? '', /is damaged/)
    assert.ok(readdirSync(folder).some(name => name.includes('.damaged-')))
    assert.equal(broken.line('r1').tasks.get('a')?.whole?.state.result, 1)
    assert.deepEqual(
      (await broken.runs()).map(run => run.runId),
      ['r1'],
    )
  })
})
