import { strict as assert } from 'node:assert'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { needsPython } from '../run/environment'
import { JupyterClients } from './jupyter-clients'

interface Output {
  readonly output_type: string
  readonly name?: string
  readonly text?: string | readonly string[]
  readonly data?: Readonly<Record<string, unknown>>
  readonly ename?: string
}

interface Notebook {
  readonly cells: readonly { readonly source: string | readonly string[]; readonly outputs?: readonly Output[] }[]
}

const joined = (text: unknown): string => (Array.isArray(text) ? text.join('') : String(text ?? ''))
const printed = (outputs: readonly Output[] = []): string =>
  outputs
    .filter(({ name }) => name === 'stdout')
    .map(({ text }) => joined(text))
    .join('')
const result = (outputs: readonly Output[] = []): string =>
  joined(outputs.find(({ output_type }) => output_type === 'execute_result')?.data?.['text/plain'])

describe("Jupyter's own programs", function () {
  this.timeout(60_000)
  let clients: JupyterClients
  let file: string

  before(function () {
    clients = new JupyterClients(needsPython(this))
    const code = (source: string, tags: readonly string[] = []) => ({
      cell_type: 'code',
      id: `cell-${source.length}`,
      source,
      metadata: { tags },
      outputs: [],
      execution_count: null,
    })
    file = join(clients.folder, 'notebook.ipynb')
    writeFileSync(
      file,
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {
          kernelspec: { name: 'tasklab', display_name: 'tasklab', language: 'typescript' },
          language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
        },
        cells: [
          code("let who: string = 'nobody', times = 1", ['parameters']),
          code("for (let i = 0; i < times; i++) console.log('hello, ' + who)\nwho.length"),
        ],
      }),
    )
  })

  after(() => clients?.close())

  it('nbclient gets 20,000 lines, all of them, in order, and the cells after an error run', async () => {
    const cells = ['for (let i = 0; i < 20_000; i++) console.log(i)', "throw new TypeError('no')", '6 * 7']
    const { cells: ran }: Notebook = JSON.parse(await clients.run('nbclient_run.py', ...cells))
    assert.equal(printed(ran[0]?.outputs), Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(''))
    assert.equal(ran[1]?.outputs?.[0]?.ename, 'TypeError')
    assert.equal(result(ran[2]?.outputs), '42')
  })

  it('papermill runs a notebook with parameters', async () => {
    const out = join(clients.folder, 'papermill.ipynb')
    // papermill cannot write TypeScript; what it writes for C#, `var who = "Ann";`, is TypeScript too
    const parameters = ['-p', 'who', 'Ann', '-p', 'times', '2', '--language', '.net-csharp']
    await clients.python('-m', 'papermill', file, out, ...parameters, '--no-progress-bar')
    const { cells }: Notebook = JSON.parse(readFileSync(out, 'utf8'))
    const last = cells.at(-1)?.outputs
    assert.equal(printed(last), 'hello, Ann\nhello, Ann\n')
    assert.equal(result(last), '3')
  })

  it('nbconvert executes a notebook, and makes HTML and a script of it', async () => {
    await Promise.all([
      clients.python('-m', 'nbconvert', '--execute', '--to', 'html', file),
      clients.python('-m', 'nbconvert', '--to', 'script', file),
    ])
    assert.match(readFileSync(join(clients.folder, 'notebook.html'), 'utf8'), /hello, nobody/)
    assert.match(readFileSync(join(clients.folder, 'notebook.ts'), 'utf8'), /^let who: string = 'nobody'/m)
  })

  it('jupyter console runs what is typed, over several lines too', async () => {
    const typed = ['const a = 6 * 7', 'a', "console.log('out')", "throw new RangeError('far')"]
    const shown = await clients.run('console_run.py', ...typed)
    assert.match(shown, /tasklab \d+\.\d+\.\d+: TypeScript/)
    assert.match(shown, /Out\[2\]: 42/)
    assert.match(shown, /^\s*out\s*$/m)
    assert.match(shown, /RangeError: far/)
  })

  it('jupyter_client talks to it encrypted, and without the keys nobody does', async () => {
    const { status, printed: messages, beating, answered } = JSON.parse(await clients.run('curve_run.py'))
    assert.equal(status, 'ok')
    assert.match(JSON.stringify(messages), /encrypted\\n/)
    assert.equal(beating, true)
    assert.equal(answered, false)
  })
})
