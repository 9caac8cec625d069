import { strict as assert } from 'node:assert'
import { StoreFailure } from '../../../lib/store/database'
import { GroupWriter, type Write } from '../../../lib/store/group-writer'

const turn = () => new Promise<void>(resolve => setImmediate(resolve))

describe('GroupWriter', () => {
  let groups: { readonly size: number; readonly durable: boolean }[]
  let failWith: StoreFailure['kind'] | undefined
  let failures: string[]
  let thrown: unknown[]
  let writer: GroupWriter
  const shower = { threw: (error: unknown) => thrown.push(error) }
  const write: Write = { write: () => undefined }

  beforeEach(() => {
    groups = []
    failures = []
    thrown = []
    failWith = undefined
    writer = new GroupWriter({
      commit(writes, durable) {
        if (failWith !== undefined) throw new StoreFailure(failWith, failWith)
        groups.push({ size: writes.length, durable })
      },
      failed(failure) {
        failures.push(failure.kind)
        writer.stop()
      },
    })
  })

  it('commits what one turn of the event loop brings as one group, and then shows it in order', async () => {
    const shown: string[] = []
    for (const name of ['a', 'b']) {
      writer.add(write)
      writer.show(() => shown.push(name), shower)
      await null
    }
    assert.deepEqual(shown, [])
    await turn()
    assert.deepEqual([groups, shown], [[{ size: 2, durable: false }], ['a', 'b']])
  })

  it('forces a group to the disk where one of its writes asks for it, and not the next', async () => {
    writer.add(write)
    writer.add(write, true)
    await turn()
    writer.forceNext()
    writer.add(write)
    await turn()
    writer.add(write)
    await turn()
    assert.deepEqual(
      groups.map(group => group.durable),
      [true, true, false],
    )
  })

  it('commits early when very much waits, and shows it in its turn nevertheless', async () => {
    let shown = 0
    for (let n = 0; n < 5_000; n++) {
      writer.add(write)
      writer.show(() => shown++, shower)
    }
    assert.equal(groups.length, 1)
    assert.equal(shown, 0)
    await turn()
    assert.deepEqual([groups.length, shown], [2, 5_000])
  })

  it('takes what a callback adds into the next group', async () => {
    const shown: string[] = []
    writer.add(write)
    writer.show(() => {
      writer.add(write)
      writer.show(() => shown.push('second'), shower)
      shown.push('first')
    }, shower)
    await turn()
    assert.deepEqual([groups.length, shown], [1, ['first']])
    await turn()
    assert.deepEqual([groups.length, shown], [2, ['first', 'second']])
  })

  it('tells whose callback threw, and calls the others', async () => {
    const shown: string[] = []
    writer.add(write)
    writer.show(() => {
      throw new Error('mine')
    }, shower)
    writer.show(() => shown.push('other'), shower)
    await turn()
    assert.deepEqual([String(thrown[0]), shown], ['Error: mine', ['other']])
  })

  it('waits for a lock to go away', async () => {
    let shown = false
    failWith = 'busy'
    writer.add(write)
    writer.show(() => {
      shown = true
    }, shower)
    await turn()
    assert.deepEqual([shown, failures], [false, []])
    failWith = undefined
    await new Promise(resolve => setTimeout(resolve, 80))
    assert.deepEqual([shown, groups.length], [true, 1])
  })

  it('is over when its file fails: what waited is shown, and what comes at once', async () => {
    const shown: string[] = []
    failWith = 'full'
    writer.add(write)
    writer.show(() => shown.push('waited'), shower)
    await turn()
    assert.deepEqual([shown, failures, writer.writing], [['waited'], ['full'], false])
    writer.show(() => shown.push('later'), shower)
    assert.deepEqual(shown, ['waited', 'later'])
  })

  it('takes nothing after it was closed', async () => {
    writer.add(write)
    writer.close()
    assert.equal(groups.length, 1)
    assert.throws(() => writer.add(write), { code: 'STORE_CLOSED' })
  })
})
