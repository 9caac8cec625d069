import { strict as assert } from 'node:assert'
import { html, plainText } from '../../../lib/view/html'
import { checkHtml } from './html-check'

describe('The html tag', () => {
  it('escapes what is filled in, in text and in attributes', () => {
    const text = `<b>&"'`
    assert.equal(
      html`<span title="${text}">${text}</span>`.text,
      '<span title="&lt;b&gt;&amp;&quot;&#39;">&lt;b&gt;&amp;&quot;&#39;</span>',
    )
    assert.equal(checkHtml(html`<span title="${text}">${text}</span>`.text)[0]?.text, text)
  })

  it('takes its own fragments and lists of them as they are', () => {
    const items = [1, 2].map(each => html`<li>${each}</li>`)
    assert.equal(html`<ul>${items}</ul>`.text, '<ul><li>1</li><li>2</li></ul>')
  })

  it('shows nothing for undefined, null and false, but zero and the empty string as they are', () => {
    assert.equal(html`${undefined}${null}${false}${0}${''}`.text, '0')
  })

  it('is not fooled by an object that looks like a fragment', () => {
    assert.equal(html`${{ text: '<script>', toString: () => '<i>' }}`.text, '&lt;i&gt;')
  })
})

describe('Plain text', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['\u001b[1;31mbold red\u001b[0m', 'bold red'],
    ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'link'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    ['bell\u0007 and null\u0000', 'bell and null'],
    ['größer → 日本', 'größer → 日本'],
  ]
  for (const [given, expected] of cases) {
    it(`of ${JSON.stringify(given)} is ${JSON.stringify(expected)}`, () => assert.equal(plainText(given), expected))
  }
})
