/**
 * At most so many running tasks per tag. What finds its tag full waits in that tag's line, and is tried again when a
 * place becomes free; it may then have to wait for another of its tags.
 */
import type { TaskRun } from './task-run'

interface Line {
  readonly limit: number
  running: number
  readonly waiting: TaskRun[]
}

/** Places by tag. */
export class Throttle {
  readonly #lines: ReadonlyMap<string, Line>

  constructor(limits: Readonly<Record<string, number>>) {
    this.#lines = new Map(Object.entries(limits).map(([tag, limit]) => [tag, { limit, running: 0, waiting: [] }]))
  }

  /** Takes a place of each tag; false where one is full, and the task waits for it. */
  enter(unit: TaskRun): boolean {
    const lines = this.#of(unit)
    const full = lines.find(isFull)
    if (full) full.waiting.push(unit)
    else for (const line of lines) line.running++
    return full === undefined
  }

  /** Gives the places back, and those that they were waited for to who waited longest: these have entered. */
  leave(unit: TaskRun): TaskRun[] {
    const entered: TaskRun[] = []
    const lines = this.#of(unit)
    for (const line of lines) line.running--
    for (const line of lines) {
      // One that has to wait for another of its tags must not keep the place from those behind it.
      while (!isFull(line)) {
        const next = line.waiting.shift()
        if (next === undefined) break
        if (this.enter(next)) entered.push(next)
      }
    }
    return entered
  }

  #of(unit: TaskRun): Line[] {
    const lines: Line[] = []
    for (const tag of unit.node.task.tags) {
      const line = this.#lines.get(tag)
      if (line) lines.push(line)
    }
    return lines
  }
}

function isFull(line: Line): boolean {
  return line.running + 1 > line.limit
}
