/**
 * The engine beside its peers: cost of a task in time and memory, of building a graph, of a store, of a resume.
 */

import { nameAndVersion } from '../machine'
import type { Scale } from '../options'
import type { Row, Table } from '../row'
import { Field, type Measurements, outcomesOf } from './field'
import { resumeRow } from './resumes'
import type { Shape } from './work'

const sizes: readonly (readonly [Shape, number])[] = [
  ['wide', 1_000],
  ['chain', 1_000],
  ['wide', 100_000],
  ['chain', 100_000],
]

const inMemory = {
  tasklab: 'tasklab',
  'bare loop': 'bare-loop',
  'p-graph': 'p-graph',
  'async auto': 'async-auto',
  listr2: 'listr2',
} as const
const onDisk = { tasklab: 'tasklab-durable', openworkflow: 'openworkflow' } as const

/** Their time grows with the square of the tasks. */
const slow: readonly string[] = ['async auto', 'listr2']
/** OpenWorkflow refuses a run of more steps than this. */
const mostSteps = 1_000

export async function engineTables(scale: Scale, say: (text: string) => void): Promise<readonly Table[]> {
  return [...(await memoryTables(scale, say)), await diskTable(scale, say)]
}

async function memoryTables({ engine }: Scale, say: (text: string) => void): Promise<readonly Table[]> {
  const field = new Field(inMemory, engine.limitMs)
  const times: Row[] = []
  const costs: Row[] = []
  for (const [shape, count] of sizes) {
    const name = nameOf(shape, count)
    say(`${name}, in memory`)
    const takesPart = (peer: string) => count <= mostSteps || engine.slowPeers || !slow.includes(peer)
    const rounds = roundsOf(count, engine.rounds)
    const measured = await field.measure(shape, count, { rounds, weighs: true, takesPart })
    times.push({ name, unit: 'µs', target: 5, outcomes: perTask(measured, count) })
    const heap = outcomesOf(measured, ({ heapBytes }) => (heapBytes === undefined ? undefined : heapBytes / count))
    costs.push({ name: `${name}: heap of graph and run, per task`, unit: 'bytes', outcomes: heap })
    if (count <= mostSteps) continue
    const build = outcomesOf(measured, ({ buildMs }) => buildMs)
    costs.push({ name: `${name}: building the graph`, unit: 'ms', target: 1_000, outcomes: build })
  }
  field.close()
  const peers = ['p-graph', 'async', 'listr2'].map(nameAndVersion).join(', ')
  return [
    {
      title: 'Engine, in memory: time per task',
      note: `No-op async tasks; beside a bare loop that awaits the same functions, ${peers}.`,
      contestants: field.names,
      rows: times,
    },
    {
      title: 'Engine, in memory: heap, and building',
      note: 'Ours keeps states, inputs and results to look into. Async and Listr2 do part of the building when they run.',
      contestants: field.names,
      rows: costs,
    },
  ]
}

async function diskTable({ engine }: Scale, say: (text: string) => void): Promise<Table> {
  const field = new Field(onDisk, engine.limitMs)
  const rows: Row[] = []
  for (const [shape, count] of sizes) {
    const name = nameOf(shape, count)
    say(`${name}, store on disk`)
    const takesPart = (peer: string) => canTake(peer, count)
    const measured = await field.measure(shape, count, { rounds: engine.rounds, weighs: false, takesPart })
    rows.push({ name, unit: 'µs', target: 20, outcomes: perTask(measured, count) })
  }
  field.close()
  for (const [count, target] of [[mostSteps - 1], [10_000, 300]] as const) {
    say(`resume of ${count.toLocaleString('en-US')} finished tasks`)
    const files = Object.fromEntries(Object.entries(onDisk).filter(([peer]) => canTake(peer, count)))
    rows.push({ ...(await resumeRow(files, count, engine)), ...(target === undefined ? {} : { target }) })
  }
  return {
    title: 'Engine, durable: time per task, store on disk',
    note: `Beside ${nameAndVersion('openworkflow')} on SQLite, which refuses more than 1,000 steps in a run.`,
    contestants: field.names,
    rows,
  }
}

function canTake(peer: string, count: number): boolean {
  return peer !== 'openworkflow' || count <= mostSteps
}

/** Small work needs more rounds for a steady median. */
function roundsOf(count: number, rounds: number): number {
  return count <= mostSteps ? rounds * 10 : rounds
}

function nameOf(shape: Shape, count: number): string {
  return `${count.toLocaleString('en-US')} tasks, ${shape}`
}

function perTask(measured: Measurements, count: number) {
  return outcomesOf(measured, ({ runMs }) => (runMs * 1_000) / count)
}
