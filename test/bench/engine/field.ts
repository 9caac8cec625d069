/**
 * The engines that take part, in a run of the benchmarks: a process each, and turns between them, round by round.
 */

import type { Outcome } from '../row'
import { median, takeTurns } from '../statistics'
import { ContestantProcess } from './contestant-process'
import type { Measured, Shape, Timed } from './work'

/** By contestant: medians, or why there are none. */
export type Measurements = ReadonlyMap<string, Measured | string>

interface MeasureOptions {
  readonly rounds: number
  /** Also how much heap it takes? */
  readonly weighs: boolean
  readonly takesPart: (name: string) => boolean
}

export class Field {
  readonly names: readonly string[]
  readonly #processes: ReadonlyMap<string, ContestantProcess>

  /** @param files by contestant: the name of its module in contestants/. */
  constructor(files: Readonly<Record<string, string>>, limitMs: number) {
    this.names = Object.keys(files)
    const started = Object.entries(files).map(([name, file]): [string, ContestantProcess] => [
      name,
      new ContestantProcess(file, limitMs),
    ])
    this.#processes = new Map(started)
  }

  /** Who fails once is not asked again: it will not get better, and it takes the time of the others. */
  async measure(shape: Shape, count: number, { rounds, weighs, takesPart }: MeasureOptions): Promise<Measurements> {
    const timed = new Map<string, Timed[]>()
    const weighed = new Map<string, number>()
    const failures = new Map<string, string>()
    const asked = [...this.#processes].filter(([name]) => takesPart(name))
    const ask = async (
      kind: 'time' | 'weigh',
      [name, process]: readonly [string, ContestantProcess],
    ): Promise<void> => {
      if (failures.has(name)) return
      const report = await process.ask({ kind, shape, count })
      if ('cannot' in report) failures.set(name, report.cannot)
      else if ('runMs' in report) timed.set(name, [...(timed.get(name) ?? []), report])
      else if ('heapBytes' in report) weighed.set(name, report.heapBytes)
    }
    await takeTurns(asked, rounds, contestant => ask('time', contestant))
    if (weighs) await takeTurns(asked, 1, contestant => ask('weigh', contestant))
    const all = [...timed].map(([name, samples]): [string, Measured] => {
      const heapBytes = weighed.get(name)
      return [name, { ...mediansOf(samples), ...(heapBytes === undefined ? {} : { heapBytes }) }]
    })
    return new Map<string, Measured | string>([...all, ...failures])
  }

  close(): void {
    for (const process of this.#processes.values()) process.close()
  }
}

function mediansOf(samples: readonly Timed[]): Timed {
  return {
    buildMs: median(samples.map(({ buildMs }) => buildMs)),
    runMs: median(samples.map(({ runMs }) => runMs)),
  }
}

/** One figure of them, by contestant. */
export function outcomesOf(
  measured: Measurements,
  read: (figures: Measured) => number | undefined,
): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>()
  for (const [name, figures] of measured) {
    const outcome = typeof figures === 'string' ? figures : read(figures)
    if (outcome !== undefined) outcomes.set(name, outcome)
  }
  return outcomes
}
