/**
 * What becomes of repeated measurements. Benchmarks share a machine with whatever else runs on it, so a figure is a
 * median, and contestants take turns: a minute in which the machine is busy slows all of them, not one.
 */

/** @throws RangeError without samples: a median of nothing is a mistake in the harness. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  if (upper === undefined || lower === undefined) throw new RangeError('A median needs at least one sample.')
  return (lower + upper) / 2
}

/** Calls `measure` for each contestant in turn, `rounds` times over, every second round in reverse order. */
export async function takeTurns<C>(
  contestants: readonly C[],
  rounds: number,
  measure: (contestant: C, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? contestants : contestants.toReversed()
    for (const contestant of order) await measure(contestant, round)
  }
}
