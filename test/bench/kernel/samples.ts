/**
 * What measure.py prints, line by line, gathered into one outcome for each figure and kernel.
 */

import type { Outcome } from '../row'
import { median } from '../statistics'

interface Sample {
  readonly say?: string
  readonly kernel?: string
  readonly figure?: string
  readonly value?: number
  readonly cannot?: string
  /** Outweighs every figure; otherwise the more frequent of the two counts. */
  readonly final?: boolean
}

interface Gathered {
  readonly values: number[]
  readonly failures: string[]
  final: boolean
}

export class Samples {
  readonly #figures = new Map<string, Map<string, Gathered>>()

  /** Returns what the line wants said to whoever waits. */
  add(line: string): string | undefined {
    const { say, kernel, figure, value, cannot, final = false }: Sample = JSON.parse(line)
    if (kernel === undefined || figure === undefined) return say
    const byKernel = this.#figures.get(figure) ?? new Map<string, Gathered>()
    this.#figures.set(figure, byKernel)
    const gathered = byKernel.get(kernel) ?? { values: [], failures: [], final: false }
    byKernel.set(kernel, gathered)
    if (value !== undefined) gathered.values.push(value)
    if (cannot !== undefined) gathered.failures.push(cannot)
    if (final) gathered.final = true
    return undefined
  }

  get figures(): readonly string[] {
    return [...this.#figures.keys()]
  }

  /** By kernel: the median in this unit (times `factor`), or why there is none. */
  outcomes(figure: string, factor: number): ReadonlyMap<string, Outcome> {
    const byKernel = this.#figures.get(figure) ?? new Map<string, Gathered>()
    return new Map([...byKernel].map(([kernel, gathered]) => [kernel, outcomeOf(gathered, factor)]))
  }
}

function outcomeOf({ values, failures, final }: Gathered, factor: number): Outcome {
  const reason = failures.at(-1)
  return reason !== undefined && (final || failures.length >= values.length) ? reason : median(values) * factor
}
