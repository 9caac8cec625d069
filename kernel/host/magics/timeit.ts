/**
 * The loop of %timeit: first as many passes as take 0.2 s, in powers of ten, then that many for each run.
 * The clock runs inside the function, beside the loop, so that nothing of this is in what it measures.
 */

import type { HostMagics } from '../../link'
import { UsageError } from './usage-error'

const enough = 0.2
const mostPowers = 10

/** Runs the code `loops` times; gives milliseconds. */
type Loop = (loops: number, now: () => number) => Promise<number>

export async function timeit(
  { loops, runs }: HostMagics['timeit']['params'],
  loop: unknown,
): Promise<HostMagics['timeit']['result']> {
  if (!isLoop(loop)) throw new UsageError('There is nothing to time.')
  const clock = performance.now.bind(performance)
  const run = async (times: number): Promise<number> => (await loop(times, clock)) / 1e3
  const passes = loops ?? (await enoughPasses(run))
  const seconds: number[] = []
  for (let i = 0; i < runs; i++) seconds.push(await run(passes))
  return { loops: passes, seconds }
}

async function enoughPasses(run: (times: number) => Promise<number>): Promise<number> {
  for (let power = 0; ; power++) {
    const passes = 10 ** power
    if ((await run(passes)) >= enough || power === mostPowers - 1) return passes
  }
}

function isLoop(value: unknown): value is Loop {
  return typeof value === 'function'
}
