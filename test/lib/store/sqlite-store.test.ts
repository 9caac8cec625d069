import { strict as assert } from 'node:assert'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Cached, Failed, Retrying, Running, Skipped, Success, TimedOut } from '../../../lib/state'
import { registerSecret } from '../../../lib/store/secrets'
import { StoreFile } from '../../../lib/store/store-file'
import { start, storeContract, write } from './contract'
import { file, folder, open, turn, withFolder } from './store-folder'

const nothing = () => undefined

describe('The embedded store', () => {
  withFolder()
  storeContract('SqliteStore', () => open())
  storeContract('SqliteStore in memory', () => open(':memory:'))
})

describe('SqliteStore', () => {
  withFolder()
  it('shows a change only when another process would find it in the file', async () => {
    const journal = open().begin(start('r1'))
    const reader = open()
    const seen: (string | undefined)[] = []
    const look = () => seen.push(reader.line('r1').tasks.get('a')?.whole?.state.type)
    journal.change({ slug: 'a', state: Running() }, look)
    assert.equal(reader.line('r1').tasks.size, 0)
    assert.deepEqual(seen, [])
    await turn()
    journal.change({ slug: 'a', state: Success() }, look)
    await journal.end({ type: 'Success' })
    assert.deepEqual(seen, ['Running', 'Success'])
  })

  it('writes a task that changes twice in one turn once', async () => {
    const journal = open().begin(start('r1'))
    const shown: string[] = []
    journal.change({ slug: 'a', state: Running() }, () => shown.push('Running'))
    journal.change({ slug: 'a', state: Success() }, () => shown.push('Success'))
    await journal.end({ type: 'Success' })
    assert.deepEqual(shown, ['Running', 'Success'])
    const database = new DatabaseSync(file)
    assert.deepEqual({ ...database.prepare('SELECT count(*) AS rows FROM change').get() }, { rows: 1 })
    database.close()
  })

  it('reads a result when the task is done, not when it is written', async () => {
    const store = open()
    const journal = store.begin(start('r1'))
    const list = [1]
    journal.change({ slug: 'a', state: Success({ result: list }) }, nothing)
    list.push(2)
    await journal.end({ type: 'Success' })
    assert.deepEqual(store.line('r1').tasks.get('a')?.whole?.state.result, [1])
  })

  it('finds everything again in a file that was closed', async () => {
    const store = open()
    await write(store, start('r1', { version: '2' }), { a: Success({ result: { deep: [new Date(0)] } }) })
    await store.close()
    const again = open()
    assert.deepEqual(again.line('r1').tasks.get('a')?.whole?.state.result, { deep: [new Date(0)] })
    assert.equal((await again.runs())[0]?.runId, 'r1')
  })

  it('keeps a large value in a file of its own, once, until nobody needs it', async () => {
    const store = open()
    const large = 'x'.repeat(200_000)
    await write(store, start('r1'), { a: Success({ result: large }) })
    await write(store, start('r2'), { a: Success({ result: large }) })
    const values = () => readdirSync(`${file}-values`, { recursive: true, withFileTypes: true }).filter(e => e.isFile())
    assert.equal(values().length, 1)
    assert.equal(store.line('r2').tasks.get('a')?.whole?.state.result, large)
    await store.remove('r1')
    assert.equal(store.line('r2').tasks.get('a')?.whole?.state.result, large)
    await store.remove('r2')
    assert.equal(values().length, 0)
  })

  it('removes files of values that a killed process left behind', async () => {
    const store = open()
    const large = 'x'.repeat(200_000)
    await write(store, start('r1'), { a: Success({ result: large }) })
    await turn()
    await store.close()
    const name = 'ab'.repeat(32)
    mkdirSync(join(`${file}-values`, 'ab'), { recursive: true })
    for (const end of ['', '.4711']) writeFileSync(join(`${file}-values`, 'ab', name + end), 'left behind')
    const again = open()
    await write(again, start('r2'), {})
    await turn()
    assert.deepEqual(readdirSync(join(`${file}-values`, 'ab')), [])
    assert.equal(again.line('r1').tasks.get('a')?.whole?.state.result, large)
  })

  it('forces failures, retries and the end of a run to the disk, and nothing else', async () => {
    const forced: boolean[] = []
    const { commit } = StoreFile.prototype
    StoreFile.prototype.commit = function (writes, durable) {
      forced.push(durable)
      commit.call(this, writes, durable)
    }
    try {
      const journal = open().begin(start('r1'))
      for (const state of [Success(), Failed(), Running(), Retrying(), TimedOut(), Skipped()]) {
        journal.change({ slug: state.type, state }, nothing)
        await turn()
      }
      await journal.end({ type: 'Success' })
    } finally {
      StoreFile.prototype.commit = commit
    }
    assert.deepEqual(forced, [false, true, false, true, true, false, true])
  })

  it('writes a result once, however many tasks take it, alone or in a list', async () => {
    const store = open()
    const journal = store.begin(start('r1'))
    const [big, list] = [{ text: 'x'.repeat(5_000) }, 'y'.repeat(5_000)]
    journal.change({ slug: 'a', state: Success({ result: big }) }, nothing)
    journal.change({ slug: 'b', state: Success({ result: list }) }, nothing)
    for (let n = 0; n < 20; n++) {
      const inputs = { big, all: [list, big, 1], by: { list } }
      journal.change({ slug: `c-${n}`, state: Success({ result: n }), inputs }, nothing)
    }
    journal.change({ slug: 'd', state: Retrying({ cachedInputs: { big } }) }, nothing)
    await journal.end({ type: 'Success' })
    const database = new DatabaseSync(file)
    const { size } = database.prepare('SELECT sum(length(body)) AS size FROM change').get() as { size: number }
    database.close()
    assert.ok(size < 15_000, `${size} characters`)
    const { tasks } = await open().load('r1')
    assert.deepEqual(tasks.find(({ slug }) => slug === 'c-7')?.inputs, { big, all: [list, big, 1], by: { list } })
    const waiting = tasks.find(({ slug }) => slug === 'd')?.state
    assert.deepEqual(waiting?.type === 'Retrying' && waiting.cachedInputs, { big })
  })

  it('keeps the values that a run was given when the run that made them is forgotten', async () => {
    const store = open()
    const large = 'y'.repeat(200_000)
    await write(store, start('r1'), { a: Success({ result: large }), b: Success({ result: 'small' }) })
    const { tasks } = store.line('r1')
    const journal = store.begin(start('r2', { resumedFrom: 'r1' }))
    for (const slug of ['a', 'b']) {
      journal.change({ slug, state: tasks.get(slug)?.whole?.state ?? assert.fail(), given: true }, nothing)
    }
    await journal.end({ type: 'Success' })
    await store.remove('r1')
    const after = store.line('r2').tasks
    assert.equal(after.get('a')?.whole?.state.result, large)
    assert.equal(after.get('b')?.whole?.state.result, 'small')
  })

  it('says which value it could not keep, and has it as long as the process lives', async () => {
    const store = open()
    const journal = store.begin(start('r1'))
    const result = { rows: [1, { close() {} }] }
    const state = journal.change({ slug: 'a', state: Success({ result }) }, nothing)
    await journal.end({ type: 'Success' })
    assert.deepEqual(state.notStored, { path: 'result.rows[1].close', reason: 'a function cannot be stored' })
    assert.equal(store.line('r1').tasks.get('a')?.whole?.state.result, result)
    const elsewhere = open().line('r1').tasks.get('a')?.whole?.state
    assert.equal(elsewhere?.result, undefined)
    assert.deepEqual(elsewhere?.notStored, state.notStored)
  })

  it('keeps an error whose cause cannot be kept, with the cause as text, and says so', async () => {
    const store = open()
    const journal = store.begin(start('r1'))
    const error = new Error('no', { cause: { retry: () => 1 } })
    const state = journal.change({ slug: 'a', state: Failed({ error, message: 'no' }) }, nothing)
    await journal.end({ type: 'Failed' })
    assert.equal(state.notStored?.path, 'error.cause.retry')
    const stored = open().line('r1').tasks.get('a')?.whole?.state.error as Error
    assert.equal(stored.message, 'no')
    assert.equal(stored.cause, '[object Object]')
  })

  it('never writes a secret: not in a result, an input, an error, a message, a log or a parameter', async () => {
    registerSecret('TOKEN', 'hunter2-hunter2')
    const secret = 'hunter2-hunter2'
    const store = open()
    const journal = store.begin(start('r1', { parameters: { key: secret, n: 1 } }))
    const result = journal.change({ slug: 'secret', state: Success({ result: secret }) }, nothing)
    const inputs = { token: secret, page: 1 }
    journal.change({ slug: 'a', state: Success({ result: Buffer.from(secret) }), inputs }, nothing)
    journal.change({ slug: 'b', state: Failed({ error: new Error(`401 for ${secret}`), message: secret }) }, nothing)
    journal.change({ slug: 'c', state: Retrying({ error: new Error(secret), cachedInputs: inputs }), inputs }, nothing)
    const cached = Cached({ result: 1, cachedInputs: inputs, expiresAt: new Date(1e13) })
    journal.change({ slug: 'd', state: Success({ result: 1, cached }), inputs }, nothing)
    journal.log({ at: new Date(), level: 'info', task: 'a', attempt: 1, text: `using ${secret}` })
    await journal.end({ type: 'Failed', message: `with ${secret}` })
    assert.deepEqual(result.notStored, { path: 'result', reason: 'it holds the secret TOKEN' })
    await store.close()
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name))
      assert.equal(bytes.indexOf(secret), -1, name)
      assert.equal(bytes.indexOf(Buffer.from(secret).toString('base64').slice(0, 16)), -1, name)
    }
    const { tasks, parameters } = await open().load('r1')
    assert.deepEqual(parameters, { n: 1 })
    assert.deepEqual(tasks.find(task => task.slug === 'a')?.inputs, { token: '***', page: 1 })
    const waiting = tasks.find(task => task.slug === 'c')?.state
    assert.deepEqual(waiting?.type === 'Retrying' && waiting.cachedInputs, { page: 1 })
  })

  it('tells a value that the disk damaged, and does not use it', async () => {
    const store = open()
    await write(store, start('r1'), { a: Success({ result: 'precious' }) })
    await store.close()
    const database = new DatabaseSync(file)
    database.exec("UPDATE change SET body = replace(body, 'precious', 'previous')")
    database.close()
    const entry = open().line('r1').tasks.get('a')?.whole
    assert.match(entry?.unreadable ?? '', /checksum/)
    assert.equal(entry?.state.result, undefined)
    assert.equal(entry?.state.notStored?.path, 'result')
  })

  it('serves two stores on one file at once', async () => {
    const [one, two] = [open(), open()]
    const first = one.begin(start('r1'))
    const second = two.begin(start('r2'))
    for (let n = 0; n < 50; n++) {
      first.change({ slug: `a-${n}`, state: Success({ result: n }) }, nothing)
      second.change({ slug: `b-${n}`, state: Success({ result: n }) }, nothing)
      if (n % 10 === 0) await turn()
    }
    await Promise.all([first.end({ type: 'Success' }), second.end({ type: 'Success' })])
    assert.equal(two.line('r1').tasks.size, 50)
    assert.equal(one.line('r2').tasks.size, 50)
  })

  it('waits for a lock of another process without holding the run up', async () => {
    const store = open()
    const journal = store.begin(start('r1'))
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    let shown = false
    journal.change({ slug: 'a', state: Success() }, () => {
      shown = true
    })
    await turn()
    assert.equal(shown, false)
    other.exec('COMMIT')
    other.close()
    await journal.end({ type: 'Success' })
    assert.equal(shown, true)
  }).timeout(5_000)
})
