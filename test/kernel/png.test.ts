import { strict as assert } from 'node:assert'
import { pngSize, withPictureWidth } from '../../kernel/png'
import { chart } from '../../lib/index'

const spec = {
  width: 100,
  height: 50,
  padding: 0,
  data: { values: [{}] },
  mark: 'rect',
  config: { view: { stroke: null } },
}
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

describe('A PNG', () => {
  for (const scale of [1, 2, 3]) {
    it(`of a chart drawn at ${scale} times its size says so, and is shown at its size`, async () => {
      const png = base64(await chart({ spec, text: '' }).toPNG({ scale }))
      assert.deepEqual(pngSize(png), { width: 100 * scale, height: 50 * scale, scale })
      const metadata = withPictureWidth({ 'image/png': png }, { own: 1 })
      assert.deepEqual(metadata, scale === 1 ? { own: 1 } : { own: 1, 'image/png': { width: 100 } })
    })
  }

  it('is shown at the width that its metadata have, if they have one', async () => {
    const png = base64(await chart({ spec, text: '' }).toPNG())
    const own = { 'image/png': { width: 7 } }
    assert.deepEqual(withPictureWidth({ 'image/png': png }, own), own)
  })

  const densities = { 'of a scanner, 300 dots an inch': [11_811, 1], 'without a unit': [7_559, 0] } as const
  for (const [name, [density, unit]] of Object.entries(densities)) {
    it(`is shown pixel for pixel with a density ${name}`, async () => {
      const png = Buffer.from(await chart({ spec, text: '' }).toPNG())
      const at = png.indexOf('pHYs') + 4
      png.writeUInt32BE(density, at)
      png.writeUInt8(unit, at + 8)
      assert.deepEqual(withPictureWidth({ 'image/png': base64(png) }, {}), {})
    })
  }

  for (const [name, text] of Object.entries({ 'no base64': '%%%', nothing: '', 'cut off': 'iVBORw0KGgo=' })) {
    it(`that is none has no size: ${name}`, () => {
      assert.equal(pngSize(text), undefined)
      assert.deepEqual(withPictureWidth({ 'image/png': text }, {}), {})
    })
  }
})
