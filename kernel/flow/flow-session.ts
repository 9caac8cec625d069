/**
 * The flows of this session: those that have run, with their newest run, and those that cells' variables hold. Runs are
 * told of here by the engine, and from here go to what shows them.
 */

import { type ChangeWatcher, type Flow, type FlowState, type HostRun, isFlow, isTask, type Task } from '../../lib/index'
import type { CellDeclaration } from '../cell/compile'
import { scriptName } from '../cell/names'
import { onPrint } from '../host/console'
import { currentScope } from '../host/scope'
import { tableOf } from './cell-tables'
import { TaskPrints } from './task-prints'

/** The newest run of a flow's name. */
export interface SessionRun {
  readonly run: HostRun
  /** What it came to; none while it goes on, or after an interrupt. */
  readonly state?: FlowState
}

export class FlowSession {
  readonly #declared: ReadonlyMap<string, CellDeclaration>
  /** By the flow's name; the newest run comes last. */
  readonly #runs = new Map<string, SessionRun>()
  readonly #prints = new TaskPrints()

  /** @param declared what cells have declared: among it are their variables. */
  constructor(declared: ReadonlyMap<string, CellDeclaration>) {
    this.#declared = declared
    onPrint((name, text) => this.#prints.take(name, text))
  }

  /** A run begins. */
  began(run: HostRun): ChangeWatcher {
    const { runId, flow, done, isRerun } = run
    const table = tableOf(run)
    if (!isRerun) {
      this.#runs.delete(flow.name)
      this.#runs.set(flow.name, { run })
    }
    this.#prints.began(run)
    const forget = (): void => this.#prints.ended(runId)
    // of a run that goes down with its cell nothing more is heard
    currentScope().abort.signal.addEventListener('abort', forget, { once: true })
    done
      .then(
        state => {
          if (this.#runs.get(flow.name)?.run === run) this.#runs.set(flow.name, { run, state })
          table.end(state)
        },
        error => table.fail(error),
      )
      .finally(forget)
    return (task, _state, mapIndex) => {
      this.#prints.changed(runId, task, mapIndex)
      table.changed()
    }
  }

  /** The newest run of this flow, or of one that had its name before. */
  lastRun(flow: Flow): SessionRun | undefined {
    return this.#runs.get(flow.name)
  }

  /** Flows by the names that people call them: their own, and those of variables. The newest of a name counts. */
  flows(): ReadonlyMap<string, Flow> {
    const found = new Map<string, Flow>()
    for (const [name, { run }] of this.#runs) found.set(name, run.flow)
    const variables = [...this.#values(isFlow)]
    for (const [, flow] of variables) found.set(flow.name, flow)
    for (const [name, flow] of variables) if (!found.has(name)) found.set(name, flow)
    return found
  }

  /** The flow that is meant where none is named: the one that ran last, else the one that was declared last. */
  latestFlow(): Flow | undefined {
    const flows = this.flows()
    const ran = [...this.#runs.keys()].at(-1)
    return (ran === undefined ? undefined : flows.get(ran)) ?? [...this.#values(isFlow)].at(-1)?.[1]
  }

  /** The task that a variable holds. */
  taskOf(variable: string): Task | undefined {
    return [...this.#values(isTask)].findLast(([name]) => name === variable)?.[1]
  }

  /** Cells' variables that hold such a value, in the order in which they were declared. */
  *#values<T>(is: (value: unknown) => value is T): Iterable<readonly [string, T]> {
    for (const name of this.#declared.keys()) {
      const property = Object.getOwnPropertyDescriptor(globalThis, scriptName(name, true))
      if (property !== undefined && 'value' in property && is(property.value)) yield [name, property.value]
    }
  }
}
