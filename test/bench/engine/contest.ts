/**
 * A child process of the engine's benchmarks: one contestant does one job, so that each has a heap and a compiler of
 * its own. Prints a line of JSON: what it measured, or why it could not.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../statistics'
import type { Contestant, Measured, Resumer, Shape } from './work'

export type Job =
  | { readonly kind: 'work'; readonly shape: Shape; readonly count: number; readonly rounds: number }
  | { readonly kind: 'leave-unfinished' | 'resume'; readonly count: number; readonly file: string }

export type Report = Measured | { readonly ms: number } | { readonly cannot: string }

/** Enough for the compiler to have seen every path; its rounds are not counted. */
const warmUp = { rounds: 3, count: 300 } as const

async function main(name: string, job: Job): Promise<Report> {
  const { contestant, resumer } = require(`./contestants/${name}`) as { contestant: Contestant; resumer?: Resumer }
  if (job.kind === 'work') return measure(contestant, job.shape, job.count, job.rounds)
  if (resumer === undefined) return { cannot: 'no resume' }
  if (job.kind === 'resume') return { ms: await resumer.resume(job.count, job.file) }
  await resumer.leaveUnfinished(job.count, job.file)
  return { ms: 0 }
}

async function measure(contestant: Contestant, shape: Shape, count: number, rounds: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-bench-'))
  let files = 0
  const round = (tasks: number) => measureOnce(contestant, shape, tasks, join(folder, `${files++}.sqlite`))
  try {
    for (let warm = 0; warm < warmUp.rounds; warm++) await round(warmUp.count)
    const measured: Measured[] = []
    for (let index = 0; index < rounds; index++) measured.push(await round(count))
    return {
      buildMs: median(measured.map(({ buildMs }) => buildMs)),
      runMs: median(measured.map(({ runMs }) => runMs)),
      heapBytes: median(measured.map(({ heapBytes }) => heapBytes)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureOnce(contestant: Contestant, shape: Shape, count: number, file: string): Promise<Measured> {
  const heapBefore = heapUsed()
  const start = performance.now()
  const work = contestant.prepare(shape, count, file)
  const built = performance.now()
  const finished = await work.run()
  const ended = performance.now()
  const heapBytes = heapUsed() - heapBefore
  keepAlive(work, finished)
  return { buildMs: built - start, runMs: work.ownMs?.() ?? ended - built, heapBytes }
}

/** Needs `--expose-gc`; without it the figure would be what happens to lie around. */
function heapUsed(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Whatever the optimizer thinks: these are in use until here. */
function keepAlive(...values: readonly unknown[]): void {
  if (values.length === 0) throw new RangeError('nothing to keep')
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return /call stack/i.test(text) ? 'stack overflow' : text.slice(0, 60)
}

const [name = '', job = ''] = process.argv.slice(2)
void main(name, JSON.parse(job))
  .catch((error: unknown): Report => ({ cannot: reason(error) }))
  .then(report => {
    process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit())
  })
