/**
 * The tables of a cell's runs: one live display for each run that takes its time. A quick one shows its table when the
 * cell ends, unless it is the cell's value, which shows the same table itself. A cell that makes many quick runs (a
 * loop) shows none of theirs.
 * An interrupted cell's runs get their last picture from here: nothing of the cell's own goes on after that. For the
 * death of the whole process each picture brings the one that is to stand there then.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import {
  endedTable,
  type FlowState,
  type HostRun,
  type LiveMoment,
  liveTable,
  type Progress,
  progressBundle,
} from '../../lib/index'
import { type CellScope, currentScope, outsideCells } from '../host/scope'
import { showForNow } from '../host/show'
import type { MimeBundle } from '../link'
import { LiveDisplay, type LiveSurroundings } from './live-display'

/** Quick runs of one cell that show their tables. */
const mostQuick = 3

const goOn = '%resume goes on with what is left.'

const cells = new WeakMap<CellScope, CellTables>()

/** The table of a run that begins now, in the cell that began it. */
export function tableOf(run: HostRun): RunTable {
  return cellTables().add(run)
}

/** A bar of its own for something that is counted outside of any task; to be called at each count. */
export function showProgress(count: Progress): () => void {
  return cellTables().addProgress(count)
}

function cellTables(): CellTables {
  const scope = currentScope()
  const known = cells.get(scope)
  if (known !== undefined) return known
  const made = new CellTables(scope)
  cells.set(scope, made)
  return made
}

class CellTables {
  readonly #scope: CellScope
  readonly #around: LiveSurroundings
  readonly #tables = new Set<RunTable>()
  readonly #endings: (() => void)[] = []
  #isOver = false

  constructor(scope: CellScope) {
    this.#scope = scope
    this.#around = surroundings()
    scope.onEnd.add(value => this.#end(value))
  }

  add(run: HostRun): RunTable {
    const table = new RunTable(run, this.#around)
    if (!this.#isOver) this.#tables.add(table)
    return table
  }

  addProgress(count: Progress): () => void {
    const last = (): MimeBundle => progressBundle({ ...count.state(), stopped: count.done !== count.total })
    const live = new LiveDisplay(() => ({ bundle: progressBundle(count.state()), ifCutOff: last() }), this.#around)
    const end = (): void => {
      if (!live.isShown && count.done > 0) this.#around.show({ bundle: last() })
      else live.end(last)
    }
    this.#endings.push(end)
    return () => (count.done === count.total ? end() : live.changedBusy())
  }

  /** @returns whether the cell's value has its table there already. */
  #end(value: unknown): boolean {
    this.#isOver = true
    for (const end of this.#endings) end()
    if (this.#scope.abort.signal.aborted) for (const table of this.#tables) table.cancel()
    const quick = [...this.#tables].filter(table => table.isQuick && table.state !== value)
    if (quick.length <= mostQuick)
      for (const table of quick) if (table.last !== undefined) this.#around.show({ bundle: table.last() })
    return [...this.#tables].some(table => table.isShown && table.state !== undefined && table.state === value)
  }
}

/** The table of one run. */
export class RunTable {
  readonly #run: HostRun
  readonly #live: LiveDisplay
  /** What the run came to. */
  state: FlowState | undefined
  /** Draws the last picture, once there is one to draw. */
  last: (() => MimeBundle) | undefined

  constructor(run: HostRun, around: LiveSurroundings) {
    this.#run = run
    this.#live = new LiveDisplay(() => ({ bundle: this.#draw(), ifCutOff: this.#draw(this.#cutOff()) }), around)
  }

  /** It was over before its table was seen; what one task alone came to, its caller shows. */
  get isQuick(): boolean {
    return this.isOver && !this.isShown && !this.#run.isRerun
  }

  get isOver(): boolean {
    return this.last !== undefined
  }

  get isShown(): boolean {
    return this.#live.isShown
  }

  changed(): void {
    this.#live.changed()
  }

  end(state: FlowState): void {
    this.state = state
    this.#end(() => endedTable(state))
  }

  /** The run was left with an error, which its caller gets. */
  fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    this.#end(() => this.#draw({ status: 'Failed', message }))
  }

  /** The cell was interrupted, and its runs with it. */
  cancel(): void {
    const message = `The cell was interrupted.${this.#run.isStored ? ` ${goOn}` : ''}`
    if (!this.isOver) this.#end(() => this.#draw({ status: 'Cancelled', message }))
  }

  #end(last: () => MimeBundle): void {
    this.last = last
    this.#live.end(last)
  }

  /** What the table says if no more is heard of the run. */
  #cutOff(): NonNullable<LiveMoment['ended']> {
    const next = this.#run.isStored ? `Run the cells that define the flow again. ${goOn}` : 'It was kept in no store.'
    return { status: 'Cut Off', message: `The process that ran it has ended. ${next}` }
  }

  #draw(ended?: LiveMoment['ended']): MimeBundle {
    const { flow, states, progress, startedAt } = this.#run
    const moment = { now: Date.now(), startedAt, progress }
    return liveTable(flow, states(), ended === undefined ? moment : { ...moment, ended })
  }
}

/** Displays of this cell, wherever they are called from: the engine groups the changes of several runs. */
function surroundings(): LiveSurroundings {
  const inCell = AsyncLocalStorage.snapshot()
  return {
    now: () => performance.now(),
    after(milliseconds, call) {
      const timer = outsideCells(() => setTimeout(call, milliseconds))
      return () => clearTimeout(timer)
    },
    show({ bundle, ifCutOff }) {
      const id = randomUUID()
      inCell(() => showForNow(bundle, id, false, ifCutOff))
      return next => inCell(() => showForNow(next.bundle, id, true, next.ifCutOff))
    },
  }
}
