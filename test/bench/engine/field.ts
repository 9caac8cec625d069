/**
 * The engines that take part, in a run of the benchmarks: a process each, and turns between them, round by round.
 */

import type { Outcome } from '../row'
import { median, takeTurns } from '../statistics'
import { ContestantProcess } from './contestant-process'
import type { Measured, Shape } from './work'

/** By contestant: medians, or why there are none. */
export type Measurements = ReadonlyMap<string, Measured | string>

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
  async measure(
    shape: Shape,
    count: number,
    rounds: number,
    takesPart: (name: string) => boolean,
  ): Promise<Measurements> {
    const samples = new Map<string, Measured[]>()
    const failures = new Map<string, string>()
    await takeTurns(
      [...this.#processes].filter(([name]) => takesPart(name)),
      rounds,
      async ([name, process]) => {
        if (failures.has(name)) return
        const report = await process.ask({ kind: 'work', shape, count })
        if ('cannot' in report) failures.set(name, report.cannot)
        else if ('runMs' in report) samples.set(name, [...(samples.get(name) ?? []), report])
      },
    )
    const all = [...samples].map(([name, measured]): [string, Measured] => [name, mediansOf(measured)])
    return new Map<string, Measured | string>([...all, ...failures])
  }

  close(): void {
    for (const process of this.#processes.values()) process.close()
  }
}

function mediansOf(measured: readonly Measured[]): Measured {
  return {
    buildMs: median(measured.map(({ buildMs }) => buildMs)),
    runMs: median(measured.map(({ runMs }) => runMs)),
    heapBytes: median(measured.map(({ heapBytes }) => heapBytes)),
  }
}

/** One figure of them, by contestant. */
export function outcomesOf(measured: Measurements, read: (figures: Measured) => number): ReadonlyMap<string, Outcome> {
  return new Map([...measured].map(([name, figures]) => [name, typeof figures === 'string' ? figures : read(figures)]))
}
