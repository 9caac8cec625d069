import { strict as assert } from 'node:assert'
import { writtenSource } from '../../../kernel/front/types/written-source'

describe('writtenSource', () => {
  const source = 'add(1)\nfunction add(a: number, b = 2): number {\n  return a + b\n}\nconst f = (a: string) => a'

  it('gives a function its types back', () => {
    const running = 'function add(a        , b = 2)         {\n  return a + b\n}'
    assert.equal(writtenSource(running, ['1', source]), 'function add(a: number, b = 2): number {\n  return a + b\n}')
    assert.equal(writtenSource('(a        ) => a', [source]), '(a: string) => a')
  })

  it('knows nothing of a function that is not there', () => {
    for (const running of ['function add(c        , b = 2) {}', 'add(1)\nfunction add(a: number) {}', '']) {
      assert.equal(writtenSource(running, ['1', source]), undefined, running)
    }
  })
})
