import { deepEqual, equal, match } from 'node:assert/strict'
import { displaysOf, FlowKernel, resultBundle } from './flow-kernel'

/** Values that do what those of the real packages do. */
const lookAlikes = `
class Table { numRows = 2; schema = { fields: [{ name: 'x', type: 'Int32' }] }; getChildAt() { return { get: (row: number) => row * 10 } } }
const frame = new Proxy({
  height: 30, columns: ['a'], dtypes: ['DataType(Float64)'],
  head: (n: number) => ({ toRecords: () => Array.from({ length: n }, (_, a) => ({ a })) }),
  [Symbol.for('Jupyter.display')]: () => ({ 'text/html': 'of its own' }),
}, { has: (target, key) => target.columns.includes(String(key)) })`

describe('Records', () => {
  let notebook: FlowKernel

  before(async () => {
    notebook = await FlowKernel.start()
    await notebook.run(lookAlikes)
  })

  after(() => notebook.stop())

  const resultText = async (cell: string): Promise<string> =>
    String(resultBundle(await notebook.run(cell))?.['text/plain'])

  it('show as a table with types, as a result or displayed', async () => {
    const rows = "[{ name: 'a', size: 1 }, { name: 'b', size: 2.5 }]"
    const bundle = resultBundle(await notebook.run(rows))
    equal(bundle?.['text/plain'], 'name      size\nstring  number\na          1.0\nb          2.5\n2 rows × 2 columns')
    match(String(bundle?.['text/html']), /<table/)
    deepEqual(displaysOf(await notebook.run(`display(${rows}); 1`))[0]?.last, bundle)
  })

  it('are not other arrays, which print as they are', async () => {
    equal(await resultText('[1, 2]'), '[ 1, 2 ]')
    equal(await resultText('[]'), '[]')
    equal(await resultText('[[1], [2]]'), '[ [ 1 ], [ 2 ] ]')
    equal(await resultText('[new Date(0)]'), '[ 1970-01-01T00:00:00.000Z ]')
    equal(await resultText('({ columns: 3, height: 4 })'), '{ columns: 3, height: 4 }')
  })

  it('may be an Arrow table or a polars frame, whatever it shows by itself', async () => {
    equal(await resultText('new Table()'), '    x\nInt32\n    0\n   10\n2 rows × 1 column')
    match(await resultText('frame'), /^ +a\nFloat64\n[\s\S]*30 rows × 1 column, 10 more rows not shown$/)
  })

  it('are looked at by the library only where a value may be some: other cells do not load it', async () => {
    const fresh = await FlowKernel.plain()
    const loaded = "Object.keys(require('module').Module._cache).filter(file => file.includes('/lib/view/')).length"
    await fresh.run('[1, 2]', '({ a: 1 })')
    equal(String(resultBundle(await fresh.run(loaded))?.['text/plain']), '0')
    await fresh.run('[{ a: 1 }]')
    equal(String(resultBundle(await fresh.run(`${loaded} > 0`))?.['text/plain']), 'true')
    await fresh.stop()
  })

  it('do no harm where they resist', async () => {
    const proxy = "new Proxy({}, { get(_, key) { if (typeof key === 'string') throw new Error('no') } })"
    await notebook.run(`display(${proxy}); 1`)
  })

  describe('display.table', () => {
    it('shows as many rows and columns as it is told to', async () => {
      const [shown] = displaysOf(
        await notebook.run('display.table([{ a: 1, b: 2 }, { a: 3, b: 4 }], { rows: 1, columns: 1 })'),
      )
      match(String(shown?.last['text/plain']), /^ +a\nnumber\n +1\n2 rows × 2 columns, 1 more row/)
    })

    it('says what it takes, and adds no result of its own', async () => {
      const { reply } = await notebook.kernel.execute('display.table(3)')
      equal(reply.evalue, 'display.table() takes an array of plain objects, an Arrow table or a polars frame; got 3.')
      equal(resultBundle(await notebook.run('display.table([{ a: 1 }])')), undefined)
    })
  })

  describe('display.vegaLite', () => {
    const spec = "{ title: 'Sizes', mark: 'bar', data: { values: [{ a: 1 }] }, encoding: { x: { field: 'a' } } }"

    it('shows the spec, a picture and a text', async () => {
      const [shown] = displaysOf(await notebook.run(`display.vegaLite(${spec})`))
      equal(shown?.last['text/plain'], '<bar chart: Sizes>')
      equal(Reflect.get(Object(shown?.last['application/vnd.vegalite.v5+json']), 'mark'), 'bar')
      match(String(shown?.last['image/png']), /^iVBOR/)
    }).timeout(10_000)

    it('tells front ends how wide the picture is, drawn for twice as many pixels, as a chart that is a result does', async () => {
      const chart = "import { Flow } from 'tasklab'\nnew Flow('empty').visualize()"
      for (const cell of [`display.vegaLite(${spec})`, chart]) {
        const { outputs } = await notebook.run(cell)
        const { data, metadata } = outputs.find(({ content }) => 'image/png' in Object(content.data))?.content ?? {}
        const width = Buffer.from(String(Object(data)['image/png']), 'base64').readUInt32BE(16)
        deepEqual(metadata, { 'image/png': { width: Math.round(width / 2) } })
      }
    }).timeout(10_000)

    it('shows a spec that cannot be drawn here without a picture', async () => {
      const [shown] = displaysOf(await notebook.run("display.vegaLite({ mark: 'nothing that there is', data: 3 })"))
      deepEqual(Object.keys(shown?.last ?? {}).includes('application/vnd.vegalite.v5+json'), true)
    })

    it('prints its text outside of a kernel', () => {
      const { execFileSync } = require('node:child_process') as typeof import('node:child_process')
      const script = `require('tasklab/notebook').display.vegaLite(${spec}); require('tasklab/notebook').display.table([{ a: 1 }])`
      equal(
        execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }),
        '<bar chart: Sizes>\n     a\nnumber\n     1\n1 row × 1 column\n',
      )
    })
  })
})
