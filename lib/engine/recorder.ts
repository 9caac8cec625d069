/**
 * What a run hands to its journal and shows: changes of state, given states, log lines. A change is shown when the
 * journal has it; one that keeps nothing is not even asked.
 */
import type { ChangeWatcher } from '../host'
import type { LogLevel } from '../logger'
import type { State } from '../state'
import { hasSecrets, maskSecrets } from '../store/secrets'
import { type RunJournal, type TaskChange, usualKey } from '../store/store'
import { inputsRecord } from './inputs'
import { MemoryJournal } from './memory-journal'
import type { RunSetup } from './run-setup'
import type { TaskRun } from './task-run'

const nobody = (): void => undefined

/** Writes down what happens in a run. */
export class Recorder {
  readonly #setup: RunSetup
  readonly #journal: RunJournal
  readonly #watchers: readonly ChangeWatcher[]
  readonly #keeps: boolean
  readonly #broken: (error: unknown) => void

  /** `broken` is told when the journal throws, because its store was closed, or who watches does. */
  constructor(
    setup: RunSetup,
    journal: RunJournal,
    watchers: readonly ChangeWatcher[],
    broken: (error: unknown) => void,
  ) {
    this.#setup = setup
    this.#journal = journal
    this.#watchers = watchers
    this.#keeps = !(journal instanceof MemoryJournal)
    this.#broken = broken
  }

  /** Takes a new state of the unit; gives it as it is kept. */
  change(unit: TaskRun, state: State): State {
    let kept = state
    const shown = this.#watchers.length === 0 ? nobody : () => this.#show(unit, kept)
    if (this.#keeps) kept = this.#write(this.#changeOf(unit, state), shown)
    else shown()
    unit.state = kept
    unit.fresh = true
    return kept
  }

  /** Notes a state that the run was given and did not make. */
  given(unit: TaskRun): void {
    const { given } = unit
    if (given !== undefined && this.#keeps) this.#write({ ...namesOf(unit), state: given, given: true }, nobody)
  }

  /** A line of the task's log; where no host shows it, it goes to the terminal too. */
  log(unit: TaskRun, attempt: number, level: LogLevel, line: string): void {
    const { slug: task, ...index } = namesOf(unit)
    const text = hasSecrets() ? maskSecrets(line) : line
    const at = new Date(this.#setup.clock.now())
    this.#journal.log({ at, level, task, ...index, attempt, text })
    if (this.#setup.host !== undefined) return
    const child = unit.mapIndex < 0 ? '' : `[${unit.mapIndex}]`
    console.error(`${task}${child} (attempt ${attempt}) ${level}: ${text}`)
  }

  /** Names a piece of work: the same in every retry and resume of the line. */
  workKey(unit: TaskRun): string {
    const { slug, mapIndex } = namesOf(unit)
    const { origin, runId } = this.#setup
    return origin.workKey?.(slug, mapIndex) ?? usualKey(origin.lineage ?? runId, slug, mapIndex)
  }

  #changeOf(unit: TaskRun, state: State): TaskChange {
    const names = namesOf(unit)
    if (!state.isRunning()) return { ...names, state }
    const { loopCount, loopResult, runCount } = unit
    const workKey = this.#setup.origin.workKey?.(names.slug, names.mapIndex)
    return {
      ...names,
      state,
      inputs: inputsRecord(unit),
      runCount,
      ...(loopCount > 1 ? { loopCount, loopResult } : {}),
      ...(workKey === undefined ? {} : { workKey }),
    }
  }

  #write(change: TaskChange, shown: () => void): State {
    try {
      return this.#journal.change(change, shown)
    } catch (error) {
      this.#broken(error)
      return change.state
    }
  }

  #show(unit: TaskRun, state: State): void {
    const index = unit.mapIndex < 0 ? undefined : unit.mapIndex
    try {
      for (const watch of this.#watchers) watch(unit.node.task, state, index)
    } catch (error) {
      this.#broken(error)
    }
  }
}

function namesOf({ node, mapIndex }: TaskRun): { slug: string; mapIndex?: number } {
  const { slug } = node.task
  return mapIndex < 0 ? { slug } : { slug, mapIndex }
}
