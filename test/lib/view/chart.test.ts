import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { jupyterDisplay } from '../../../lib/symbols'
import { chart, type VegaLiteSpec } from '../../../lib/view/chart'

const spec: VegaLiteSpec = {
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  title: 'Größe je Stück',
  data: {
    values: [
      { what: 'a rather long name', much: 3 },
      { what: 'b', much: 5 },
    ],
  },
  mark: 'bar',
  encoding: { y: { field: 'what', type: 'nominal' }, x: { field: 'much', type: 'quantitative' } },
}
const isPng = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(1, 4)).toString() === 'PNG'
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
/** Width and height stand at the same place in every PNG. */
const sizeOf = (bytes: Uint8Array): readonly number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

describe('A chart', () => {
  it('shows as a vega-lite 5 spec, a PNG and a text, and never as HTML, which would win over them', async () => {
    const bundle = await chart({ spec, text: 'two bars' })[jupyterDisplay]()
    assert.deepEqual(Object.keys(bundle).sort(), ['application/vnd.vegalite.v5+json', 'image/png', 'text/plain'])
    const { usermeta, ...shown } = bundle['application/vnd.vegalite.v5+json'] as VegaLiteSpec
    assert.deepEqual(shown, spec)
    assert.deepEqual(usermeta, { embedOptions: { renderer: 'svg' } })
    assert.equal(bundle['text/plain'], 'two bars')
    assert.ok(isPng(Buffer.from(String(bundle['image/png']), 'base64')))
  })

  it('is drawn as a spec asks where it says more of it', async () => {
    const own = { ...spec, usermeta: { author: 'me', embedOptions: { renderer: 'canvas' } } }
    const bundle = await chart({ spec: own, text: '' })[jupyterDisplay]()
    assert.deepEqual(bundle['application/vnd.vegalite.v5+json'], own)
  })

  it('asks for its spec once, and only when it is needed', async () => {
    let asked = 0
    const drawing = chart({ text: '', spec: () => ({ ...spec, title: `asked ${++asked} times` }) })
    assert.equal(asked, 0)
    assert.equal((await drawing.spec()).title, 'asked 1 times')
    await drawing.toSVG()
    assert.equal((await drawing.spec()).title, 'asked 1 times')
  })

  it('draws SVG with its texts as text', async () => {
    const svg = await chart({ spec, text: '' }).toSVG()
    assert.match(svg, /^<svg [^>]*viewBox/)
    assert.match(svg, />Größe je Stück<\/text>/)
  })

  it('draws the same bytes each time, with the font that it brings', async () => {
    const [one, other] = await Promise.all([chart({ spec, text: '' }).toPNG(), chart({ spec, text: '' }).toPNG()])
    assert.equal(hash(one), hash(other))
    const mute = await chart({ text: '', spec: { ...spec, title: '' } }).toPNG()
    assert.notEqual(hash(one), hash(mute), 'text is drawn, though no font of the system is used')
  })

  it('is drawn twice as fine as the spec says, or as fine as one asks', async () => {
    const drawing = chart({ spec, text: '' })
    const [width = 0, height = 0] = sizeOf(await drawing.toPNG({ scale: 1 }))
    assert.deepEqual(sizeOf(await drawing.toPNG()), [2 * width, 2 * height])
    assert.deepEqual(sizeOf(await drawing.toPNG({ scale: 3 })), [3 * width, 3 * height])
  })

  it('leaves no more room for names than they take', async () => {
    const [, left = '0'] = /translate\((\d+)/.exec(await chart({ spec, text: '' }).toSVG()) ?? []
    assert.ok(Number(left) > 90 && Number(left) < 125, `the axis begins at ${left}`)
  })

  it('leaves the data of the spec as they were', async () => {
    const values = [Object.freeze({ what: 'a', much: 1 })]
    await chart({ spec: { ...spec, data: Object.freeze({ values: Object.freeze(values) }) }, text: '' }).toPNG()
    assert.deepEqual(Reflect.ownKeys(values[0] ?? {}), ['what', 'much'])
  })

  it('rejects with the reason where the spec cannot be drawn', async () => {
    await assert.rejects(chart({ text: '', spec: { data: {} } }).toSVG(), /Invalid specification/)
    await assert.rejects(chart({ text: '', spec: () => Promise.reject(new Error('no data')) }).toPNG(), /no data/)
  })

  it('loads nothing that draws before it is asked to draw', async () => {
    const lib = join(__dirname, '../../../lib/view')
    const program = `
      const { chart } = require(${JSON.stringify(join(lib, 'chart'))})
      const { flowGraph } = require(${JSON.stringify(join(lib, 'graph'))})
      const { timeline } = require(${JSON.stringify(join(lib, 'timeline'))})
      const loaded = () => Object.keys(require.cache).filter(file => /vega|resvg|viz-js/.test(file)).length
      const drawing = chart({ spec: { mark: 'point', data: { values: [] } }, text: '' })
      drawing.spec().then(async () => {
        const before = loaded()
        await drawing.toSVG()
        console.log(before, loaded() > 0)
      })`
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, ['-r', 'ts-node/register', '-e', program], {
      cwd: join(lib, '../..'),
    })
    assert.equal(stdout, '0 true\n')
  })

  describe('is saved', () => {
    let folder = ''
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'chart-'))
    })
    after(() => rm(folder, { recursive: true }))

    it('as what the name of the file says', async () => {
      const drawing = chart({ spec, text: '' })
      for (const name of ['a.svg', 'a.png', 'a.json', 'B.PNG']) await drawing.save(join(folder, name))
      assert.match(await readFile(join(folder, 'a.svg'), 'utf8'), /^<svg/)
      assert.equal(hash(await readFile(join(folder, 'a.png'))), hash(await drawing.toPNG()))
      assert.ok(isPng(await readFile(join(folder, 'B.PNG'))))
      assert.deepEqual(JSON.parse(await readFile(join(folder, 'a.json'), 'utf8')), spec)
    })

    it('or not at all, where the name says nothing that it knows', async () => {
      await assert.rejects(chart({ spec, text: '' }).save(join(folder, 'a.pdf')), {
        name: 'FlowError',
        code: 'CHART_FILE_TYPE',
        message: `A chart is saved as .svg, .png or .json, but the file is called "${join(folder, 'a.pdf')}".`,
      })
    })
  })
})
