import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { isAlive, thisProcess } from '../../../lib/store/liveness'

const { identity, running } = thisProcess()
const NOW = 1_000_000
const ago = (seconds: number) => NOW - seconds * 1_000

describe('A run that has not ended is alive', () => {
  it('in this process as long as it goes on here', () => {
    assert.equal(isAlive('r1', identity, NOW, NOW), false)
    running.add('r1')
    assert.equal(isAlive('r1', identity, ago(999), NOW), true)
    running.delete('r1')
  })

  it('in another process of this machine as long as that lives', async function () {
    if (process.platform === 'win32') this.skip()
    const script = `console.log(JSON.stringify(require(${JSON.stringify(require.resolve('../../../lib/store/liveness'))}).thisProcess().identity)); setInterval(() => {}, 1e6)`
    const child = spawn(process.execPath, ['-r', require.resolve('ts-node/register'), '-e', script], {
      cwd: `${__dirname}/../../..`,
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const theirs = JSON.parse(String(line)) as typeof identity
    assert.equal(theirs.pid, child.pid)
    assert.equal(isAlive('r1', theirs, ago(999), NOW), true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal(isAlive('r1', theirs, NOW, NOW), false)
  }).timeout(20_000)

  it('not when its process id has been given to another process since', () => {
    const reused = { ...identity, session: 'theirs', start: identity.start.replace(/\d+$/, '1') }
    assert.equal(isAlive('r1', reused, NOW, NOW), false)
  })

  it('not after the machine was started again', () => {
    const rebooted = {
      ...identity,
      session: 'theirs',
      start: `another-boot/${identity.start.split('/').slice(1).join('/')}`,
    }
    assert.equal(isAlive('r1', rebooted, NOW, NOW), false)
  })

  it('on another machine, or in another container, as long as its heartbeat is younger than 30 seconds', () => {
    const [boot, , time] = identity.start.split('/')
    const elsewhere = { ...identity, session: 'theirs', machine: 'elsewhere' }
    const container = { ...identity, session: 'theirs', start: `${boot}/pid:[1]/${time}` }
    for (const owner of [elsewhere, container]) {
      assert.equal(isAlive('r1', owner, ago(29), NOW), true)
      assert.equal(isAlive('r1', owner, ago(31), NOW), false)
    }
  })
})
