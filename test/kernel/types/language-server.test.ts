import { strict as assert } from 'node:assert'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import { compilerPath } from '../../../kernel/front/types/compiler-path'
import { LanguageServer } from '../../../kernel/front/types/language-server'

const root = join(__dirname, '..', '..', '..')

describe('LanguageServer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-server-'))
  after(() => rmSync(folder, { recursive: true }))
  afterEach(() => mock.timers.reset())

  it('replaces a server that dies at once after growing pauses', async () => {
    const executable = join(folder, 'dies')
    writeFileSync(executable, '#!/bin/sh\nexit 3\n')
    chmodSync(executable, 0o755)
    mock.timers.enable({ apis: ['setTimeout'] })
    let died: (how: string) => void = () => undefined
    const death = (): Promise<string> => new Promise(resolve => (died = resolve))
    const server = new LanguageServer({
      executable,
      cwd: folder,
      onReady: () => Promise.resolve(),
      onEnd: how => died(how),
    })
    let next = death()
    server.start()
    for (const pause of [0, 500, 2_000, 10_000, 60_000, 60_000]) {
      assert.equal(await next, 'ended with code 3')
      assert.equal(await server.connection(), undefined)
      next = death()
      if (pause > 0) mock.timers.tick(pause - 1)
      assert.equal(server.pid, undefined)
      mock.timers.tick(1)
      assert.notEqual(server.pid, undefined)
    }
    await next
    await server.stop()
  })

  it('has no connection when its program cannot be started', async () => {
    const ends: string[] = []
    const server = new LanguageServer({
      executable: join(folder, 'missing'),
      cwd: folder,
      onReady: () => Promise.resolve(),
      onEnd: how => ends.push(how),
    })
    server.start()
    assert.equal(await server.connection(), undefined)
    await server.stop()
    assert.match(String(ends), /did not start: .*ENOENT/)
  })
})

describe('compilerPath', () => {
  it('finds the native compiler of this machine', () => {
    assert.equal(existsSync(String(compilerPath(root))), true)
  })

  it('finds nothing for a machine that no package fits', () => {
    assert.equal(compilerPath(root, { platform: 'plan9', arch: 'x64' }), undefined)
    assert.equal(compilerPath(folderWithoutPackage), undefined)
  })
})

const folderWithoutPackage = tmpdir()
