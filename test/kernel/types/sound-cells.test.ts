/** Which cells are not checked when they run again, by a real server: only those that mean what they meant. */

import { strict as assert } from 'node:assert'
import type { CellSource, TypeService } from '../../../kernel/front/types/type-service'
import { NotebookFolder } from './notebook-folder'
import { stopProcess, until } from './server-process'

const wrong = { source: 'const s: string = 1' }
const uses = 'base.toFixed(2) + other'

/** Cells of which the last rests on `late.ts`. */
const resting: readonly { readonly what: string; readonly cells: readonly CellSource[] }[] = [
  { what: 'that it imports', cells: [{ source: "import { late } from './late'\nlate.toFixed()" }] },
  { what: 'that it imports as a template', cells: [{ source: '(await import(`./late`)).late.toFixed()' }] },
  { what: 'whose types it adds to', cells: [{ source: "declare module './late' { interface Late { is: number } }" }] },
  { what: 'by another cell', cells: [{ source: "import { late } from './late'" }, { source: 'late.toFixed()' }] },
  { what: 'with globals', cells: [{ source: "import './late'" }, { source: 'everywhere.toFixed()' }] },
  {
    what: 'by a kept cell with globals',
    cells: [
      { source: "import { late } from './late'\ndeclare global { var filed: typeof late }", module: 'kept.ts' },
      { source: 'filed.toFixed()' },
    ],
  },
]
const lateOf = (type: string): string =>
  `export declare const late: ${type}\nexport interface Late { is: ${type} }\ndeclare global { var everywhere: ${type} }`

describe('A cell that runs again', () => {
  const folder = new NotebookFolder()
  let service: TypeService

  beforeEach(async () => {
    service = folder.service()
    await run('const base = 1\nconst other = 2')
    assert.equal(await run(uses), 0)
  })

  afterEach(() => service.stop())
  after(() => folder.remove())

  /** The server is stopped: only what is known already has an answer. */
  async function known(source: string, title?: string): Promise<boolean> {
    await stopProcess(service.pid)
    const asker = new AbortController()
    const answer = service.check({ source, ...(title && { title }) }, asker.signal).then(() => 'known')
    const soon = new Promise(resolve => setImmediate(resolve, 'asked')) // a question waits for the server
    const is = (await Promise.race([answer, soon])) === 'known'
    asker.abort()
    process.kill(Number(service.pid), 'SIGCONT')
    return is
  }

  /** How many errors a cell has, as it runs. */
  async function run(cell: string | CellSource): Promise<number> {
    const ran = typeof cell === 'string' ? { source: cell } : cell
    const found = service.check(ran)
    service.add(ran)
    return (await found).length
  }

  it('is known to have no errors, without a question', async () => {
    assert.equal(await known(uses), true)
    assert.equal(await run(uses), 0)
    assert.equal(await known(uses, 'Cell [9]'), true)
  })

  it('is known also when cells have run that it does not use', async () => {
    await run('const more = 3')
    await run('const base2 = more')
    assert.equal(await known(uses), true)
  })

  it('is checked where it had an error', async () => {
    assert.equal(await run('base.nowhere'), 1)
    assert.equal(await known('base.nowhere'), false)
  })

  it('is checked where a name that it uses is another one', async () => {
    await run("const base = 'text'")
    assert.equal(await known(uses), false)
    assert.equal((await service.check({ source: uses }))[0]?.message.slice(0, 27), "Property 'toFixed' does not")
  })

  it('is checked where a cell changes what every cell sees', async () => {
    await run('declare global { interface Number { toFixed(strange: string): string } }')
    assert.equal(await known(uses), false)
  })

  it('is checked after a reset, and after packages have changed', async () => {
    service.packagesChanged()
    await until(async () => (await service.check(wrong)).length > 0)
    assert.equal(await known(uses), false)
    assert.equal(await run(uses), 0)
    service.reset()
    assert.equal((await service.check({ source: uses })).length, 2)
  })

  it('is checked by a new server, which may have read other packages', async () => {
    process.kill(Number(service.pid), 'SIGKILL')
    await until(async () => (await service.check(wrong)).length > 0)
    assert.equal(await known(uses), false)
  })

  for (const { what, cells } of resting) {
    it(`is checked where a local file has changed ${what}`, async () => {
      folder.write('late.ts', lateOf('number'))
      for (const cell of cells) assert.equal(await run(cell), 0)
      const last = cells.at(-1)?.source ?? ''
      assert.equal(await known(last), true)
      folder.write('late.ts', lateOf("'a text'"))
      assert.equal(await known(last), false)
      assert.equal(await run(last), 1)
    })
  }

  it('is checked where what was typed during its check had changed what every cell sees', async () => {
    const typed = 'declare global { var unsaid: number }\nunsaid.'
    const [, errors] = await Promise.all([service.complete(typed, typed.length), run('unsaid.toFixed()')])
    assert.equal(errors, 0)
    assert.equal(await run('unsaid.toFixed()'), 1)
  })

  it('is checked where a cell that never ran had changed what every cell sees during its check', async () => {
    await service.stop()
    service = folder.service() // it is told of both at once
    const errors = run('unsaid.toFixed()')
    await service.check({ source: 'declare global { var unsaid: number }' })
    assert.equal(await errors, 0)
    await run('1')
    assert.equal(await run('unsaid.toFixed()'), 1)
  })

  it('leaves what others see as it was, where it means another thing now and does not run', async () => {
    const augments = 'declare global { var told: Told }'
    await run('type Told = number')
    await run(augments)
    await run('type Told = string')
    await service.check({ source: augments })
    assert.equal(await run('told.toFixed()'), 0)
  })

  it('does not disturb a check of a later cell that is still under way', async () => {
    const checks = [run('const later = base.nowhere'), run('const more = base.toFixed()')]
    await run('const base = 1\nconst other = 2')
    assert.deepEqual(await Promise.all(checks), [1, 0])
  })
})
