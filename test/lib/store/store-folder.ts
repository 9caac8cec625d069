/**
 * A folder for each test, and the stores that a test opens in it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forgetSecrets } from '../../../lib/store/secrets'
import { SqliteStore } from '../../../lib/store/sqlite-store'
import type { EngineStore } from '../../../lib/store/store'

/** The folder of this test, and the file of its store. */
export let folder: string
export let file: string
const opened: EngineStore[] = []

/** A store that is closed when the test ends. */
export function open(path = file): SqliteStore {
  const store = new SqliteStore(path)
  opened.push(store)
  return store
}

/** Gives each test of the surrounding block a folder of its own. */
export function withFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-store-'))
    file = join(folder, 'runs.sqlite')
  })
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
    rmSync(folder, { recursive: true, force: true })
    forgetSecrets()
  })
}

/** Lets the group of this turn be committed. */
export const turn = () => new Promise<void>(resolve => setImmediate(resolve))
