import { strict as assert } from 'node:assert'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readNotebook } from '../../../kernel/cli/notebook-file'
import { isOneLine, tasklab } from './command-line'

describe('tasklab run', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
    file = join(folder, 'note book.ipynb')
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  interface Draft {
    readonly source: string
    readonly tags?: readonly string[]
  }

  function write(...drafts: readonly (string | Draft)[]): string {
    const cells = drafts.map(draft => {
      const { source, tags = [] } = typeof draft === 'string' ? { source: draft } : draft
      return { cell_type: 'code', source, metadata: { tags }, outputs: [], execution_count: null }
    })
    writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells }))
    return readFileSync(file, 'utf8')
  }

  it('runs a notebook on the real kernel, prints it, and leaves the file as it is', async () => {
    const text = write('const a: number = 20\na', 'console.log("twice", a * 2)', 'process.cwd()')
    const { code, stdout, stderr } = await tasklab(['run', file])
    assert.equal(stderr, '')
    assert.match(stdout, /\[1\/3\] const a: number = 20\n {6}a\n20\n(?:[\d.]+ s\n)?\n\[2\/3\] .*\ntwice 40\n/)
    assert.ok(stdout.includes(folder), 'cells run in the folder of the notebook')
    assert.match(stdout, /\n3 cells ran in \d+\.\d+ s\.\n$/)
    assert.equal(code, 0)
    assert.equal(readFileSync(file, 'utf8'), text)
    assert.equal(readdirSync(folder).length, 1)
  })

  it('saves the executed notebook where --output says, with parameters', async () => {
    write({ source: 'const n = 1', tags: ['parameters'] }, '"n is " + n')
    const output = join(folder, 'out.ipynb')
    const { code } = await tasklab(['run', 'note book.ipynb', '-p', 'n=7', '--output', 'out.ipynb'], { cwd: folder })
    assert.equal(code, 0)
    const { cells, metadata, nbformat_minor } = readNotebook(output)
    assert.deepEqual(
      cells.map(({ execution_count }) => execution_count),
      [1, 2, 3],
    )
    assert.equal(nbformat_minor, 5)
    assert.deepEqual(metadata.kernelspec, {
      display_name: 'TypeScript (tasklab)',
      language: 'typescript',
      name: 'tasklab',
    })
    const [result] = cells[2]?.outputs ?? []
    assert.deepEqual(result, {
      output_type: 'execute_result',
      data: { 'text/plain': "'n is 7'" },
      metadata: {},
      execution_count: 3,
    })
  })

  it('names the cell that failed, runs no other, and saves what ran', async () => {
    write(
      '1',
      { source: 'throw new Error("may")', tags: ['raises-exception'] },
      'JSON.parse("null").x',
      'console.log("never")',
    )
    const output = join(folder, 'out.ipynb')
    const { code, stdout, stderr } = await tasklab(['run', file, '-o', output])
    assert.equal(code, 1)
    assert.match(stderr, /^\nCell 3 failed: TypeError: [^\n]+\n$/)
    assert.doesNotMatch(stdout, /never\n/)
    const kinds = readNotebook(output).cells.map(({ outputs }) => outputs?.map(({ output_type }) => output_type))
    assert.deepEqual(kinds, [['execute_result'], ['error'], ['error'], []])
  })

  it('ends with 130 on Ctrl-C, also while a cell loops, and keeps what ran', async () => {
    write('console.log("ran")', 'console.log("started"); while (true) {}', 'console.log("never")')
    const output = join(folder, 'out.ipynb')
    let sent = false
    const { code, stderr } = await tasklab(['run', file, '-o', output], {
      onOutput: (child, stdout) => {
        if (sent || !stdout.includes('\nstarted')) return
        sent = true
        child.kill('SIGINT')
        child.kill('SIGINT') // as npm does
      },
    })
    assert.equal(code, 130)
    assert.equal(stderr, '\nInterrupted at cell 2 of 3.\n')
    const texts = readNotebook(output).cells.map(({ outputs }) => outputs?.map(out => 'text' in out && out.text))
    assert.deepEqual(texts, [['ran\n'], ['started\n', false], []])
  })

  it('takes the kernel with it when it is told to end, with the exit code of the signal', async () => {
    write('console.log("host", process.pid); await new Promise(() => {})')
    let host = 0
    const { code } = await tasklab(['run', file], {
      onOutput: (child, stdout) => {
        const [, pid] = /^host (\d+)$/m.exec(stdout) ?? []
        if (pid === undefined || host !== 0) return
        host = Number(pid)
        child.kill('SIGTERM')
      },
    })
    assert.equal(code, 143)
    assert.throws(() => process.kill(host, 0), { code: 'ESRCH' })
  })

  it('goes on with what the last run left unfinished under --resume', async () => {
    const cell = [
      "import { existsSync } from 'node:fs'",
      "import { Flow, task } from 'tasklab'",
      "const first = task(async function first() { console.log('first runs'); return 1 })",
      "const second = task(async function second(n: number) { if (!existsSync('mended')) throw new Error('not yet'); return n + 1 })",
      "const flow = new Flow('resumed in a notebook')",
      'const result = flow.build(() => second(first()))',
      'const state = await flow.run()',
      'if (state.type !== "Success") throw new Error(state.message)',
    ]
    write(cell.join('\n'))
    const broken = await tasklab(['run', file])
    assert.match(broken.stdout, /^first runs$/m)
    assert.equal(broken.code, 1)
    writeFileSync(join(folder, 'mended'), '')
    const mended = await tasklab(['run', file, '--resume'])
    assert.equal(mended.stderr, '')
    assert.doesNotMatch(mended.stdout, /^first runs$/m)
  })

  it('stops a cell at --timeout', async () => {
    write('await new Promise(() => {})')
    const { code, stderr } = await tasklab(['run', file, '--timeout', '200ms'])
    assert.equal(stderr, '\nCell 1 failed: It took longer than 0.20 s.\n')
    assert.equal(code, 1)
  })

  it('refuses what is wrong before it starts a kernel: one line, exit code 2', async () => {
    write('1')
    const missing = join(folder, 'missing.ipynb')
    const cases: readonly [readonly string[], RegExp][] = [
      [[missing], /missing\.ipynb cannot be read: no such file or folder\./],
      [[file, '--timeout', '30'], /--timeout "30" is no duration/],
      [[file, '--timeout', 'soon'], /--timeout "soon" is no duration/],
      [[file, '-p', 'a-b=1'], /"a-b" cannot be the name/],
      [[file, '--output', join(folder, 'no', 'x.ipynb')], /cannot be written: no such file or folder\./],
      [[file, '--resumee'], /Unknown option "--resumee"\. Did you mean "--resume"\?/],
    ]
    const ends = await Promise.all(cases.map(([args]) => tasklab(['run', ...args])))
    for (const [index, { code, stdout, stderr }] of ends.entries()) {
      assert.match(stderr, cases[index]?.[1] ?? /^$/)
      assert.deepEqual({ code, stdout, oneLine: isOneLine(stderr) }, { code: 2, stdout: '', oneLine: true })
    }
  })
})
