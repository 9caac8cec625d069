// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are sources of cells

import { strict as assert } from 'node:assert'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestKernel, untilTypesAnswer } from './test-kernel'

/** The mark is the cursor. */
function marked(text: string): { readonly code: string; readonly cursor_pos: number } {
  const [before = '', after = ''] = text.split('|')
  return { code: before + after, cursor_pos: [...before].length }
}

describe('complete_request', () => {
  let folder: string
  let kernel: TestKernel

  /** The code after a choice was taken. */
  async function taken(text: string, choice: string): Promise<string> {
    const { code, cursor_pos } = marked(text)
    const { reply } = await kernel.request('complete_request', { code, cursor_pos })
    assert.ok((reply.matches as string[]).includes(choice), `${choice} is among ${JSON.stringify(reply.matches)}`)
    const points = [...code]
    return (
      points.slice(0, Number(reply.cursor_start)).join('') + choice + points.slice(Number(reply.cursor_end)).join('')
    )
  }

  const matches = async (text: string) => (await kernel.request('complete_request', marked(text))).reply.matches

  before(async function () {
    this.timeout(30_000)
    folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data', 'points.csv'), '')
    writeFileSync(join(folder, 'local.ts'), 'export const local = 1')
    kernel = await TestKernel.start(folder)
    await untilTypesAnswer(kernel)
    await kernel.execute(
      "const user = { name: 'Ann', address: { street: 'High' }, 'odd key': 1 }\nlet counter = 0\n" +
        'interface Shape { area: number }\nglobalThis.leaked = { inner: { deep: 1 } }',
    )
    await kernel.execute('const shape: Shape = { area: 1 }')
  })

  after(async () => {
    await kernel.stop()
    rmSync(folder, { recursive: true })
  })

  it('offers names of cells, members and their members', async () => {
    assert.equal(await taken('cou| + 1', 'counter'), 'counter + 1')
    assert.equal(await taken('user.na|', 'name'), 'user.name')
    assert.equal(await taken('user.address.|', 'street'), 'user.address.street')
    assert.deepEqual(await matches('shape.|'), ['area'])
  })

  it('counts the cursor in code points', async () => {
    assert.equal(await taken("const s = '😀👩‍👧'; user.na| // 😀", 'name'), "const s = '😀👩‍👧'; user.name // 😀")
  })

  it('offers keys in brackets, those that are no names too', async () => {
    assert.equal(await taken("user['odd|']", 'odd key'), "user['odd key']")
  })

  it('offers what live values have and types do not know', async () => {
    assert.equal(await taken('leak|', 'leaked'), 'leaked')
    assert.equal(await taken('leaked.inner.|', 'deep'), 'leaked.inner.deep')
  })

  it('offers no live value where a type, a property or a new name stands', async () => {
    await kernel.execute('function draw(style: { width: number }) {}')
    assert.deepEqual(await matches('draw({ |'), ['width'])
    assert.deepEqual(await matches('draw({ wid|'), ['width'])
    assert.deepEqual(await matches('const { ar| } = shape'), ['area'])
    assert.deepEqual(await matches("import { cho| } from 'node:fs/promises'"), ['chown'])
    for (const text of ['const leak|', 'function leak|', '(leak|) => 1', 'let s: leak|', 'draw({ leak|: 1 })']) {
      assert.deepEqual(await matches(text), [], text)
    }
    for (const text of ['const a = leak|', 'draw({ width: leak|', '`${leak|}`', 'class A { a = leak| }']) {
      assert.deepEqual(await matches(text), ['leaked'], text)
    }
  })

  it('tells what each choice is', async () => {
    const { reply } = await kernel.request('complete_request', marked('user.na|'))
    const metadata = reply.metadata as { _jupyter_types_experimental: readonly object[] }
    assert.deepEqual(metadata._jupyter_types_experimental, [{ start: 5, end: 7, text: 'name', type: 'field' }])
  })

  it('offers modules and local files where something is imported', async () => {
    assert.equal(await taken("import { a } from './loc|'", 'local'), "import { a } from './local'")
    assert.equal(await taken("import ms from 'node:cry|'", 'node:crypto'), "import ms from 'node:crypto'")
  })

  it('offers files in other strings that look like paths', async () => {
    assert.equal(await taken("read('./data/po|')", './data/points.csv'), "read('./data/points.csv')")
    assert.deepEqual(await matches("read('da|')"), [])
  })

  it('offers files with blanks in their names as one word, however it was begun', async () => {
    writeFileSync(join(folder, 'a file.ts'), '')
    assert.equal(await taken('%run a|', 'a\\ file.ts'), '%run a\\ file.ts')
    assert.equal(await taken('!cat -n "loc" \'a f|', "'a file.ts'"), '!cat -n "loc" \'a file.ts\'')
    assert.equal(await taken('!cat "x y" a\\ f|', 'a\\ file.ts'), '!cat "x y" a\\ file.ts')
  })

  it('offers magics, their arguments, and the code that they run', async () => {
    assert.equal(await taken('%ti|', '%time'), '%time')
    assert.equal(await taken('%%ti|', '%%time'), '%%time')
    assert.equal(await taken('let x = 1\n%typecheck st|', 'strict'), 'let x = 1\n%typecheck strict')
    assert.equal(await taken('%cd |', 'data/'), '%cd data/')
    assert.deepEqual(await matches('1\n%cd local|'), [], 'a file is no folder')
    assert.equal(await taken('%time user.na|', 'name'), '%time user.name')
    assert.equal(await taken('%%time\n\nuser.na|', 'name'), '%%time\n\nuser.name')
    assert.equal(await taken('%cd data\nuser.na|', 'name'), '%cd data\nuser.name')
  })

  it('offers the options of a magic that runs code, and the code behind them', async () => {
    assert.equal(await taken('%timeit -|', '-n'), '%timeit -n')
    assert.deepEqual(await matches('%timeit -q -|'), ['-n', '-o', '-p', '-q', '-r'])
    assert.deepEqual(await matches('%timeit -n |'), [], 'a number is expected')
    assert.equal(await taken('%timeit -n 3 -q user.na|', 'name'), '%timeit -n 3 -q user.name')
    assert.equal(await taken('const t = %timeit -o user.na|', 'name'), 'const t = %timeit -o user.name')
    assert.equal(await taken('%%timeit -|\n1', '-r'), '%%timeit -r\n1')
    assert.equal(await taken('%%timeit let n = 1\nuser.na|', 'name'), '%%timeit let n = 1\nuser.name')
  })

  it('offers magics that give a value where one is assigned, and their arguments', async () => {
    assert.deepEqual(await matches('x = %pw|'), ['%pwd'])
    assert.deepEqual(await matches('const x = %pw|'), ['%pwd'])
    assert.deepEqual(await matches('1\nlet x: string = %|'), [
      '%env',
      '%pwd',
      '%resume',
      '%retry',
      '%states',
      '%timeit',
    ])
    assert.equal(await taken('const home = %env HOM|', 'HOME'), 'const home = %env HOME')
    assert.equal(await taken('const text = !cat da|', 'data/'), 'const text = !cat data/')
    assert.equal(await taken('!ls \\\n da|', 'data/'), '!ls \\\n data/')
    assert.deepEqual(await matches('`x = %pw|`'), [], 'a text')
    assert.deepEqual(await matches('user.name.length %pw|'), [], 'a remainder')
  })

  it('offers nothing in comments, and in the text of other languages', async () => {
    for (const text of ['// user.|', '/* user.|', '%%bash\nuser.|', '`user.|']) {
      assert.deepEqual(await matches(text), [], text)
    }
  })

  it('answers at once while a cell loops, with live values too', async () => {
    const running = kernel.execute("console.log('loops'); while (true) {}")
    await kernel.until(() => kernel.published.some(({ content }) => content.text === 'loops\n'))
    assert.equal(await taken('user.na|', 'name'), 'user.name')
    assert.equal(await taken('leaked.|', 'inner'), 'leaked.inner')
    await kernel.request('interrupt_request', {}, 'control')
    await running
  })

  it('does not run a getter to see what it would give', async () => {
    await kernel.execute('let touched = 0; const trap: any = { get x() { touched++; return { y: 1 } } }')
    await matches('trap.x.|')
    const { outputs } = await kernel.execute('touched')
    assert.deepEqual(outputs.at(-1)?.content.data, { 'text/plain': '0' })
  })

  it('needs a code, and takes the end of it for the cursor where none is given', async () => {
    const { reply } = await kernel.request('complete_request', { code: 'user.na' })
    assert.deepEqual(reply.matches, ['name'])
    assert.equal((await kernel.request('complete_request', {})).reply.status, 'error')
  })
})

