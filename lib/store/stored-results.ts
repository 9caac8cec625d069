/**
 * Results that are in the store already, so that a task that takes one does not write it again: a value that goes from
 * task to task, or a thousand of them that go into one list, stand in the file once. They are known by identity, which
 * costs nothing to ask. Only inputs refer to results; a result itself is always whole.
 */
import type { TaskChange } from './store'

/** Stands for a result that another row holds. */
export class StoredResult {
  readonly row: number
  constructor(row: number) {
    this.row = row
  }
}

/** A shorter body is as short as a reference to it. */
const WORTH = 500

type Inputs = TaskChange['inputs']

export class StoredResults {
  readonly #rows = new Map<unknown, number>()

  /** A result was written there; `size` is that of the whole body. */
  note(result: unknown, row: number, size: number): void {
    if (size >= WORTH && isWorth(result)) this.#rows.set(result, row)
  }

  /** What stood in the row is replaced before it was written. */
  drop(result: unknown, row: number): void {
    if (this.#rows.get(result) === row) this.#rows.delete(result)
  }

  /** The inputs with references in place of results that are known; the same object where there are none. */
  refer(inputs: Inputs): Inputs {
    if (inputs === undefined || this.#rows.size === 0) return inputs
    let referring: Record<string, unknown> | undefined
    for (const [name, value] of Object.entries(inputs)) {
      const found = this.#reference(value) ?? this.#inside(value)
      if (found === undefined) continue
      referring ??= { ...inputs }
      referring[name] = found
    }
    return referring ?? inputs
  }

  #reference(value: unknown): StoredResult | undefined {
    const row = isWorth(value) ? this.#rows.get(value) : undefined
    return row === undefined ? undefined : new StoredResult(row)
  }

  /** A list or a plain object of results, as a reduce takes it. */
  #inside(value: unknown): unknown {
    if (Array.isArray(value)) {
      const parts = value.map(part => this.#reference(part))
      return parts.some(part => part !== undefined) ? value.map((part, n) => parts[n] ?? part) : undefined
    }
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return undefined
    const parts = Object.entries(value).map(([key, part]) => [key, this.#reference(part) ?? part] as const)
    return parts.some(([, part]) => part instanceof StoredResult) ? Object.fromEntries(parts) : undefined
  }
}

function isWorth(value: unknown): boolean {
  return typeof value === 'string' ? value.length >= WORTH : typeof value === 'object' && value !== null
}
