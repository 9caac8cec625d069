/**
 * The journal of a run that is not kept: it shows each change at once and remembers nothing but log lines. What else
 * is asked of a journal afterwards, it reads from the run itself.
 */

import type { State } from '../state'
import type { LogLine, RunJournal, StoredTask, TaskChange } from '../store/store'

/** Writes nothing. */
export class MemoryJournal implements RunJournal {
  readonly #lines: LogLine[] = []
  /** the newest change of each task, as the run knows it */
  source: () => Iterable<StoredTask> = () => []

  change(change: TaskChange, shown: () => void): State {
    shown()
    return change.state
  }
  log(line: LogLine): void {
    this.#lines.push(line)
  }
  end(): Promise<void> {
    return Promise.resolve()
  }
  entries(): Iterable<StoredTask> {
    return this.source()
  }
  logs(): readonly LogLine[] {
    return this.#lines
  }
}
