/**
 * The kernel beside Deno's, ipykernel and stock tslab: all of them started and asked by the same jupyter_client, in one
 * run. A machine without Python leaves this part out and says so.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureEnvironment, pythonOf } from '../../../kernel/cli/python'
import { reasonOf } from '../../../kernel/error'
import { nameAndVersion } from '../machine'
import type { Scale } from '../options'
import type { Row, Table } from '../row'
import { type Kernel, kernelsHere } from './kernels'
import { Samples } from './samples'
import { targetOf, unitOf } from './targets'

const environment = join(__dirname, '..', '..', '..', '.venv')

export async function kernelTables({ kernel: scale }: Scale, say: (text: string) => void): Promise<readonly Table[]> {
  const requirements = readFileSync(join(__dirname, '..', 'requirements.txt'), 'utf8')
    .trim()
    .split('\n')
  try {
    ensureEnvironment(environment, requirements, say)
  } catch (error) {
    return [leftOut(reasonOf(error))]
  }
  const kernels = kernelsHere(pythonOf(environment))
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-bench-'))
  try {
    for (const kernel of kernels) writeSpec(folder, kernel)
    const { linesLimitS, ...rest } = scale
    const cells = Object.fromEntries(kernels.map(kernel => [kernel.name, kernel.cells]))
    const plan = join(folder, 'plan.json')
    writeFileSync(plan, JSON.stringify({ ...rest, lines_limit: linesLimitS, kernels: cells }))
    const samples = await measure(folder, plan, say)
    return [tableOf(kernels, samples, scale.lines, requirements)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function tableOf(kernels: readonly Kernel[], samples: Samples, lines: number, requirements: readonly string[]): Table {
  const rows = samples.figures.map((figure): Row => {
    const { unit, factor } = unitOf(figure)
    const name = figure.replace('console lines', `${lines.toLocaleString('en-US')} console lines`)
    return { name, unit, ...targetOf(figure), outcomes: samples.outcomes(figure, factor) }
  })
  const versions = [nameAndVersion('deno'), ...requirements.toReversed().map(line => line.replace('==', ' '))]
  return {
    title: 'Kernel: from request to reply',
    note: `${versions.join(', ')}, ${nameAndVersion('tslab')}; all through the same client.`,
    contestants: kernels.map(({ name }) => name),
    rows,
  }
}

function leftOut(reason: string): Table {
  return { title: 'Kernel', note: `Left out: ${reason}`, contestants: [], rows: [] }
}

function writeSpec(folder: string, { name, spec }: Kernel): void {
  const place = join(folder, 'kernels', name)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'kernel.json'), JSON.stringify(spec))
}

async function measure(folder: string, plan: string, say: (text: string) => void): Promise<Samples> {
  const child = spawn(pythonOf(environment), [join(__dirname, 'measure.py'), plan], {
    cwd: folder,
    env: surroundings(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = exitOf(child)
  const samples = new Samples()
  for await (const line of createInterface({ input: child.stdout })) {
    const text = samples.add(line)
    if (text !== undefined) say(text)
  }
  await ended
  return samples
}

/** Nothing of the user's is read or written. */
function surroundings(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    JUPYTER_PATH: folder,
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    JUPYTER_DATA_DIR: join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    IPYTHONDIR: join(folder, 'ipython'),
    TASKLAB_HISTORY: join(folder, 'history.sqlite'),
    TASKLAB_HOME: join(folder, 'store'),
    DENO_DIR: join(folder, 'deno'),
    DENO_NO_UPDATE_CHECK: '1',
  }
}

async function exitOf(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`measure.py ended with ${String(code)}:\n${said.trim()}`)
}
