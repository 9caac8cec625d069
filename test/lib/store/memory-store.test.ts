import { strict as assert } from 'node:assert'
import { Running, Success } from '../../../lib/state'
import { MemoryStore } from '../../../lib/store/memory-store'
import { start, storeContract } from './contract'

storeContract('MemoryStore', () => new MemoryStore())

describe('MemoryStore', () => {
  it('shows a change at once', () => {
    const shown: string[] = []
    const journal = new MemoryStore().begin(start('r1'))
    journal.change({ slug: 'a', state: Running() }, () => shown.push('a'))
    assert.deepEqual(shown, ['a'])
  })

  it('keeps values as they are, whatever they are', async () => {
    const socket = { send: () => undefined }
    const journal = new MemoryStore().begin(start('r1'))
    const state = journal.change({ slug: 'a', state: Success({ result: socket }) }, () => undefined)
    assert.equal(state.result, socket)
    assert.equal(state.notStored, undefined)
  })
})
