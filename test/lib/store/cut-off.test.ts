import { deepEqual, equal } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoreFile } from '../../../lib/store/store-file'

describe('A transaction that an interrupt cut off', () => {
  let folder: string
  let file: StoreFile
  let other: StoreFile

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-cut-'))
    file = new StoreFile(join(folder, 'runs.sqlite'))
    other = new StoreFile(join(folder, 'runs.sqlite'))
  })

  afterEach(() => {
    file.database.close()
    other.database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const line = { at: new Date(0), level: 'info', task: 'a', attempt: 1, text: 'one' } as const
  const written = (): unknown =>
    other.database
      .prepare('SELECT id, text FROM log')
      .all()
      .map(row => ({ ...row }))

  it('is rolled back by the next one, which others then see', () => {
    file.database.exec('BEGIN IMMEDIATE')
    file.insertLog(1, { ...line, text: 'half' })
    equal(file.database.isTransaction, true)
    file.commit([{ write: () => file.insertLog(1, line) }], false)
    deepEqual(written(), [{ id: 1, text: 'one' }])
  })

  it('may come again although it was done', () => {
    const write = { write: () => file.insertLog(1, line) }
    file.commit([write], true)
    file.commit([write], true)
    deepEqual(written(), [{ id: 1, text: 'one' }])
  })
})
