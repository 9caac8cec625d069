/** The life of the type service: a real server that is killed, stopped, held up, and used for a long session. */

import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TypeService } from '../../../kernel/front/types/type-service'
import { NotebookFolder } from './notebook-folder'
import { isAlive, stopProcess, until } from './server-process'

const wrong = { source: 'const s: string = 1' }

describe('TypeService', () => {
  const folder = new NotebookFolder()
  let service: TypeService

  beforeEach(() => {
    service = folder.service()
  })

  afterEach(() => service.stop())
  after(() => folder.remove())

  it('answers the first question although nobody has started it', async () => {
    assert.equal((await service.check(wrong)).length, 1)
  })

  it('has no process before it is asked or started', () => {
    service.add({ source: 'const a = 1' })
    assert.equal(service.pid, undefined)
  })

  it('leaves no process when it stops, and gives nothing from then on', async () => {
    await service.check(wrong)
    const { pid } = service
    assert.equal(isAlive(pid), true)
    await service.stop()
    assert.equal(isAlive(pid), false)
    assert.deepEqual(await service.check(wrong), [])
    assert.deepEqual(await service.complete('pro', 3), { items: [], isValue: true })
    assert.equal(await service.hover('process', 1), undefined)
    assert.equal(service.pid, undefined)
  })

  it('leaves no process when the kernel itself is killed', async () => {
    const module = join(__dirname, '..', '..', '..', 'kernel', 'front', 'types', 'type-service')
    const options = { cwd: folder.path, tasklabRoot: join(__dirname, '..', '..', '..') }
    const program = `
      const { TypeService } = require(${JSON.stringify(module)})
      const service = new TypeService(${JSON.stringify(options)})
      service.check({ source: '1' }).then(() => console.log(service.pid))`
    const kernel = spawn(process.execPath, ['-r', 'ts-node/register', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(kernel.stdout, 'data')
    const pid = Number(String(line))
    assert.equal(isAlive(pid), true)
    kernel.kill('SIGKILL')
    await until(() => !isAlive(pid))
  })

  it('comes back with all cells after its server was killed, and gives nothing meanwhile', async () => {
    const deaths: string[] = []
    service = folder.service({ onDeath: how => deaths.push(how) })
    service.add({ source: 'const kept = { inside: 1 }' })
    service.add({ source: 'export const filed = 1', module: 'file.ts' })
    await service.check(wrong)
    const { pid } = service
    const asked = service.complete('kept.', 5)
    process.kill(Number(pid), 'SIGKILL')
    assert.deepEqual(await asked, { items: [], isValue: true })
    await until(() => deaths.length > 0)
    assert.deepEqual(await service.check(wrong), [])
    service.add({ source: 'const more = { added: 1 }' })
    await until(async () => (await service.complete('kept.', 5)).items.length > 0)
    assert.deepEqual(
      (await service.complete('kept.', 5)).items.map(({ label }) => label),
      ['inside'],
    )
    assert.deepEqual(
      (await service.complete('more.', 5)).items.map(({ label }) => label),
      ['added'],
    )
    const imports = "import * as file from './file'\nfile."
    assert.deepEqual(
      (await service.complete(imports, imports.length)).items.map(({ label }) => label),
      ['filed'],
    )
    assert.deepEqual(deaths, ['was ended by SIGKILL'])
    assert.notEqual(service.pid, pid)
  })

  it('gives nothing when the server does not answer in time, and goes on when it does', async () => {
    service = folder.service({ deadline: 60 })
    await until(async () => (await service.check(wrong)).length > 0)
    await stopProcess(service.pid)
    assert.deepEqual(await service.check(wrong), [])
    assert.deepEqual(await service.complete('pro', 3), { items: [], isValue: true })
    process.kill(Number(service.pid), 'SIGCONT')
    await until(async () => (await service.check(wrong)).length > 0)
  })

  it('replaces a server that lives and answers nothing', async () => {
    service = folder.service({ deadline: 60 })
    await until(async () => (await service.check(wrong)).length > 0)
    const { pid } = service
    await stopProcess(pid)
    assert.deepEqual(await service.check(wrong), [])
    await until(async () => (await service.check(wrong)).length > 0)
    assert.notEqual(service.pid, pid)
  })

  it('gives up a question whose asker has gone', async () => {
    await service.check(wrong)
    await stopProcess(service.pid)
    const asker = new AbortController()
    const asked = service.check(wrong, asker.signal)
    asker.abort()
    assert.deepEqual(await asked, [])
    process.kill(Number(service.pid), 'SIGCONT')
  })

  it('does without types where there is no compiler for the machine', async () => {
    const alone = folder.service({ compiler: '/nowhere/tsc' })
    assert.deepEqual(await alone.check(wrong), [])
    assert.equal((await alone.complete('pro', 3)).items.length, 0)
    await alone.stop()
  })

  it('forgets names at a reset', async () => {
    service.add({ source: 'const gone = 1' })
    assert.deepEqual(await service.check({ source: 'gone' }), [])
    service.reset()
    assert.equal((await service.check({ source: 'gone' }))[0]?.message, "Cannot find name 'gone'.")
  })

  it('finds a package that was added while it ran', async () => {
    const cell = { source: "import { late } from 'late-pkg'\nlate.toFixed()" }
    assert.equal((await service.check(cell)).length, 1)
    folder.write('node_modules/late-pkg/package.json', '{ "name": "late-pkg", "types": "index.d.ts" }')
    folder.write('node_modules/late-pkg/index.d.ts', 'export declare const late: number')
    const { pid } = service
    service.packagesChanged()
    await until(() => service.pid !== pid && service.pid !== undefined)
    // an unknown name tells that the new server answers
    await until(async () => (await service.check(wrong)).length > 0)
    assert.deepEqual(await service.check(cell), [])
  })

  it('holds no more cells than names of the session lead to', async () => {
    const atFirst = service.heldCells
    service.add({ source: 'const again = "old"' })
    service.add({ source: 'type T = typeof again; const typed: T = again' })
    for (let index = 0; index < 200; index++) service.add({ source: `const again = "${index}"` })
    for (let index = 0; index < 200; index++) service.add({ source: `console.log(${index})` })
    assert.ok(service.heldCells < atFirst + 30, `${service.heldCells} cells`)
    assert.deepEqual(await service.check({ source: 'const t: T = typed; again.length' }), [])
  })

  it('stays quick over 200 cells', async function () {
    this.timeout(60_000)
    const times: number[] = []
    for (let index = 0; index < 200; index++) {
      const before = index === 0 ? '1' : `v${Math.max(0, index - 1 - (index % 7))}.length`
      const source = `interface I${index} { x: number }\nconst v${index}: I${index}[] = [{ x: ${before} }]`
      const start = performance.now()
      assert.deepEqual(await service.check({ source }), [])
      times.push(performance.now() - start)
      service.add({ source })
    }
    const start = performance.now()
    const { items } = await service.complete('v199[0].', 8)
    const completion = performance.now() - start
    assert.deepEqual(
      items.map(({ label }) => label),
      ['x'],
    )
    const median = (from: number, to: number): number =>
      times.slice(from, to).sort((a, b) => a - b)[(to - from) / 2] ?? 0
    // generous: other tests may run beside this one; unbounded growth would be far beyond
    assert.ok(median(180, 200) < 10 * median(10, 30) + 50, `${median(10, 30)} ms, then ${median(180, 200)} ms`)
    assert.ok(completion < 1_000, `${completion} ms`)
  })
})
