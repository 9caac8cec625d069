import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore, usualStore } from '../../../lib/store/open-store'
import { start, write } from './contract'
import { folder, withFolder } from './store-folder'

describe('The usual store', () => {
  withFolder()
  const home = process.env.TASKLAB_HOME
  afterEach(() => {
    if (home === undefined) delete process.env.TASKLAB_HOME
    else process.env.TASKLAB_HOME = home
  })

  it('lies in $TASKLAB_HOME, which keeps itself out of version control', async () => {
    process.env.TASKLAB_HOME = join(folder, 'home')
    const store = usualStore()
    await write(store, start('r1'), {})
    assert.equal(readFileSync(join(folder, 'home', '.gitignore'), 'utf8'), '*\n')
    assert.ok(existsSync(join(folder, 'home', 'runs.sqlite')))
    assert.equal(usualStore(), store)
    assert.equal((await openStore().runs())[0]?.runId, 'r1')
    await store.close()
  })

  it('lies in .tasklab of the folder that the process started in, wherever it goes', () => {
    const there = join(folder, 'there')
    mkdirSync(there)
    const library = join(__dirname, '../../../lib/store/open-store')
    const script = `
      const { usualStore } = require(${JSON.stringify(library)})
      process.chdir(${JSON.stringify(there)})
      const journal = usualStore().begin({ runId: 'r', flow: 'f', startedAt: new Date(), parameters: {} })
      journal.end({ type: 'Success' })`
    const { TASKLAB_HOME: _, ...env } = process.env
    const register = require.resolve('ts-node/register')
    const project = join(__dirname, '../../../tsconfig.json')
    const child = spawnSync(process.execPath, ['-r', register, '-e', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...env, TS_NODE_PROJECT: project },
    })
    assert.equal(child.stderr, '')
    assert.ok(existsSync(join(folder, '.tasklab', 'runs.sqlite')))
    assert.deepEqual(readdirSync(there), [])
  })

  it('refuses a path that is none', () => {
    assert.throws(() => openStore(''), { code: 'BAD_OPTION' })
  })
})
