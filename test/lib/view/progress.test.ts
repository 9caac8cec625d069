import { strict as assert } from 'node:assert'
import { type ProgressState, progressBar, progressBundle, progressText } from '../../../lib/view/progress'
import { checkHtml } from './html-check'

describe('Progress', () => {
  const cases: readonly (readonly [ProgressState, string])[] = [
    [{ done: 0, total: 100 }, '[░░░░░░░░░░░░░░░░░░░░] 0 of 100 (0 %)'],
    [{ done: 40, total: 100, elapsed: 2000 }, '[████████░░░░░░░░░░░░] 40 of 100 (40 %), 2 s, 3 s left'],
    [{ done: 999, total: 1000 }, '[███████████████████░] 999 of 1000 (99 %)'],
    [{ done: 100, total: 100, elapsed: 5000 }, '[████████████████████] 100 of 100 (100 %), 5 s'],
    [{ done: 130, total: 100 }, '[████████████████████] 130 of 100 (100 %)'],
    [{ done: 7 }, '7'],
    [{ done: 7, elapsed: 1500 }, '7, 1.5 s'],
    [{ done: 0, total: 0 }, '0 of 0'],
  ]
  for (const [state, text] of cases) {
    it(`of ${JSON.stringify(state)} is ${text}`, () => assert.equal(progressText(state), text))
  }

  it('is a progress element in HTML, which means something without any style', () => {
    const bar = checkHtml(progressBar({ done: 3, total: 12 }).text).find(element => element.tag === 'progress')
    assert.deepEqual([bar?.attributes.get('value'), bar?.attributes.get('max')], ['3', '12'])
  })

  it('stands alone with its label', () => {
    const bundle = progressBundle({ done: 3, total: 12, label: 'pages <1>' })
    assert.equal(bundle['text/plain'], 'pages <1> [█████░░░░░░░░░░░░░░░] 3 of 12 (25 %)')
    assert.equal(checkHtml(bundle['text/html'])[0]?.text, 'pages <1> 3 of 12 (25 %)')
  })
})
