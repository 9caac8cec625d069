/**
 * The engine beside its peers: cost of a task in time and memory, of building a graph, of a store, of a resume.
 * Every figure is the median over child processes that took turns.
 */

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nameAndVersion } from '../machine'
import type { Scale } from '../options'
import type { Outcome, Row, Table } from '../row'
import { median, takeTurns } from '../statistics'
import { contest } from './child'
import type { Job } from './contest'
import type { Measured, Shape } from './work'

const shapes: readonly Shape[] = ['wide', 'chain']

/** Column and file of each contestant. */
type Field = Readonly<Record<string, string>>
const inMemory: Field = {
  tasklab: 'tasklab',
  'bare loop': 'bare-loop',
  'p-graph': 'p-graph',
  'async auto': 'async-auto',
  listr2: 'listr2',
}
const onDisk: Field = { tasklab: 'tasklab-durable', openworkflow: 'openworkflow' }
/** Their time grows with the square of the tasks. */
const slow = ['async auto', 'listr2']
/** OpenWorkflow refuses a run of more steps than this. */
const mostSteps = 1_000

export async function engineTables(scale: Scale, say: (text: string) => void): Promise<readonly Table[]> {
  const { rounds, limitMs, slowPeers } = scale.engine
  const canTake = (name: string, count: number) =>
    count <= mostSteps || !(name === 'openworkflow' || (slow.includes(name) && !slowPeers))
  const work = async (field: Field, shape: Shape, count: number): Promise<ReadonlyMap<string, Measured | string>> => {
    say(`${count.toLocaleString('en-US')} tasks, ${shape}: ${Object.keys(field).join(', ')}`)
    const inner = count > mostSteps ? 1 : field === onDisk ? 1 : 15
    const asked = Object.fromEntries(Object.entries(field).filter(([name]) => canTake(name, count)))
    return medians(asked, rounds, limitMs, { kind: 'work', shape, count, rounds: inner })
  }
  const memory: Row[] = []
  const disk: Row[] = []
  const building: Row[] = []
  for (const count of [1_000, 100_000]) {
    for (const shape of shapes) {
      const name = `${count.toLocaleString('en-US')} tasks, ${shape}`
      const measured = await work(inMemory, shape, count)
      const per = (read: (figures: Measured) => number) => outcomes(measured, figures => read(figures) / count)
      memory.push({ name, unit: 'µs', target: 5, outcomes: per(({ runMs }) => runMs * 1e3) })
      building.push({
        name: `${name}, memory of graph and run`,
        unit: 'bytes',
        outcomes: per(figures => figures.heapBytes),
      })
      if (count > 1_000) {
        const outcome = outcomes(measured, ({ buildMs }) => buildMs)
        building.push({ name: `${name}, building the graph`, unit: 'ms', target: 1_000, outcomes: outcome })
      }
      const kept = await work(onDisk, shape, count)
      disk.push({ name, unit: 'µs', target: 20, outcomes: outcomes(kept, ({ runMs }) => (runMs * 1e3) / count) })
    }
  }
  const resumed = await resumes(scale, say)
  const peers = ['p-graph', 'async', 'listr2'].map(nameAndVersion).join(', ')
  return [
    {
      title: 'Engine, in memory: time per task',
      note: `No-op async tasks; beside a bare loop that awaits the same functions, ${peers}.`,
      contestants: Object.keys(inMemory),
      rows: memory,
    },
    {
      title: 'Engine, in memory: heap per task, and building',
      note: 'Async takes its graph when it runs. Ours keeps states, inputs and results to look into.',
      contestants: Object.keys(inMemory),
      rows: building,
    },
    {
      title: 'Engine, durable: time per task, store on disk',
      note: `Beside ${nameAndVersion('openworkflow')} on SQLite, which refuses more than 1,000 steps in a run.`,
      contestants: Object.keys(onDisk),
      rows: [...disk, ...resumed],
    },
  ]
}

/** What was done is read back in a new process, and one task is left to run. */
async function resumes({ engine }: Scale, say: (text: string) => void): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-bench-'))
  const rows: Row[] = []
  try {
    for (const count of [mostSteps - 1, 10_000]) {
      const name = `resume of ${count.toLocaleString('en-US')} finished tasks`
      say(name)
      const asked = Object.entries(onDisk).filter(([contestant]) => contestant === 'tasklab' || count < mostSteps)
      const samples = new Map<string, number[]>()
      for (const [contestant, file] of asked) {
        mkdirSync(join(folder, `${file}-${count}`))
        await contest(file, { kind: 'leave-unfinished', count, file: left(folder, file, count) }, engine.limitMs)
        samples.set(contestant, [])
      }
      await takeTurns(asked, engine.rounds, async ([contestant, file], round) => {
        const copy = join(folder, `${file}-${count}-${round}`)
        cpSync(join(folder, `${file}-${count}`), copy, { recursive: true })
        const report = await contest(file, { kind: 'resume', count, file: join(copy, 'store.sqlite') }, engine.limitMs)
        if ('ms' in report) samples.get(contestant)?.push(report.ms)
      })
      const outcome = new Map(
        [...samples].map(([key, ms]): [string, Outcome] => [key, ms.length === 0 ? 'failed' : median(ms)]),
      )
      rows.push({ name, unit: 'ms', ...(count === 10_000 ? { target: 300 } : {}), outcomes: outcome })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return rows
}

function left(folder: string, file: string, count: number): string {
  return join(folder, `${file}-${count}`, 'store.sqlite')
}

/** Who fails once is not asked again: it will not get better, and it takes the time of the others. */
async function medians(
  field: Field,
  rounds: number,
  limitMs: number,
  job: Job,
): Promise<ReadonlyMap<string, Measured | string>> {
  const samples = new Map<string, Measured[]>()
  const failures = new Map<string, string>()
  await takeTurns(Object.entries(field), rounds, async ([contestant, file]) => {
    if (failures.has(contestant)) return
    const report = await contest(file, job, limitMs)
    if ('cannot' in report) failures.set(contestant, report.cannot)
    else if ('runMs' in report) samples.set(contestant, [...(samples.get(contestant) ?? []), report])
  })
  const figures = (measured: readonly Measured[]): Measured => ({
    buildMs: median(measured.map(({ buildMs }) => buildMs)),
    runMs: median(measured.map(({ runMs }) => runMs)),
    heapBytes: median(measured.map(({ heapBytes }) => heapBytes)),
  })
  const all = [...samples].map(([name, measured]): [string, Measured] => [name, figures(measured)])
  return new Map<string, Measured | string>([...all, ...failures])
}

function outcomes(
  measured: ReadonlyMap<string, Measured | string>,
  read: (figures: Measured) => number,
): ReadonlyMap<string, Outcome> {
  return new Map([...measured].map(([name, figures]) => [name, typeof figures === 'string' ? figures : read(figures)]))
}
