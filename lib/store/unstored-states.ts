/**
 * States with a value that no file can hold (a socket, a closure): kept in memory, so that `resume` in the same process
 * still has them. They are let go when a run of the same flow begins that does not come from their run.
 */
import type { State } from '../state'
import { SPAN } from './schema'
import type { RunStart } from './store'

interface RunStates {
  readonly runId: string
  readonly flow: string
  readonly parent: string | undefined
  readonly states: Map<number, State>
}

export class UnstoredStates {
  /** By the number of the run, which every row's id holds. */
  readonly #runs = new Map<number, RunStates>()

  /** A run begins: of the runs of its flow, those of its line are kept. */
  begin(number: number, { flow, runId, resumedFrom: parent }: RunStart): void {
    const parents = new Map([...this.#runs.values()].map(run => [run.runId, run.parent]))
    const line = new Set<string>()
    for (let at = parent; at !== undefined && !line.has(at); at = parents.get(at)) line.add(at)
    for (const [other, run] of this.#runs) if (run.flow === flow && !line.has(run.runId)) this.#runs.delete(other)
    this.#runs.set(number, { runId, flow, parent, states: new Map() })
  }

  keep(row: number, state: State): void {
    this.#runs.get(numberOf(row))?.states.set(row, state)
  }

  /** Another state takes the row's place. */
  drop(row: number): void {
    this.#runs.get(numberOf(row))?.states.delete(row)
  }

  find(row: number): State | undefined {
    return this.#runs.get(numberOf(row))?.states.get(row)
  }
}

function numberOf(row: number): number {
  return Math.floor(row / SPAN)
}
