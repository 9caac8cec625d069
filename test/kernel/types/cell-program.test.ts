import { strict as assert } from 'node:assert'
import { PassThrough } from 'node:stream'
import { CellProgram } from '../../../kernel/front/types/cell-program'
import { JsonRpc } from '../../../kernel/front/types/json-rpc'
import { OpenDocuments } from '../../../kernel/front/types/open-documents'

interface Told {
  readonly method: string
  readonly file: string
  readonly text: string
}

describe('CellProgram', () => {
  let documents: OpenDocuments
  let program: CellProgram
  let heard = ''

  beforeEach(() => {
    documents = new OpenDocuments()
    program = new CellProgram('/notebooks', '/package', documents)
    connect()
  })

  function connect(): void {
    heard = ''
    const toServer = new PassThrough()
    toServer.on('data', chunk => {
      heard += chunk
    })
    documents.connect(new JsonRpc(new PassThrough(), toServer))
  }

  function prepareAll(): void {
    while (program.prepare());
  }

  /** What the server hears, in order. */
  async function told(): Promise<readonly Told[]> {
    documents.sync()
    await new Promise(resolve => setImmediate(resolve)) // messages go out at the end of the turn
    const bodies = heard.split(/Content-Length: \d+\r\n\r\n/)
    heard = ''
    return bodies.slice(1).map(body => {
      const { method, params } = JSON.parse(body)
      const { uri, text } = params.textDocument
      return { method, file: uri.split('/').at(-1), text: text ?? params.contentChanges?.[0]?.text ?? '' }
    })
  }

  it('opens the configuration and the hub first, so that no cell gets a program of its own', async () => {
    const [config, hub, ...modules] = await told()
    assert.deepEqual([config?.file, hub?.file], ['tsconfig.json', '.tasklab-cells.ts'])
    assert.ok(modules.length > 0)
    for (const { method, file } of modules) {
      assert.equal(method, 'textDocument/didOpen')
      assert.ok(hub?.text.includes(`'./${file.replace(/\.ts$/, '')}'`), file)
    }
  })

  it('changes one text for a cell, and none before it is asked', async () => {
    prepareAll()
    await told()
    program.open({ source: 'const a = 1' })
    program.add({ source: 'const a = 1' })
    program.open({ source: 'a + 1' })
    program.open({ source: 'a + 2' })
    const changes = await told()
    assert.deepEqual(
      changes.map(({ method }) => method),
      ['textDocument/didChange', 'textDocument/didChange'],
    )
    assert.match(changes[1]?.text ?? '', /^import \* as .*; import a = .*\.a;\na \+ 2\n/)
    assert.deepEqual(await told(), [])
  })

  it('opens modules to spare one by one, until there are enough', async () => {
    await told()
    assert.equal(program.prepare(), true)
    assert.deepEqual(
      (await told()).map(({ method }) => method),
      ['textDocument/didOpen'],
    )
    prepareAll()
    const enough = program.size
    assert.ok(enough > 2)
    assert.equal(program.prepare(), false)
    for (let index = 0; index < 20 * enough; index++) program.add({ source: `const again = ${index}` })
    prepareAll()
    assert.ok(program.size < 3 * enough, `${program.size} modules`) // a name leads to the last of them alone
  })

  it('opens a module for a cell that finds none to spare', async () => {
    await told()
    program.add({ source: 'const a = 1' })
    program.add({ source: 'const b = 1' })
    const opened = (await told()).filter(({ method }) => method === 'textDocument/didOpen')
    assert.deepEqual(
      opened.map(({ text }) => text.split('\n')[1]),
      ['const b = 1'],
    )
  })

  it('lists more modules when a session needs them, the hub before the modules', async () => {
    const [, hub] = await told()
    const listed = hub?.text.match(/export \* as cell/g)?.length ?? 0
    for (let index = 0; index <= listed; index++) program.add({ source: `const v${index} = 1` })
    assert.ok(program.size > listed)
    const files = (await told()).map(({ method, file }) => `${method} ${file}`)
    const firstNew = files.indexOf(`textDocument/didOpen .tasklab-cell${listed}.ts`)
    const newHub = files.indexOf('textDocument/didChange .tasklab-cells.ts')
    assert.ok(newHub !== -1 && newHub < firstNew, files.join('\n'))
  })

  it('gives the modules of cells that no name leads to to later cells', () => {
    program.add({ source: 'export const kept = 1' })
    for (let index = 0; index < 100; index++) program.add({ source: `const again = kept + ${index}` })
    assert.ok(program.size < 30, `${program.size} modules`)
  })

  it('gives a module to no other cell while the one in it is about to run again', () => {
    const uses = { source: 'kept' }
    program.add({ source: 'const kept = 1' })
    const first = program.open(uses)
    program.sound.add(first, program.groundsOf(first), program.groundsOf(first))
    program.add(uses)
    for (let index = 0; index < 16; index++) program.add({ source: `kept + ${index}` }) // as many are remembered
    const again = program.open(uses)
    assert.equal(again.module, first.module)
    prepareAll() // looks for modules that no name leads to
    program.add(uses)
    for (let index = 0; index < 20; index++) {
      const other = { source: `const other${index} = kept` }
      assert.notEqual(program.open(other).module, first.module)
      program.add(other)
    }
  })

  it('tells a new server everything', async () => {
    program.add({ source: 'const a = 1' })
    await told()
    connect()
    const texts = (await told()).map(({ text }) => text)
    assert.ok(texts.some(text => text.includes('const a = 1')))
    assert.equal(texts.length, program.size + 3) // the configuration, the hub, a draft
  })

  it('tells a new server everything in the same order, whatever changed while there was none', async () => {
    const first = (await told()).map(({ file }) => file)
    documents.disconnect()
    program.add({ source: 'const a = 1' })
    connect()
    const again = (await told()).map(({ file }) => file)
    assert.deepEqual(again, first)
  })
})
