import { strict as assert } from 'node:assert'
import { Flow } from '../../../lib/flow'
import { Parameter } from '../../../lib/parameter'
import { task } from '../../../lib/task-function'
import { describe as show } from '../../../lib/view/describe'
import { cellTexts } from './html-check'

const flow = new Flow('shop')
const url = new Parameter<string>('url', { default: 'http://shop' })
const fetchPage = task(
  { maxRetries: 2, retryDelay: '5 s', timeout: '1 min', tags: ['web'], description: 'Reads <one> page.' },
  async function fetch_page(address: string) {
    return address
  },
)
const page = flow.build(() => fetchPage(url))

describe('What is shown before anything runs', () => {
  it('is of a task its names and the options that were set', () => {
    assert.equal(show(page)['text/plain'], '<Task: fetch_page>')
    assert.deepEqual(cellTexts(show(page)['text/html']), [
      ['task', 'fetch_page'],
      ['slug', 'fetch_page-1'],
      ['description', 'Reads <one> page.'],
      ['tags', 'web'],
      ['retries', '2, wait "5 s"'],
      ['timeout', '1 min'],
    ])
  })

  it('is of a parameter whether it must be given', () => {
    assert.deepEqual(cellTexts(show(url)['text/html']), [
      ['parameter', 'url'],
      ['required', 'no'],
      ['default', '"http://shop"'],
    ])
  })

  it('is of an edge what goes along it', () => {
    const [edge] = flow.edges
    assert.ok(edge)
    assert.equal(show(edge)['text/plain'], '<Edge (key=address): url to fetch_page>')
    assert.deepEqual(cellTexts(show(edge)['text/html']).slice(0, 3), [
      ['from', 'url'],
      ['to', 'fetch_page'],
      ['carries', 'the result, as address'],
    ])
  })

  it('is what a task, a parameter and an edge show of themselves', () => {
    for (const each of [page, url, ...flow.edges])
      assert.deepEqual(Reflect.apply(Reflect.get(each, Symbol.for('Jupyter.display')), each, []), show(each))
  })

  it('is of a flow its tasks, what each follows and its options', () => {
    const rows = cellTexts(show(flow)['text/html'])
    assert.equal(show(flow)['text/plain'], '<Flow: shop>')
    assert.deepEqual(rows.slice(0, 2), [
      ['task', 'after', 'options'],
      ['url', '', ''],
    ])
    assert.equal(rows[2]?.[1], 'url')
    assert.match(rows[2]?.[2] ?? '', /retries: 2, wait "5 s"/)
  })
})
