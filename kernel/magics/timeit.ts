/**
 * %timeit and %%timeit, printed as IPython does. The code becomes the body of a loop in a function that the cell host
 * calls, so that it runs as fast as in a program; `await` is allowed in it, what it declares is its own.
 */

import { hidden } from '../cell/names'
import { numberOption, parseOptions, usageError } from './arguments'
import type { MagicRun } from './magic'
import { formatTime } from './time-format'

const defaultRuns = 7

// hidden names: the code's own `i` or `loops` are its own
const [loops, now, pass, began] = ['loops', 'now', 'pass', 'began'].map(hidden)

export const timeit: MagicRun = async ({ magic, form, body, args, text, assigned }, { call, print }) => {
  const source = form === 'line' ? body : args
  const forms = { '-n': true, '-r': true, '-p': true, '-q': false, '-o': false }
  const { options, rest } = parseOptions(magic, source, forms)
  // the statement stays where it stands in the cell
  const statement = source.slice(0, source.length - rest.length).replace(/[^\n]/g, ' ') + rest
  const timed = form === 'line' ? statement : body
  if ((form === 'line' ? rest : text).trim() === '') throw usageError(magic, 'There is nothing to time.')
  if (form === 'cell') checkSyntax(statement)
  checkSyntax(timed)
  const runs = numberOption(magic, options, '-r') ?? defaultRuns
  const wanted = numberOption(magic, options, '-n')
  const setup = form === 'cell' ? `${rest}; ` : ''
  const before = `async (${loops}: number, ${now}: () => number) => { ${setup}const ${began} = ${now}(); for (let ${pass} = 0; ${pass} < ${loops}; ${pass}++) {`
  const code = `${timed}\n} return ${now}() - ${began} }`
  const result = await call('timeit', { runs, ...(wanted !== undefined && { loops: wanted }) }, { before, code })
  const measured = statistics(result.seconds, result.loops)
  const precision = numberOption(magic, options, '-p') ?? 3
  if (!options.has('-q')) print('stdout', timeitText(measured, precision))
  if (!options.has('-o') && !assigned) return undefined
  return { value: { code: resultSource(measured, precision), type: resultType } }
}

const resultType = `Readonly<Record<'loops' | 'runs' | 'average' | 'stdev' | 'best' | 'worst', number>> & Readonly<Record<'allRuns' | 'timings', readonly number[]>>`

export interface TimeitResult {
  readonly loops: number
  readonly runs: number
  /** Seconds: of each run, and what one pass took in each. */
  readonly allRuns: readonly number[]
  readonly timings: readonly number[]
  readonly average: number
  readonly stdev: number
  readonly best: number
  readonly worst: number
}

export function statistics(seconds: readonly number[], loops: number): TimeitResult {
  const timings = seconds.map(time => time / loops)
  const average = sum(timings) / timings.length
  const stdev = Math.sqrt(sum(timings.map(time => (time - average) ** 2)) / timings.length)
  const [best, worst] = [Math.min(...timings), Math.max(...timings)]
  return { loops, runs: seconds.length, allRuns: seconds, timings, average, stdev, best, worst }
}

/** What is printed: the line, and a warning where the runs differ too much to mean something. */
export function timeitText(result: TimeitResult, precision = 3): string {
  const { best, worst } = result
  const uneven = worst > 4 * best && best > 0 && worst > 1e-6
  const warning = uneven
    ? `The slowest run took ${(worst / best).toFixed(2)} times longer than the fastest. This could mean that an intermediate result is being cached.\n`
    : ''
  return `${warning}${timeitLine(result, precision)}\n`
}

function timeitLine({ average, stdev, runs, loops }: TimeitResult, precision: number): string {
  const mean = formatTime(average, precision)
  const deviation = formatTime(stdev, precision)
  const [run, loop] = [runs === 1 ? 'run' : 'runs', loops === 1 ? 'loop' : 'loops']
  return `${mean} ± ${deviation} per loop (mean ± std. dev. of ${runs} ${run}, ${loops.toLocaleString('en-US')} ${loop} each)`
}

/** An object of the numbers, that prints as the line. */
function resultSource(result: TimeitResult, precision: number): string {
  const line = JSON.stringify(`<TimeitResult : ${timeitLine(result, precision)}>`)
  return `Object.defineProperty(${JSON.stringify(result)}, Symbol.for('nodejs.util.inspect.custom'), { value: () => ${line} })`
}

/** What would be right only inside the loop (`continue`) is wrong, and errors are those of the code alone. */
function checkSyntax(source: string): void {
  const { compileCell } = require('../cell/compile') as typeof import('../cell/compile')
  compileCell(source, { url: 'timeit', session: { declared: new Map(), captured: new Set(), serial: 0 } })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
