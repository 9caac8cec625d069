import { strict as assert } from 'node:assert'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Message } from '../../kernel/wire/message'
import { resultOf, TestKernel, textOf, untilTypesAnswer } from './test-kernel'

describe('Cells that are modules', function () {
  this.timeout(60_000)
  let folder: string
  let kernel: TestKernel

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)

  async function run(...cells: readonly string[]): Promise<unknown> {
    let shown: unknown
    for (const code of cells) {
      const answer = await kernel.execute(code)
      assert.equal(answer.reply.status, 'ok', String(answer.reply.evalue))
      shown = resultOf(answer)
    }
    return shown
  }

  async function failure(code: string): Promise<string> {
    const { reply } = await kernel.execute(code)
    assert.equal(reply.status, 'error')
    assert.ok(Array.isArray(reply.traceback))
    return stripVTControlCharacters(reply.traceback.join('\n'))
  }

  /** The type errors under a cell, whenever they come. */
  async function typeErrors(code: string): Promise<string> {
    const { reply } = await kernel.execute(code)
    const isInput = ({ header, content }: Message): boolean =>
      header.msg_type === 'execute_input' && content.execution_count === reply.execution_count
    const cell = kernel.published.find(isInput)?.parent.msg_id
    const text = (): string =>
      kernel.published
        .filter(({ parent, content }) => parent.msg_id === cell && content.name === 'stderr')
        .map(({ content }) => String(content.text))
        .join('')
    await kernel.until(() => text() !== '')
    return stripVTControlCharacters(text())
  }

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'tasklab-modules-')))
    kernel = await TestKernel.start(folder)
    await untilTypesAnswer(kernel)
  })

  after(async () => {
    await kernel?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('do not run, and show nothing, until another cell imports them', async () => {
    const { outputs } = await kernel.execute(
      "/** @module greets */\nconsole.log('loaded')\nexport const greeting = 'Hello'\n",
    )
    assert.deepEqual(
      outputs.map(({ type }) => type),
      ['execute_input'],
    )
    assert.equal(await run('typeof greeting'), "'undefined'")
    const answer = await kernel.execute("import { greeting } from './greets'\ngreeting")
    assert.deepEqual([textOf(answer), resultOf(answer)], ['loaded\n', "'Hello'"])
  })

  it('are loaded again when they run with a new text, with what imports them', async () => {
    write('twice.ts', "import { area } from './shape'\nexport const twice = (side: number) => 2 * area(side)")
    await run('/** @module shape */\nexport const area = (side: number) => side * side')
    await run("/** @module house */\nimport { twice } from './twice'\nexport const house = twice(10)")
    assert.equal(await run("import { house } from './house'\nhouse"), '200')
    await run('/** @module shape */\nexport const area = (side: number) => side + 1')
    assert.equal(await run("import { house } from './house'\nhouse"), '22')
    assert.equal(await run("require('./shape.ts').area(1) + (await import('./shape')).area(1)"), '4')
  })

  it('are loaded once while their text is the same', async () => {
    const counter = '/** @module counter */\nexport const state = { count: 0 }'
    await run(counter, "import { state } from './counter'\nstate.count++", counter)
    assert.equal(await run("import { state as again } from './counter'\nagain.count"), '1')
  })

  it('come before a file of their name, also one that is named as the cells’ own', async () => {
    write('here.ts', "export const where = 'disk'")
    assert.equal(await run("import { where } from './here'\nwhere"), "'disk'")
    await run("/** @module here */\nexport const where = 'cell'")
    assert.equal(await run("import { where } from './here'\nwhere"), "'cell'")
    const read = "import { n } from './notebook'\nn"
    assert.equal(await run('/** @module notebook */\nexport const n = 1', read), '1')
    assert.equal(await run('/** @module notebook */\nexport const n = 2', read), '2')
  })

  it('are in tracebacks by the cell that they are, required too', async () => {
    const cell = "/** @module thrower */\nexport const fail = (): never => {\n  throw new RangeError('far')\n}"
    const { reply } = await kernel.execute(cell)
    const first = `at fail (Cell [${reply.execution_count}], line 3)\n      3 |   throw new RangeError('far')`
    assert.ok((await failure("import { fail } from './thrower'\nfail()")).includes(first))
    assert.ok((await failure("require('./thrower').fail()")).includes(first.replace('fail', 'Object.fail')))
    const again = await kernel.execute(cell)
    assert.ok((await failure('fail()')).includes(`at fail (Cell [${again.reply.execution_count}], line 3)`))
  })

  it('say at once what is wrong with their syntax, in their own lines, and leave what was there', async () => {
    await run('/** @module kept */\nexport const kept = 1')
    const text = await failure('/** @module kept */\n\nexport const kept = = 2')
    assert.match(
      text,
      /^SyntaxError: Expression expected\n {4}at Cell \[\d+\], line 3\n {6}3 \| export const kept = = 2$/m,
    )
    assert.equal(await run("import { kept } from './kept'\nkept"), '1')
  })

  it('with a name that no file can have are refused, with the place of the tag', async () => {
    const text = await failure('/**\n * @module my shape\n */\n1')
    assert.match(
      text,
      /^SyntaxError: "my shape" is no name for a module: letters, digits, .*\/\*\* @module shapes \*\/\.$/m,
    )
    assert.match(text, /at Cell \[\d+\], line 2\n {6}2 \| {2}\* @module my shape\n {13}\^/)
  })

  it('that nobody ran are said to be missing, until they did', async () => {
    await run("/** @module asks */\nimport { later } from './later'\nexport const asked = later")
    assert.match(
      await failure("import { asked } from './asks'"),
      /^Error: Cannot find \.\/later, which Cell \[\d+\] asks for\./,
    )
    assert.equal(
      await run('/** @module later */\nexport const later = 5', "import { asked } from './asks'\nasked"),
      '5',
    )
  })

  it('have types: their own errors are shown under them, and cells that import them are checked', async () => {
    const errors = await typeErrors("/** @module typed */\n\nexport const size: number = 'text'")
    assert.match(errors, /^Cell \[\d+\], line 3: error TS2322: Type 'string' is not assignable to type 'number'\.$/m)
    assert.match(
      await typeErrors("import { size } from './typed'\nsize.length"),
      /Property 'length' does not exist on type 'number'/,
    )
    await run("/** @module typed */\nexport const size = 'text'")
    assert.match(await typeErrors("import { size } from './typed'\nsize.nothing"), /does not exist on type '"text"'/)
  })

  it('have none of the names of cells, as files have none', async () => {
    await run('const session = 1')
    const errors = await typeErrors('/** @module alone */\nexport const seen = session')
    assert.match(errors, /TS2304: Cannot find name 'session'/)
  })

  it('are completed as they are typed, and where they are imported', async () => {
    const matches = async (code: string): Promise<unknown> => {
      const { reply } = await kernel.request('complete_request', { code, cursor_pos: code.length })
      return reply.matches
    }
    await run('/** @module measures */\nexport const metres = 1')
    write('measured.ts', 'export const length = 1')
    assert.deepEqual(await matches("import './mea"), ['measured', 'measures'])
    assert.deepEqual(await matches("import './measures"), ['measures'])
    assert.deepEqual(await matches("import * as measures from './measures'\nmeasures."), ['metres'])
    assert.deepEqual(await matches('/** @module other @jsx */\nconst own = { inner: 1 }\nown.'), ['inner'])
  })

  it('with type errors are not taken under %typecheck strict', async () => {
    await run('/** @module strict */\nexport const n = 1', '%typecheck strict')
    const text = await failure("/** @module strict */\nexport const n: number = 'x'")
    assert.match(text, /line 2: error TS2322/)
    assert.equal(await run("import { n } from './strict'\nn.toFixed(1)"), "'1.0'")
    await failure("/** @module fresh */\nexport const n: number = 'x'")
    assert.match(await failure("import './fresh'"), /TS2882/)
    await run('%typecheck warn')
  })

  it('may hold JSX, for React or what a comment names; they are of one name with those that hold none', async () => {
    await run(
      "/** @module Title\n * @jsx h */\nconst h = (...parts: unknown[]) => parts\nexport const title = <h1>Don't</h1>",
    )
    assert.equal(await run("import { title } from './Title'\ntitle"), "[ 'h1', null, \"Don't\" ]")
    await run('/** @module Title */\nexport const title = <string>"plain"')
    assert.equal(await run("import { title } from './Title'\ntitle"), "'plain'")
    assert.match(await failure('/** @module Title */\nexport const title = <h1>Hello</h1>'), /^SyntaxError/)
  })

  it('count as files in what a task uses, by their newest text', async () => {
    const used = "Reflect.get(globalThis, Symbol.for('tasklab.host')).identify(() => rate)['./rates.ts'].slice(-4)"
    await run('/** @module rates */\nexport const rate = 2.5', "import { rate } from './rates'")
    assert.equal(await run(used), "' 2.5'")
    await run('/** @module rates */\nexport const rate = 3.5')
    assert.equal(await run(used), "' 3.5'")
  })

  it('outlive %reset and the death of the cell host, as files do', async () => {
    await run('/** @module lasting */\nexport const lasting = 1', '%reset -f')
    assert.equal(await run("import { lasting } from './lasting'\nlasting"), '1')
    assert.match(await failure('process.exit(1)'), /CellHostDied/)
    assert.equal(await run("import { lasting } from './lasting'\nlasting"), '1')
    assert.match(await typeErrors("import { lasting } from './lasting'\nlasting.nothing"), /'nothing' does not exist/)
  })

  it('for a browser are read, but neither run nor kept', async () => {
    const { outputs } = await kernel.execute("/** @browser */\nglobalThis.ran = true\ndocument.title = 'x'")
    assert.deepEqual(
      outputs.map(({ type }) => type),
      ['execute_input'],
    )
    assert.equal(await run('typeof Reflect.get(globalThis, "ran")'), "'undefined'")
    await run('/** @browser @module page */\nexport const title = document.title')
    assert.match(await failure("import './page'"), /^Error: Cannot find \.\/page\./)
    assert.match(await failure('/** @browser */\nlet = 1'), /at Cell \[\d+\], line 2/)
  })
})
