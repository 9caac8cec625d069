import { strict as assert } from 'node:assert'
import type { KernelSession } from '../../../kernel/cli/kernel-session'
import type { Cell, Notebook } from '../../../kernel/cli/notebook'
import { NotebookRun, type Outcome, type RunOptions } from '../../../kernel/cli/notebook-run'
import { Terminal } from '../../../kernel/cli/terminal'
import { openFake } from './fake-session'
import { TestScreen } from './screen'

describe('NotebookRun', () => {
  let session: KernelSession

  before(async () => {
    session = await openFake()
  })

  after(() => session.close())

  interface Run {
    readonly outcome: Outcome
    readonly screen: string
    /** As it was handed on to be saved, each time. */
    readonly saved: readonly Notebook[]
  }

  async function run(sources: readonly (string | Cell)[], options: Partial<RunOptions> = {}): Promise<Run> {
    const cells = sources.map(source => (typeof source === 'string' ? codeCell(source) : source))
    const screen = new TestScreen()
    const saved: Notebook[] = []
    const outcome = await new NotebookRun({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }, session, {
      terminal: new Terminal(screen, {}),
      signal: new AbortController().signal,
      onCell: notebook => saved.push(notebook),
      ...options,
    }).run()
    return { outcome, screen: screen.text, saved }
  }

  /** For cells after which a kernel is of no more use. */
  async function runAlone(...args: Parameters<typeof run>): Promise<Run> {
    const shared = session
    session = await openFake()
    try {
      return await run(...args)
    } finally {
      await session.close()
      session = shared
    }
  }

  function codeCell(source: string, tags: readonly string[] = []): Cell {
    return { cell_type: 'code', id: 'x', source, metadata: { tags }, outputs: [], execution_count: null }
  }

  function markdown(source: string): Cell {
    return { cell_type: 'markdown', id: 'm', source, metadata: {} }
  }

  it('runs the code cells in order and keeps what each shows', async () => {
    const { outcome, saved } = await run(['print one\nprint two', markdown('prose'), 'result 3'])
    assert.deepEqual(outcome, { kind: 'done', cells: 2 })
    const [first, prose, last] = saved.at(-1)?.cells ?? []
    assert.deepEqual(first?.outputs, [{ output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' }])
    assert.deepEqual(prose, markdown('prose'))
    const execution_count = (first?.execution_count ?? 0) + 1
    assert.deepEqual(last?.outputs, [
      { output_type: 'execute_result', data: { 'text/plain': '3' }, metadata: {}, execution_count },
    ])
    assert.equal(last?.execution_count, execution_count)
  })

  it('passes blank cells by, and counts without them as the kernel does', async () => {
    const { outcome, screen } = await run([' \n', 'print hello'])
    assert.deepEqual(outcome, { kind: 'done', cells: 1 })
    assert.match(screen, /\[1\/1\] print hello\nhello\n/)
  })

  it('stops at the cell that fails, and names it with its error', async () => {
    const { outcome, saved, screen } = await run(['print one', 'fail ValueError: 418', 'print three'])
    assert.deepEqual(outcome, { kind: 'failed', cell: 2, reason: 'ValueError: 418' })
    assert.deepEqual(saved.at(-1)?.cells[2]?.outputs, [])
    assert.ok(screen.endsWith('ValueError: 418\n'))
  })

  it('goes on after a failing cell that is tagged raises-exception', async () => {
    const { outcome, screen } = await run([codeCell('fail ValueError: 418', ['raises-exception']), 'print after'])
    assert.deepEqual(outcome, { kind: 'done', cells: 2 })
    assert.match(screen, /ValueError: 418\n(.*\n)*after\n/)
  })

  it('hands the notebook on after every cell, so that a later end keeps what ran', async () => {
    const { saved } = await run(['print one', 'print two'])
    assert.deepEqual(
      saved.map(({ cells }) => cells.map(cell => cell.outputs?.length)),
      [
        [1, 0],
        [1, 1],
        [1, 1],
      ],
    )
  })

  it('interrupts the running cell when it is asked to stop, and starts no other', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 50)
    const { outcome, saved } = await run(['print one', 'hang', 'print three'], { signal: stop.signal })
    assert.deepEqual(outcome, { kind: 'interrupted', cell: 2, cells: 3 })
    assert.deepEqual(
      saved.at(-1)?.cells.map(cell => cell.outputs?.length),
      [1, 1, 0],
    )
  })

  it('interrupts a cell at its time limit, and that is its failure', async () => {
    const { outcome } = await run(['hang'], { cellLimit: 50 })
    assert.deepEqual(outcome, { kind: 'failed', cell: 1, reason: 'It took longer than 0.05 s.' })
  })

  it('gives a cell up that does not end when it is interrupted', async () => {
    const { outcome } = await runAlone(['deaf'], { cellLimit: 50, graceMs: 100 })
    assert.deepEqual(outcome, { kind: 'failed', cell: 1, reason: 'It did not end when it was interrupted.' })
  })

  it('names the cell in which the kernel died', async () => {
    const { outcome } = await runAlone(['print one', 'die 3'])
    assert.deepEqual(outcome, { kind: 'failed', cell: 2, reason: 'The kernel died (exit code 3).' })
  })

  it('keeps a display that a later cell updates in the cell that showed it', async () => {
    const { saved } = await run(['display a first', 'update a second'])
    assert.deepEqual(
      saved.at(-1)?.cells.map(cell => cell.outputs),
      [[{ output_type: 'display_data', data: { 'text/plain': 'second' }, metadata: {} }], []],
    )
  })

  it('prints what a front end would open in its pager, and does not save it', async () => {
    const { screen, saved } = await run(['print one\npage help about it'])
    assert.match(screen, /\none\nhelp about it\n$/)
    assert.deepEqual(saved.at(-1)?.cells[0]?.outputs, [{ output_type: 'stream', name: 'stdout', text: 'one\n' }])
  })

  it('takes the language of the saved notebook from the kernel', async () => {
    const { saved } = await run(['print one'])
    assert.deepEqual(saved.at(-1)?.metadata.language_info, { name: 'typescript', file_extension: '.ts' })
  })
})
