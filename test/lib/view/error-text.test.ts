import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { Flow, task } from '../../../lib/index'
import { errorStory } from '../../../lib/view/error-text'

describe('The story of an error', () => {
  it('shows the frames of the user and none of the engine, of Node or of Deno', async () => {
    const f = new Flow('failing')
    const failing = f.build(() =>
      task(async function reads_nothing() {
        readFileSync('/no/such/file')
      })(),
    )
    const state = (await f.run({ store: null })).result.get(failing)
    const story = errorStory(state?.error)
    assert.match(story, /^Error: ENOENT: no such file/)
    assert.deepEqual(story.match(/at (?:async )?(\S+)/g), ['at reads_nothing'])
  })
  it('keeps a line of the message that looks like no frame, and frames of packages', () => {
    const error = new Error('x')
    error.stack = [
      'Error: node:fs said',
      '    at work (<anonymous>:1:2)',
      '    at run (ext:deno_node/a.ts:1:2)',
      '    at async node:internal/b:1:2',
      '    at use (file:///a/node_modules/p/lib/c.js:1:2)',
    ].join('\n')
    assert.equal(
      errorStory(error),
      'Error: node:fs said\n    at work (<anonymous>:1:2)\n    at use (file:///a/node_modules/p/lib/c.js:1:2)',
    )
  })
})
