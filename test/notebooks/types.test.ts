import { strict as assert } from 'node:assert'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Diagnostic, TypeService } from '../../kernel/front/types/type-service'
import { packageRoot } from '../../kernel/package-root'
import { joined, notebookFolder, readSaved } from './executed-notebook'

/** The sources of a notebook's code cells, their magics blanked; cells that are to fail left out. */
function codeOf(file: string): readonly string[] {
  return readSaved(join(notebookFolder, file))
    .cells.filter(({ cell_type, metadata }) => cell_type === 'code' && !metadata.tags?.includes('raises-exception'))
    .map(({ source }) => joined(source).replace(/^[%!].*$/gm, ''))
}

/** The code of the solutions that its exercises hide. */
function solutionsOf(file: string): readonly string[] {
  const prose = readSaved(join(notebookFolder, file)).cells.filter(({ cell_type }) => cell_type === 'markdown')
  return prose.flatMap(({ source }) => [...joined(source).matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code))
}

describe('The compiler', () => {
  let types: TypeService

  before(() => {
    types = new TypeService({ cwd: notebookFolder, tasklabRoot: packageRoot(), deadline: 20_000 })
  })

  after(() => types.stop())

  beforeEach(() => types.reset())

  const check = async (sources: readonly string[]): Promise<readonly Diagnostic[]> => {
    const found: Diagnostic[] = []
    for (const source of sources) {
      found.push(...(await types.check({ source })))
      types.add({ source })
    }
    return found
  }

  for (const file of readdirSync(notebookFolder).filter(name => name.endsWith('.ipynb'))) {
    it(`accepts every cell of ${file}`, async () => {
      assert.deepEqual(await check(codeOf(file)), [])
    })

    it(`accepts the solutions of its exercises: ${file}`, async () => {
      const solutions = solutionsOf(file)
      if (file !== 'resume-after-a-crash.ipynb') assert.ok(solutions.length > 0)
      assert.deepEqual(await check([...codeOf(file), ...solutions]), [])
    })
  }

  it('refuses a task that gives a number where the next one takes a string', async () => {
    const [, tasks = '', flow = ''] = codeOf('task-retries.ipynb')
    const wrong = tasks.replace(/return `http[^`]*`/, 'return 42')
    assert.notEqual(wrong, tasks)
    const found = await check(['const port = 1', wrong, flow])
    assert.match(String(found[0]?.message), /'number' is not assignable to .*'string'/s)
  })

  it('refuses the result of a flow as another type than its task gives', async () => {
    const cells = codeOf('task-retries.ipynb')
    const found = await check([...cells.slice(0, -1), 'const n: number = newFlowState.value(text)'])
    assert.match(String(found[0]?.message), /Type 'string' is not assignable to type 'number'/)
  })
})
