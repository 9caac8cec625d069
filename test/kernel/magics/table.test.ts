import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { completeArgument } from '../../../kernel/magics/complete'
import { helpText, listText } from '../../../kernel/magics/help'
import { magicOf, magics } from '../../../kernel/magics/table'

const wanted = `time timeit capture who whos reset run load writefile cd pwd env html markdown latex svg javascript bash
  sh history install typecheck lsmagic ! ? ??`.split(/\s+/)

describe('The table of magics', () => {
  it('has them all', () => {
    for (const name of wanted) assert.ok(magics.has(name), name)
  })

  for (const magic of magics.values()) {
    it(`has summary, usage, help and a function for ${magic.name}`, () => {
      assert.match(magic.summary, /^[a-z].*[^.]$/, 'a predicate without a full stop')
      assert.ok(magic.usage.includes(magic.name) || magic.usage.includes('NAME'), magic.usage)
      assert.ok(helpText(magic).includes(magic.usage))
      for (const option of Object.keys(magic.options ?? {})) assert.ok(helpText(magic).includes(`  ${option} `))
      assert.equal(typeof magic.load(), 'function')
    })
  }

  it('lists line magics and cell magics apart', () => {
    const [line = '', cell = ''] = listText([...magics.values()]).split('\n\n')
    assert.match(line, /^Available line magics:\n.*%time .*!command.*name\?/)
    assert.match(cell, /^Available cell magics:\n.*%%time .*%%bash/)
    assert.doesNotMatch(line, /%html/)
    assert.doesNotMatch(cell, /%%cd/)
  })

  it('says of an unknown name which it may have been, and of a wrong form what is right', () => {
    assert.throws(() => magicOf('line', 'timet'), { message: 'There is no magic %timet.', hint: /^Did you mean %time/ })
    assert.throws(() => magicOf('line', 'hmtl'), { hint: /^Did you mean %%html\? Usage: %%html/ })
    assert.throws(() => magicOf('cell', 'qqqqqq'), { hint: '%lsmagic lists all that there are.' })
    assert.throws(() => magicOf('cell', 'cd'), { message: '%%cd is not a cell magic.', hint: /^Usage: %cd/ })
  })

  it('loads no magic’s function before it is run', () => {
    const steps = resolve(__dirname, '../../../dist/kernel/magics/steps.js')
    const script = `require(${JSON.stringify(steps)}); console.log(Object.keys(require.cache).join('\\n'))`
    const loaded = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })
    const files = [...loaded.matchAll(/magics\/([\w-]+)\.js$/gm)].map(([, name]) => name)
    assert.deepEqual(files.sort(), ['arguments', 'line-magic', 'magic', 'plan', 'steps', 'table'])
  })
})

describe('Completion of a magic’s argument', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-complete-'))
  const around = {
    cwd: folder,
    env: ['HOME', 'HOST', 'PATH'],
    flowNames: async () => ({ flows: ['etl'], tasks: ['load'] }),
  }
  const complete = (name: string, word: string) => completeArgument(magics.get(name) ?? assert.fail(), word, around)

  before(() => {
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'date.ts'), '')
  })

  after(() => rmSync(folder, { recursive: true }))

  it('offers files, or folders alone, where its row says so', async () => {
    assert.deepEqual(await complete('run', 'da'), ['data/', 'date.ts'])
    assert.deepEqual(await complete('cd', 'da'), ['data/'])
  })

  it('writes files with blanks in their names so that they are one word', async () => {
    writeFileSync(join(folder, 'my file.ts'), '')
    mkdirSync(join(folder, 'my folder'))
    assert.deepEqual(await complete('run', 'my'), ['my\\ file.ts', 'my\\ folder/'])
    assert.deepEqual(await complete('run', 'my\\ fi'), ['my\\ file.ts'])
    assert.deepEqual(await complete('run', '"my f'), ['"my file.ts"', '"my folder/'])
  })

  it('offers words, variables of the environment, and options', async () => {
    assert.deepEqual(await complete('typecheck', 's'), ['strict'])
    assert.deepEqual(await complete('env', 'HO'), ['HOME', 'HOST'])
    assert.deepEqual(await complete('capture', '--no-std'), ['--no-stderr', '--no-stdout'])
    assert.deepEqual(await complete('pwd', ''), [])
  })
})
