import { strict as assert } from 'node:assert'
import { forgetSecrets, hasSecrets, maskSecrets, registerSecret, secretIn } from '../../../lib/store/secrets'

describe('Secrets', () => {
  beforeEach(() => forgetSecrets())
  after(() => forgetSecrets())

  it('are masked in every form in which they usually leak', () => {
    registerSecret('KEY', 'p"ss w/rd\n')
    const forms = ['p"ss w/rd\n', 'p\\"ss w/rd\\n', 'p%22ss%20w%2Frd%0A', Buffer.from('p"ss w/rd\n').toString('base64')]
    for (const form of forms) assert.ok(!maskSecrets(`<${form}>`).includes(form.slice(0, 8)), form)
    assert.equal(maskSecrets('<p"ss w/rd\n>'), '<***>')
  })

  it('are masked whole where one holds another', () => {
    registerSecret('SHORT', 'abcd')
    registerSecret('LONG', 'xabcdx')
    assert.equal(maskSecrets('xabcdx abcd'), '*** ***')
    assert.equal(secretIn('..xabcdx..'), 'LONG')
  })

  it('of fewer than four characters are left alone', () => {
    registerSecret('PIN', '123')
    assert.equal(hasSecrets(), false)
    assert.equal(maskSecrets('123'), '123')
  })

  it('are shared by all copies of the library in a process', () => {
    registerSecret('KEY', 'shared-value')
    const path = require.resolve('../../../lib/store/secrets')
    const cached = require.cache[path]
    delete require.cache[path]
    const copy = require(path) as typeof import('../../../lib/store/secrets')
    if (cached) require.cache[path] = cached
    assert.equal(copy.maskSecrets('a shared-value'), 'a ***')
  })
})
