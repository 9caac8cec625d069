/**
 * A child process of the engine's benchmarks: one contestant, so that each has a heap and a compiler of its own.
 * It does the jobs that it is sent, one after another, and answers each with what it measured or why it could not.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownTime } from '../own-time'
import type { Contestant, Resumer, Shape, Timed, Weighed, Work } from './work'

export type Job =
  | { readonly kind: 'time' | 'weigh'; readonly shape: Shape; readonly count: number }
  | { readonly kind: 'leave-unfinished' | 'resume'; readonly count: number; readonly file: string }

export type Report = Timed | Weighed | { readonly ms: number } | { readonly cannot: string }

/** Enough for the compiler to have seen every path, but not for ever; done once for each shape, and not counted. */
const warmUp = { rounds: 30, count: 500, limitMs: 500 } as const
const warm = new Set<Shape>()

async function work(name: string, job: Job): Promise<Report> {
  const { contestant, resumer } = require(`./contestants/${name}`) as { contestant: Contestant; resumer?: Resumer }
  if ('shape' in job) {
    await warmUpOnce(contestant, job.shape)
    return withWork<Report>(contestant, job.shape, job.count, job.kind === 'time' ? time : weigh)
  }
  if (resumer === undefined) return { cannot: 'no resume' }
  if (job.kind === 'resume') return { ms: await resumer.resume(job.count, job.file) }
  await resumer.leaveUnfinished(job.count, job.file)
  return { ms: 0 }
}

async function warmUpOnce(contestant: Contestant, shape: Shape): Promise<void> {
  if (warm.has(shape)) return
  warm.add(shape)
  const end = performance.now() + warmUp.limitMs
  for (let round = 0; round < warmUp.rounds && performance.now() < end; round++) {
    await withWork(contestant, shape, warmUp.count, time)
  }
}

async function withWork<R>(
  contestant: Contestant,
  shape: Shape,
  count: number,
  measure: (prepare: () => Work) => Promise<R>,
): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-bench-'))
  try {
    return await measure(() => contestant.prepare(shape, count, join(folder, 'store.sqlite')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function time(prepare: () => Work): Promise<Timed> {
  const start = ownTime()
  const work = prepare()
  const built = ownTime()
  await work.run()
  const ended = ownTime()
  await work.close?.()
  return { buildMs: built - start, runMs: work.ownMs?.() ?? ended - built }
}

/** Apart from the timing: a collection that was asked for also throws compiled code away. */
async function weigh(prepare: () => Work): Promise<Weighed> {
  const before = heapUsed()
  const work = prepare()
  const finished = await work.run()
  const heapBytes = heapUsed() - before
  await work.close?.()
  keepAlive(work, finished)
  return { heapBytes }
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
