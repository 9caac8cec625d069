import { strict as assert } from 'node:assert'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { linesIn } from '../../../kernel/magics/files'
import { absoluteImports } from '../../../kernel/magics/relative-imports'
import { resultOf, textOf } from '../test-kernel'
import { MagicKernel } from './magic-kernel'

describe('Magics for files', () => {
  let magic: MagicKernel
  const write = (name: string, text: string) => writeFileSync(join(magic.folder, name), text)

  before(async () => {
    magic = await MagicKernel.start()
    mkdirSync(join(magic.folder, 'tools'))
    write('tools/double.ts', 'export enum Way { Twice }\nexport const double = (n: number): number => n * 2\n')
    write(
      'tools/main.ts',
      "#!/usr/bin/env node\n/** @module main */ import { double, Way } from './double'\nconst answer: number = double(21)\nfunction fails(): never {\n  throw new Error(Way[0])\n}\nconsole.log('ran')\nanswer\n",
    )
  })

  after(() => magic.stop())

  it('%run runs a file in the session: its names stay, its last expression shows, it sees its neighbours', async () => {
    const answer = await magic.run('%run tools/main.ts')
    assert.deepEqual([textOf(answer), resultOf(answer)], ['ran\n', '42'])
    assert.equal(resultOf(await magic.run('answer + 1')), '43')
  })

  it('%run reports errors with the file’s lines', async () => {
    const { reply } = await magic.kernel.execute('fails()')
    assert.equal(reply.evalue, 'Twice')
    assert.match(String(reply.traceback), /at fails \(main\.ts, line 5\)/)
  })

  it('%run runs a file again after it was changed, and sees the session’s names', async () => {
    await magic.run('const given = 5\nconst file = "again.ts"')
    write('again.ts', 'const taken = given + 1')
    await magic.run('%run -i {file}')
    write('again.ts', 'const taken = given + 2')
    await magic.run('%run again.ts')
    assert.equal(resultOf(await magic.run('taken')), '7')
  })

  it('%run runs the code cells of a notebook, magics too, up to the first that fails', async () => {
    const cell = (source: string | string[]) => ({ cell_type: 'code', source })
    const cells = [
      cell(['let step = 1\n', '!echo hi']),
      { cell_type: 'markdown', source: '# %cd /' },
      cell('throw 1'),
      cell('step = 2'),
    ]
    write('book.ipynb', JSON.stringify({ cells }))
    const answer = await magic.kernel.execute('%run book.ipynb')
    assert.deepEqual([answer.reply.status, textOf(answer)], ['error', 'hi\n'])
    assert.equal(resultOf(await magic.run('step')), '1')
  })

  it('%run says what is wrong with a file', async () => {
    write('broken.ipynb', '{')
    write('text.txt', '')
    assert.match(
      (await magic.failure('%run nowhere.ts')).evalue,
      /^%run: nowhere\.ts: there is no such file.*Usage: %run FILE/,
    )
    assert.match(
      (await magic.failure('%run text.txt')).evalue,
      /text\.txt is no TypeScript or JavaScript file and no notebook/,
    )
    assert.match((await magic.failure('%run broken.ipynb')).evalue, /broken\.ipynb is no notebook/)
    await magic.run('%%writefile wrong.ts\n\nconst half =')
    const { reply } = await magic.kernel.execute('%run wrong.ts')
    assert.match(String(reply.traceback), /at wrong\.ts, line 2/)
    assert.match((await magic.failure('%run')).evalue, /A file is missing/)
    assert.match((await magic.failure('%run tools')).evalue, /tools: it is a folder/)
  })

  it('relative imports are written out, and nothing else that looks like them', () => {
    const source =
      "import a from './a'\nimport '../b'\nawait import('./c')\nrequire(\"./d\")\nconst e = './e'; f('./f') // from './g'"
    assert.equal(
      absoluteImports(source, '/x/y'),
      'import a from "/x/y/a"\nimport "/x/b"\nawait import("/x/y/c")\nrequire("/x/y/d")\nconst e = \'./e\'; f(\'./f\') // from \'./g\'',
    )
  })

  it('%load puts the file into the cell', async () => {
    const { reply } = await magic.run('%load tools/double.ts')
    const text =
      '// %load tools/double.ts\nexport enum Way { Twice }\nexport const double = (n: number): number => n * 2'
    assert.deepEqual(reply.payload, [{ source: 'set_next_input', text, replace: true }])
  })

  it('%load takes some lines only', async () => {
    const { reply } = await magic.run('%load -r 2 tools/double.ts')
    assert.match(JSON.stringify(reply.payload), /double\.ts\\nexport const double/)
    assert.deepEqual(
      [linesIn('a\nb\nc\nd', '2-3'), linesIn('a\nb\nc', '1,3-'), linesIn('a', 'x')],
      ['b\nc', 'a\nc', undefined],
    )
    assert.match((await magic.failure('%load -r all tools/double.ts')).evalue, /"all" is no range of lines/)
    assert.match((await magic.failure('%load gone.ts')).evalue, /^%load: gone\.ts: there is no such file/)
  })

  it('%%writefile writes the text as it was typed, and says what it did', async () => {
    const file = join(magic.folder, 'out put.txt')
    const text = '\n%pwd {file}\n  !ls'
    assert.equal(await magic.printed(`%%writefile 'out put.txt'\n${text}`), 'Writing out put.txt\n')
    assert.equal(readFileSync(file, 'utf8'), `${text}\n`)
    assert.equal(await magic.printed("%%writefile -a 'out put.txt'\nmore"), 'Appending to out put.txt\n')
    assert.equal(readFileSync(file, 'utf8'), `${text}\nmore\n`)
    assert.equal(await magic.printed("%%writefile 'out put.txt'\nnew"), 'Overwriting out put.txt\n')
    assert.equal(readFileSync(file, 'utf8'), 'new\n')
  })

  it('%%writefile says what is wrong', async () => {
    assert.match((await magic.failure('%%writefile\nx')).evalue, /^%%writefile: A file is missing\. Usage: %%writefile/)
    assert.match(
      (await magic.failure('%%writefile no/where.txt\nx')).evalue,
      /no\/where\.txt: there is no such file or folder/,
    )
    assert.ok(!existsSync(join(magic.folder, 'no')))
    await magic.run('%%writefile full.txt\nfull')
    assert.match((await magic.failure('%%writefile full.txt')).evalue, /^%%writefile: There is no text below it\./)
    assert.equal(readFileSync(join(magic.folder, 'full.txt'), 'utf8'), 'full\n')
  })

  it('%cd, %pwd: the cells’ folder changes, the place that imports start from does not', async () => {
    assert.equal(await magic.printed('%cd tools'), `${magic.folder}/tools\n`)
    assert.equal(resultOf(await magic.run('%pwd')), `'${magic.folder}/tools'`)
    assert.equal(resultOf(await magic.run('const where = %pwd\nwhere === process.cwd()')), 'true')
    assert.equal(resultOf(await magic.run("(await import('./tools/double')).double(1)")), '2')
    assert.equal(await magic.printed('%cd -'), `${magic.folder}\n`)
    assert.equal(await magic.printed('%cd -q tools'), '')
    assert.equal(await magic.printed('%cd'), `${homedir()}\n`)
    await magic.run(`%cd -q ${magic.folder}`)
  })

  it('%cd, %pwd say what is wrong', async () => {
    assert.match(
      (await magic.failure('%cd nowhere')).evalue,
      /^%cd: nowhere: there is no such file or folder\. Usage: %cd/,
    )
    assert.match((await magic.failure('%pwd x')).evalue, /^%pwd: It takes no arguments, got "x"\. Usage: %pwd/)
  })

  it('%env gives, sets and lists variables, and keeps secrets out of the notebook', async () => {
    assert.equal(await magic.printed('%env TASKLAB_A=one two=2'), 'env: TASKLAB_A=one two=2\n')
    assert.equal(await magic.printed('%env MY_TOKEN abc'), 'env: MY_TOKEN=abc\n')
    assert.equal(resultOf(await magic.run('process.env.TASKLAB_A')), "'one two=2'")
    assert.equal(resultOf(await magic.run('%env TASKLAB_A')), "'one two=2'")
    assert.equal(
      resultOf(await magic.run('const all = %env\n[all.TASKLAB_A, all.MY_TOKEN]')),
      "[ 'one two=2', '<hidden>' ]",
    )
    assert.match((await magic.failure('%env TASKLAB_NONE')).evalue, /has no variable TASKLAB_NONE\. Usage: %env/)
    assert.match((await magic.failure('%env =x')).evalue, /A name is missing/)
  })
})