describe('inspect_request', () => {
  let kernel: TestKernel

  const inspect = async (text: string, detail_level = 0) =>
    (await kernel.request('inspect_request', { ...marked(text), detail_level })).reply

  const plain = async (text: string, detail_level = 0) => {
    const { found, data } = await inspect(text, detail_level)
    assert.equal(found, true)
    return (data as Record<string, string>)['text/plain'] ?? ''
  }

  before(async function () {
    this.timeout(30_000)
    kernel = await TestKernel.start()
    await untilTypesAnswer(kernel)
    await kernel.execute(
      '/** Adds up.\n * @param a the first */\nfunction add(a: number, b = 2): number {\n  return a + b\n}\n' +
        "const user = { name: 'Ann' }",
    )
  })

  after(() => kernel.stop())

  it('shows type, documentation and live value of the name at the cursor', async () => {
    const { data } = await inspect('ad|d(1)')
    const { 'text/plain': text = '', 'text/markdown': markdown = '' } = data as Record<string, string>
    for (const part of ['function add(a: number, b?: number): number', 'Adds up.', 'the first']) {
      assert.ok(text.includes(part), part)
      assert.ok(markdown.includes(part), part)
    }
    assert.match(markdown, /^```typescript\n/)
    assert.match(await plain('user.na|me'), /name: string[\s\S]*Value: 'Ann'/)
    assert.match(await plain('user|.name'), /Value: { name: 'Ann' }/)
  })

  it('shows what stands behind a call or a literal, as far as its type goes', async () => {
    assert.match(await plain('[1, 2].ma|p(String)'), /^\(method\) Array<number>\.map/)
    assert.match(await plain('add(1).toFi|xed()'), /^\(method\) Number\.toFixed/)
    assert.match(await plain("'text'.at(|"), /at\(index: number\)/)
  })

  it('shows a type by its name alone', async () => {
    await kernel.execute(
      '/** Where. */\ninterface Place { x: number }\nnamespace Of { export type Id<T> = T | string }',
    )
    assert.equal(await plain('Pla|ce'), 'interface Place\n\nWhere.')
    assert.equal(await plain('Of.Id|'), 'type Of.Id<T> = string | T')
    assert.equal((await inspect('Place.x|')).found, false)
  })

  it('shows names of earlier cells as what they are, all their overloads', async () => {
    await kernel.execute("import { readFileSync } from 'node:fs'")
    const text = await plain('readFileSync|')
    assert.match(text, /^function readFileSync[\s\S]*\nfunction readFileSync/)
    assert.doesNotMatch(text, /alias/)
    assert.match(await plain('_exit_code|'), /^let _exit_code: number/)
  })

  it("shows a function's source as it was written at detail level 1", async () => {
    assert.match(await plain('add|', 1), /function add\(a: number, b = 2\): number {\n/)
    assert.doesNotMatch(await plain('add|'), /return a \+ b/)
    assert.match(await plain('add|', 1), /return a \+ b/)
  })

  it('shows the function whose arguments the cursor is in', async () => {
    assert.match(await plain('Math.max(1, |'), /max\(\.\.\.values: number\[\]\): number/)
  })

  it('shows what a magic is for', async () => {
    assert.match(await plain('%ti|me'), /%time/)
    assert.match(await plain('const folder = %p|wd'), /%pwd/)
  })

  it('finds nothing where there is nothing', async () => {
    for (const text of ['nowhere|', '1 + |', '', '// add|', 'function|', 'await|']) {
      const { status, found, data } = await inspect(text)
      assert.deepEqual({ status, found, data }, { status: 'ok', found: false, data: {} }, text)
    }
  })

  it('answers while a cell loops', async () => {
    const running = kernel.execute("console.log('loops'); while (true) {}")
    await kernel.until(() => kernel.published.some(({ content }) => content.text === 'loops\n'))
    assert.match(await plain('user.na|me'), /name: string/)
    await kernel.request('interrupt_request', {}, 'control')
    await running
  })
})
