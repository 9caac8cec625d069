/** What the table of cells cannot say: names given, loops interrupted, speed. */

import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CellBindings } from '../../../kernel/cell/bindings'
import { namings, TestSession } from './harness'

describe('A session of cells', () => {
  let session: TestSession

  beforeEach(() => {
    session = new TestSession()
  })

  afterEach(() => session.close())

  const value = async (cell: string): Promise<unknown> => {
    const outcome = await session.run(cell)
    if ('thrown' in outcome) throw outcome.thrown
    return outcome.value
  }

  it('tells what a call returns the name of its variable', async () => {
    namings.length = 0
    await value('const make = (x) => ({ x })\nconst first = make(1), other = { y: 1 }\nlet second = make(2)')
    await value('const first = make(3)\nsecond = make(4)')
    deepEqual(
      namings.map(({ name, value }) => [name, value]),
      [
        ['first', { x: 1 }],
        ['second', { x: 2 }],
        ['first', { x: 3 }],
      ],
    )
  })

  it('has put the values of a loop back before it says that the loop has ended', () => {
    const scope = { n: 1 }
    const told: unknown[] = []
    const bindings = new CellBindings(scope, { onLoop: goesOn => told.push([goesOn, scope.n, bindings.copied]) })
    bindings.enter('n')
    bindings.leave({ n: 2 })
    deepEqual(told, [
      [true, 1, 'n'],
      [false, 2, undefined],
    ])
  })

  it('runs a loop of the top level as fast as a module does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cell-speed-'))
    const code = 'let s = 0; for (let i = 0; i < 1e7; i++) s += i'
    const ratios: number[] = []
    for (let round = 0; round < 3; round++) {
      const file = join(folder, `${round}.mjs`)
      writeFileSync(file, code)
      const inModule = await time(() => import(pathToFileURL(file).href))
      const inCell = await time(() => value(code))
      ratios.push(inCell / inModule)
    }
    rmSync(folder, { recursive: true })
    // on a variable that lies in the global object the ratio is 5
    ok(Math.min(...ratios) < 2, `ratios ${ratios}`)
  })

  it('forgets names, and lets them be declared again', async () => {
    await value('const a = 1; function f() {}')
    session.forget()
    equal(await value('typeof a + typeof f'), 'undefinedundefined')
    equal(await value('let a = 2, f = 3; a + f'), 5)
  })

  it('leaves the global object to the packages', async () => {
    await value('const process = 1, document = 2, Node = 3; function fetch() {} class Worker {}')
    deepEqual([typeof process, 'document' in globalThis, 'Node' in globalThis], ['object', false, false])
    ok(String(globalThis.fetch).length > 30)
  })
})

async function time(fn: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await fn()
  return performance.now() - start
}
