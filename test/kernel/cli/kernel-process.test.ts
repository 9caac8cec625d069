import { strict as assert } from 'node:assert'
import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { KernelProcess } from '../../../kernel/cli/kernel-process'
import { readConnectionFile } from '../../../kernel/wire/connection'
import { fakeSpec } from './fake-session'

describe('KernelProcess', () => {
  /** A process that tells the path it was given, and waits. */
  function start(code: string): Promise<KernelProcess> {
    const spec = {
      ...fakeSpec(),
      argv: [process.execPath, '-e', code, '{connection_file}'],
      env: { GREETING: 'hello' },
    }
    return KernelProcess.start(spec, process.cwd())
  }

  const tellFile = 'console.error(process.argv[1], process.env.GREETING); process.exit(3)'
  const wait = 'setInterval(() => {}, 1000)'

  it('gives the kernel a connection file that only this user can read, and its environment', async () => {
    const kernel = await start(tellFile)
    const { code, stderr } = await kernel.exited
    const [file = '', greeting] = stderr.split(/ (?=hello$)/)
    assert.deepEqual([code, greeting], [3, 'hello'])
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700)
    assert.deepEqual(readConnectionFile(file), kernel.connection)
    kernel.kill()
    assert.ok(!existsSync(dirname(file)))
  })

  it('gives every kernel a key and ports of its own', async () => {
    const [a, b] = await Promise.all([start(tellFile), start(tellFile)])
    await Promise.all([a.exited, b.exited])
    assert.notEqual(a.connection.key, b.connection.key)
    const ports = [...Object.values(a.connection.ports), ...Object.values(b.connection.ports)]
    assert.equal(new Set(ports).size, 10)
    a.kill()
    b.kill()
  })

  it('tells how the process ended, also one that was never there', async () => {
    const killed = await start(wait)
    killed.kill()
    assert.equal((await killed.exited).signal, 'SIGKILL')
    const missing = await KernelProcess.start({ ...fakeSpec(), argv: ['/no/such/program'] }, process.cwd())
    assert.match((await missing.exited).stderr, /ENOENT/)
    missing.kill()
  })

  it('leaves no listener on this process', async () => {
    const before = process.listenerCount('exit')
    const kernel = await start(wait)
    assert.equal(process.listenerCount('exit'), before + 1)
    kernel.kill()
    assert.equal(process.listenerCount('exit'), before)
  })
})
