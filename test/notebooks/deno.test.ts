/**
 * The library in a kernel that is not ours: the saved tutorial, cell by cell in Deno's stock kernel, in a folder where
 * the package is installed. Cells that are timed run untimed; one that is a magic as a whole does not run.
 */

import { strict as assert } from 'node:assert'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KernelSession } from '../../kernel/cli/kernel-session'
import { Recorder } from '../../kernel/cli/recorder'
import { packageRoot } from '../../kernel/package-root'
import { denoKernelSpec } from '../kernel/deno'
import { type CellOutput, joined, notebookFolder, readSaved, type SavedCell, shown } from './executed-notebook'

describe("The retry tutorial in Deno's stock kernel", () => {
  const cells = readSaved(join(notebookFolder, 'task-retries.ipynb')).cells.flatMap(plainCell)
  const recorder = new Recorder()
  const outputsOf = (cell: PlainCell): readonly CellOutput[] => recorder.outputsOf(cells.indexOf(cell))
  let folder = ''
  let kernel: KernelSession | undefined

  before(async function () {
    this.timeout(60_000)
    folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    const spec = denoKernelSpec({ DENO_DIR: join(folder, 'deno'), TASKLAB_HOME: join(folder, 'store') })
    if (spec === undefined) return this.skip()
    installInto(folder)
    kernel = await KernelSession.open(spec, { cwd: folder, signal: new AbortController().signal })
    for (const [index, { code }] of cells.entries()) await execute(kernel, index, code)
    await printedAll(kernel)
  })

  after(async () => {
    await kernel?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function execute({ client }: KernelSession, index: number, code: string): Promise<void> {
    const reply = await client.execute(code, (type, content) => {
      recorder.record(index, type, content)
    })
    assert.equal(reply.status, 'ok', `${code}\n${reply.evalue}`)
  }

  it('prints in every cell what it prints in ours', () => {
    for (const cell of cells) assert.deepEqual(printed(outputsOf(cell)), printed(cell.saved), cell.code)
  })

  it('shows states as tables, graphs and the timeline as vega-lite and PNG, as in ours', () => {
    const results = cells.flatMap(({ saved }) => saved.filter(isView))
    assert.equal(results.length, 5)
    for (const cell of cells) {
      assert.deepEqual(views(outputsOf(cell)), views(cell.saved), cell.code)
    }
  })
})

interface PlainCell {
  readonly code: string
  readonly saved: readonly CellOutput[]
}

function plainCell({ cell_type, source, outputs = [] }: SavedCell): readonly PlainCell[] {
  const code = joined(source)
  const untimed = code.replace(/^%%time\n/, '')
  if (cell_type !== 'code' || untimed.startsWith('%')) return []
  const quick = untimed.replace('sleep(5_000)', 'sleep(50)')
  return [{ code: quick, saved: untimed === code ? outputs : [] }]
}

/** As `npm install` would: a copy, since Deno takes files outside of node_modules for ES modules. */
function installInto(folder: string): void {
  const copy = join(folder, 'node_modules', 'tasklab')
  for (const part of ['package.json', 'dist/lib'])
    cpSync(join(packageRoot(), part), join(copy, part), { recursive: true })
  symlinkSync(join(packageRoot(), 'node_modules'), join(copy, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { tasklab: '*' } }))
}

/** Deno sends what a cell prints when it pleases, but in order. */
function printedAll({ client }: KernelSession): Promise<void> {
  return new Promise((resolve, reject) => {
    client.execute("console.log('the end')", type => type === 'stream' && resolve()).catch(reject)
  })
}

/** Other outputs are Deno's own way to show plain values, or the table of a run that goes on, which is our kernel's. */
function isView({ output_type, data = {} }: CellOutput): boolean {
  return output_type === 'execute_result' && ('text/html' in data || 'image/png' in data)
}

/** A trace of Deno's names no cell, but line and column in it. */
function views(outputs: readonly CellOutput[]): unknown {
  const inCell = /(?:Cell \[\d+\]|&lt;anonymous&gt;):(?=\d+:\d+\))/g
  const views = outputs.filter(isView).map(output => {
    const { 'text/html': html, ...data } = output.data ?? {}
    return html === undefined ? output : { ...output, data: { ...data, 'text/html': joined(html).replace(inCell, '') } }
  })
  return shown(views)
}

function printed(outputs: readonly CellOutput[]): unknown {
  return shown(outputs.filter(({ output_type }) => output_type === 'stream'))
}
