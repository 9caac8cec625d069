/** What the compiler says of cells, one after another in a session: by a real server. */

import { strict as assert } from 'node:assert'
import type { TypeService } from '../../../kernel/front/types/type-service'
import { bad, type Finding, good } from './checked-cells'
import { NotebookFolder } from './notebook-folder'

describe('TypeService.check', () => {
  const folder = new NotebookFolder()
  let service: TypeService

  before(() => {
    service = folder.service()
  })

  after(async () => {
    await service.stop()
    folder.remove()
  })

  async function findings(cells: readonly string[]): Promise<Finding[]> {
    service.reset()
    let last: Finding[] = []
    for (const [index, source] of cells.entries()) {
      const cell = { source, title: `Cell [${index + 1}]` }
      const found = await service.check(cell)
      service.add(cell)
      last = found.map(({ line, column, message }) => [`${line}:${column}`, message])
    }
    return last
  }

  for (const [title, cells] of good) {
    it(`finds nothing wrong with ${title}`, async () => assert.deepEqual(await findings(cells), []))
  }

  for (const [title, cells, ...expected] of bad) {
    it(`reports ${title}`, async () => assert.deepEqual(await findings(cells), expected))
  }

  it('says nothing of plain JavaScript, and knows its types all the same', async () => {
    service.reset()
    const script = { source: 'const add = (a, b = 1) => a + b', isUnchecked: true }
    assert.deepEqual(await service.check(script), [])
    service.add(script)
    const [found] = await service.check({ source: "add(1, 'x')" })
    assert.equal(found?.message, "Argument of type 'string' is not assignable to parameter of type 'number'.")
  })

  it('gives the end, the code and the severity too', async () => {
    const [found] = await service.check({ source: 'const s: string = 1' })
    assert.deepEqual(found, {
      line: 1,
      column: 7,
      endLine: 1,
      endColumn: 8,
      code: 2322,
      severity: 'error',
      message: "Type 'number' is not assignable to type 'string'.",
    })
  })

  it('takes the word of the compilation on what a cell declares', async () => {
    service.reset()
    service.add({
      source: 'var a = 1; for (var deep = 0; deep < 1; deep++);',
      declares: [{ name: 'deep', kind: 'var' }],
    })
    const found = await service.check({ source: 'deep.toFixed(); a' })
    assert.deepEqual(
      found.map(({ message }) => message),
      ["Cannot find name 'a'."],
    )
  })

  it('knows of names that a cell only says there are, and of namespaces that hold types alone', async () => {
    service.reset()
    // neither leaves anything to run: its compilation declares nothing
    const source = [
      'declare let level: number, { deep }: { deep: string }',
      'declare function over(a: string): void\ndeclare class Far { near: Far }\ndeclare module Old.Inner { const a: 1 }',
      'namespace Types { export type Id = string }',
    ].join('\n')
    service.add({ source, declares: [] })
    const user = 'level = 2; deep.length; over(deep); new Far().near; Old.Inner.a; const id: Types.Id = deep'
    assert.deepEqual(await service.check({ source: user }), [])
  })

  it('reads a cell by the names that it found, however many ran before its check had ended', async () => {
    service.reset()
    const found = ['let n = 1', '[n] = [2]; n.toFixed()', "let n = 'text'", 'n.length'].map(source => {
      const checking = service.check({ source })
      service.add({ source })
      return checking
    })
    assert.deepEqual(await Promise.all(found), [[], [], [], []])
  })

  it('leaves a module to its new cell when the one before was forgotten during its check', async () => {
    service.reset()
    await service.check({ source: '1' })
    service.add({ source: 'let n = 1' })
    const forgotten = service.check({ source: '[n] = [2]' })
    await new Promise(resolve => setImmediate(resolve)) // it is asked
    service.reset()
    assert.deepEqual(await service.check({ source: 'const mine = 1' }), [])
    await forgotten
    service.add({ source: 'const mine = 1' })
    const [found] = await service.check({ source: 'mine.nowhere' })
    assert.equal(found?.message, "Property 'nowhere' does not exist on type '1'.")
  })

  it('reads JSX only where a cell may hold it, by what makes its elements, from earlier cells too', async () => {
    service.reset()
    const source = "const Frame = () => <><p title='x'>Don't</p></>"
    const codes = async (source: string, isJsx: boolean): Promise<number[]> =>
      (await service.check({ source, isJsx })).map(({ code }) => code)
    assert.deepEqual(new Set(await codes(source, true)), new Set([2874, 2879])) // React is not in scope
    assert.notDeepEqual(await codes(source, false), [])
    const own = '/**\n * @jsx own\n */\nconst own = (...parts: unknown[]) => parts\nconst p = <p>text</p>'
    assert.deepEqual(await codes(own, true), [])
    service.add({ source: 'const React = { createElement() {}, Fragment: 1 }\nconst h = React.createElement' })
    assert.deepEqual(await codes(source, true), [])
    assert.deepEqual(await codes('/** @jsx h */\nconst p = <p>text</p>', true), [])
    service.add({ source, isJsx: true })
    assert.deepEqual(await codes('Frame().length; <string>"cast"', false), [])
  })

  it('knows a cell that is kept as a file by its imports, as its newest text', async () => {
    service.reset()
    const messages = async (source: string, module?: string): Promise<string[]> =>
      (await service.check({ source, ...(module !== undefined && { module }) })).map(({ message }) => message)
    const user = "import { size } from './kept'\nsize.toFixed()"
    assert.match(String(await messages(user)), /Cannot find module '\.\/kept'/)
    assert.deepEqual(await messages("export const size = 'shown'", 'kept.ts'), [])
    assert.match(String(await messages(user)), /Cannot find module '\.\/kept'/, 'it was not taken')
    service.add({ source: "import { answer } from './answer'\nexport const size = answer", module: 'kept.ts' })
    assert.deepEqual(await messages(user), [])
    assert.deepEqual(await messages('export const size: number = 1\nsize = 2', 'kept.ts'), [
      "Cannot assign to 'size' because it is a constant.",
    ])
    const augmenting = "declare module 'local-pkg' { export interface Late { a: number } }\nexport {}"
    assert.deepEqual(await messages(augmenting, 'augments.ts'), [])
    service.add({ source: augmenting, module: 'augments.ts' })
    assert.deepEqual(await messages("import type { Late } from 'local-pkg'\nconst late: Late = { a: 1 }"), [])
    service.add({ source: "export const size = ['now']", module: 'kept.tsx', isJsx: true })
    assert.match(String(await messages(user)), /'toFixed' does not exist on type 'string\[\]'/)
  })

  it('forgets what was typed and never run', async () => {
    service.reset()
    await service.complete('declare global { type Typed = string }\npro', 42)
    assert.deepEqual(await service.check({ source: 'declare global { type Typed = string }' }), [])
  })

  it('sees a local file that was changed, made or removed since, and what that one imports', async () => {
    const messages = async (source: string): Promise<string[]> =>
      (await service.check({ source })).map(({ message }) => message)
    const cell = "import { late } from './late'\nlate.toFixed()"
    service.reset()
    assert.match(String(await messages(cell)), /Cannot find module '\.\/late'/)
    folder.write('late.ts', "export { late } from './later'")
    folder.write('later.ts', 'export const late = 1')
    assert.deepEqual(await messages(cell), [])
    folder.write('later.ts', "export const late = 'text'")
    assert.match(String(await messages(cell)), /Property 'toFixed' does not exist/)
    folder.remove('late.ts')
    assert.match(String(await messages(cell)), /Cannot find module '\.\/late'/)
  })
})
