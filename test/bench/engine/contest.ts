/**
 * A child process of the engine's benchmarks: one contestant, so that each has a heap and a compiler of its own.
 * It does the jobs that it is sent, one after another, and answers each with what it measured or why it could not.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownTime } from '../own-time'
import type { Contestant, Measured, Resumer, Shape } from './work'

export type Job =
  | { readonly kind: 'work'; readonly shape: Shape; readonly count: number }
  | { readonly kind: 'leave-unfinished' | 'resume'; readonly count: number; readonly file: string }

export type Report = Measured | { readonly ms: number } | { readonly cannot: string }

/** Enough for the compiler to have seen every path; done once for each shape, and not counted. */
const warmUp = { rounds: 3, count: 300 } as const
const warm = new Set<Shape>()

async function work(name: string, job: Job): Promise<Report> {
  const { contestant, resumer } = require(`./contestants/${name}`) as { contestant: Contestant; resumer?: Resumer }
  if (job.kind === 'work') {
    if (!warm.has(job.shape)) {
      for (let round = 0; round < warmUp.rounds; round++) await measure(contestant, job.shape, warmUp.count)
    }
    warm.add(job.shape)
    return measure(contestant, job.shape, job.count)
  }
  if (resumer === undefined) return { cannot: 'no resume' }
  if (job.kind === 'resume') return { ms: await resumer.resume(job.count, job.file) }
  await resumer.leaveUnfinished(job.count, job.file)
  return { ms: 0 }
}

async function measure(contestant: Contestant, shape: Shape, count: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-bench-'))
  try {
    const heapBefore = heapUsed()
    const start = ownTime()
    const work = contestant.prepare(shape, count, join(folder, 'store.sqlite'))
    const built = ownTime()
    const finished = await work.run()
    const ended = ownTime()
    const heapBytes = heapUsed() - heapBefore
    await work.close?.()
    keepAlive(work, finished)
    return { buildMs: built - start, runMs: work.ownMs?.() ?? ended - built, heapBytes }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return /call stack/i.test(text) ? 'stack overflow' : text.slice(0, 60)
}

const [name = ''] = process.argv.slice(2)
process.on('message', (job: Job) => {
  void work(name, job)
    .catch((error: unknown): Report => ({ cannot: reasonOf(error) }))
    .then(report => process.send?.(report))
})
