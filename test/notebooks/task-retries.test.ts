import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeKernelSpec } from '../../kernel/cli/kernelspec'
import { needsPython } from '../run/environment'

interface CellOutput {
  readonly output_type: string
  readonly name?: string
  readonly text?: string | readonly string[]
  readonly data?: Readonly<Record<string, unknown>>
}

interface Notebook {
  readonly cells: readonly {
    readonly cell_type: string
    readonly source: string | readonly string[]
    readonly outputs?: readonly CellOutput[]
  }[]
}

const file = join(__dirname, '../../notebooks/task-retries.ipynb')

describe('The retry tutorial, run by nbclient', () => {
  let saved: Notebook
  let executed: Notebook
  let jupyterPath: string

  before(async function () {
    this.timeout(60_000)
    const python = needsPython(this)
    jupyterPath = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    writeKernelSpec(join(jupyterPath, 'kernels'))
    const script = join(__dirname, 'run_notebook.py')
    const env = { ...process.env, JUPYTER_PATH: jupyterPath, TASKLAB_HOME: join(jupyterPath, 'store') }
    const options = { env, maxBuffer: 1 << 27 }
    const { stdout } = await promisify(execFile)(python, [script, file, join(__dirname, '../../notebooks')], options)
    executed = JSON.parse(stdout)
    saved = JSON.parse(readFileSync(file, 'utf8'))
  })

  after(() => {
    if (jupyterPath !== undefined) rmSync(jupyterPath, { recursive: true, force: true })
  })

  it('shows in every cell what the saved notebook shows', () => {
    for (const [i, cell] of saved.cells.entries()) {
      if (cell.cell_type !== 'code') continue
      assert.deepEqual(shown(executed.cells[i]?.outputs), shown(cell.outputs), joined(cell.source))
    }
  })

  it('prints to the letter what the tutorial prints', () => {
    const text = executed.cells.flatMap(({ outputs = [] }) => outputs.map(textOf)).join('\n')
    for (const line of [
      'Flow state: Pending("Some terminal tasks are still pending.")',
      '<Task: create_payload>: Success("Task run succeeded.")',
      '<Task: ping_external_service>: Retrying("Retrying Task (after attempt 1 of 2)")',
      'Flow state: Success("All key tasks succeeded.")',
      'Flow results: {<Task: ping_external_service>: Success("Task run succeeded.")}',
    ]) {
      assert.ok(text.includes(line), `${line}\nis not in\n${text}`)
    }
  })

  it('takes five seconds at first, and next to none for the second run', () => {
    const walls = executed.cells
      .flatMap(({ outputs = [] }) => outputs.map(textOf))
      .flatMap(text => /Wall time: ([\d.]+) (m?s)/.exec(text) ?? [])
      .filter((_, i) => i % 3 !== 0)
    const [first, firstUnit, second, secondUnit] = walls
    assert.equal(firstUnit, 's')
    assert.ok(Number(first) >= 5 && Number(first) < 7, `first run: ${first} s`)
    assert.equal(secondUnit, 'ms')
    assert.ok(Number(second) < 1000, `second run: ${second} ms`)
  })

  it('gives both pictures as vega-lite and as PNG, and the state as a table', () => {
    const bundles = executed.cells.flatMap(({ outputs = [] }) => outputs.map(({ data }) => data ?? {}))
    const pictures = bundles.filter(data => 'image/png' in data)
    assert.equal(pictures.length, 2)
    for (const picture of pictures) {
      assert.deepEqual(Object.keys(picture).sort(), ['application/vnd.vegalite.v5+json', 'image/png', 'text/plain'])
    }
    assert.equal(bundles.filter(data => joined(data['text/html']).includes('<table')).length, 2)
  })
})

/** Outputs as they are compared: times differ from run to run, and so do port numbers and drawn bytes. */
function shown(outputs: readonly CellOutput[] = []): unknown {
  return outputs.map(output => ({
    type: output.output_type,
    kinds: Object.keys(output.data ?? {}).sort(),
    text: textOf(output)
      .replace(/\d[\d.]* ([mμn]?s)\b/g, '0 s')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:0'),
  }))
}

function textOf({ text, data }: CellOutput): string {
  return joined(text ?? data?.['text/plain'])
}

function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : String(text ?? '')
}
