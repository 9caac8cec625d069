/**
 * What `npm run bench -- …` understands, and how much work that means.
 */

export type Suite = 'engine' | 'kernel'

/** How often, how long: a full run takes under ten minutes, a quick one under ninety seconds. */
export interface Scale {
  readonly engine: {
    readonly rounds: number
    readonly limitMs: number
    /** Wait for those whose time grows with the square of the tasks? */
    readonly slowPeers: boolean
  }
  readonly kernel: {
    readonly starts: number
    readonly cells: number
    readonly samples: number
    readonly lines: number
    readonly linesLimitS: number
  }
}

export interface Options {
  readonly suites: readonly Suite[]
  readonly scale: Scale
  /** Also into the results file that git tracks. */
  readonly write: boolean
}

const full: Scale = {
  engine: { rounds: 5, limitMs: 20_000, slowPeers: true },
  kernel: { starts: 10, cells: 200, samples: 20, lines: 1_000_000, linesLimitS: 20 },
}
const quick: Scale = {
  engine: { rounds: 1, limitMs: 20_000, slowPeers: false },
  kernel: { starts: 2, cells: 40, samples: 8, lines: 50_000, linesLimitS: 3 },
}
const suites: readonly Suite[] = ['engine', 'kernel']

export const usage = 'npm run bench [-- engine|kernel] [--quick] [--write]'

/** @throws RangeError that quotes an argument nobody knows. */
export function readOptions(args: readonly string[]): Options {
  const unknown = args.find(arg => !['--quick', '--write', ...suites].includes(arg))
  if (unknown !== undefined) throw new RangeError(`"${unknown}" is no argument of the benchmarks: ${usage}`)
  const named = suites.filter(suite => args.includes(suite))
  return {
    suites: named.length === 0 ? suites : named,
    scale: args.includes('--quick') ? quick : full,
    write: args.includes('--write'),
  }
}
